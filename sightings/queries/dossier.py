"""One report with everything around it, for the person who has opened it and for the team that holds its link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from appeals.models import Appeal
from foundation.audit import AuditEntry
from outbox.models import OutboxMessage
from sightings.models import Forwarding, ForwardingDispatch, Sighting, SightingPhoto
from sightings.queries import desk
from sightings.rules.places import GivenPlace, best_point, from_json
from sightings.rules.report import PhotoFault
from staff import queries as staff
from staff.models import Team
from staff.queries import AuditFilter

_NOT_KEPT = frozenset(PhotoFault) | {"gone"}
"""Faults after which there is no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One line of a report's history: who did what. ``who`` is empty for the system."""

    at: datetime
    who: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What the desk shows of an opened report."""

    sighting: Sighting
    appeal: Appeal
    team: Team | None
    places: tuple[GivenPlace, ...]
    point: GivenPlace | None
    """The place that wins for the map (rule S5)."""
    photos: Sequence[SightingPhoto]
    originals: frozenset[str]
    """Keys of the photos whose original is kept."""
    forwardings: Sequence[Forwarding]
    sendings: Sequence[tuple[ForwardingDispatch, OutboxMessage]]
    others: Sequence[Sighting]
    history: Sequence[Deed]
    names: dict[UUID, str]


def dossier(session: Session, sighting_id: UUID) -> Dossier | None:
    """By id; None for an unknown one. Whether somebody may see it is ``desk.is_open_for``."""
    sighting = session.get(Sighting, sighting_id)
    if sighting is None:
        return None
    forwardings = desk.forwardings(session, sighting_id)
    entries = _entries(session, sighting_id, forwardings)
    appeal = session.get_one(Appeal, sighting.appeal_id)
    places = from_json(sighting.places)
    photos = desk.photos(session, sighting_id)
    people = {UUID(entry.actor.removeprefix("staff:")) for entry in entries if entry.actor.startswith("staff:")}
    names = staff.names(session, people | {who for who in (sighting.triaged_by, sighting.responsible_id) if who})
    return Dossier(
        sighting=sighting,
        appeal=appeal,
        team=staff.team(session, appeal.team_id) if appeal.team_id else None,
        places=places,
        point=best_point(places),
        photos=photos,
        originals=frozenset(photo.key for photo in photos if photo.fault not in _NOT_KEPT),
        forwardings=forwardings,
        sendings=desk.sendings(session, sighting_id),
        others=desk.others_of_case(session, sighting),
        history=[_deed(entry, names) for entry in entries],
        names=names,
    )


def item_for_link(session: Session, forwarding_id: UUID, link_version: int) -> Forwarding | None:
    """The report behind a team's link; None when the link has ended or was never one."""
    found = session.get(Forwarding, forwarding_id)
    return found if found and found.number == 1 and found.link_version == link_version else None


def _entries(session: Session, sighting_id: UUID, forwardings: Sequence[Forwarding]) -> list[AuditEntry]:
    subjects = [("sighting", sighting_id), *(("forwarding", row.id) for row in forwardings)]
    found: list[AuditEntry] = []
    for kind, subject_id in subjects:
        wanted = AuditFilter(subject_kind=kind, subject_id=str(subject_id))
        found += staff.audit_entries(session, wanted, limit=200)
    return sorted(found, key=lambda entry: entry.seq, reverse=True)


def _deed(entry: AuditEntry, names: dict[UUID, str]) -> Deed:
    kind, _, subject = entry.actor.partition(":")
    who = names.get(UUID(subject), "") if kind == "staff" else kind.removesuffix("system")
    return Deed(at=entry.at, who=who, action=entry.action.removeprefix("sightings."))
