"""Forgetting what the public saw, after the agreed evidential period (rule R5). Counts, hashes and times remain."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from appeals.models import PurgeReceipt
from appeals.rules.purge import Line, Noted, Part
from foundation import audit, ledger
from foundation.database import transaction
from foundation.images import store
from sightings.models import Forwarding, Sighting, SightingPhoto
from sightings.queries import purge as queries


def purge_reports(appeal_id: UUID, *, now: datetime, replayed: bool = False) -> bool:
    """The reports of an ended appeal go, with their photos and packages. False: held, or gone already."""
    with transaction() as session:
        if not queries.may_go(session, appeal_id):
            return False
        keys = [photo.key for photo in queries.photos_of(session, appeal_id)]
    if not replayed:
        noted = Noted(appeal_id=appeal_id, line=Line.PURGED_REPORTS, at=now)
        ledger.note([noted.entry])
    for key in keys:
        store.delete(key)
    with transaction() as session:
        if not queries.may_go(session, appeal_id):
            return False
        reports, photos = queries.reports_of(session, appeal_id), queries.photos_of(session, appeal_id)
        packages = queries.packages_of(session, appeal_id)
        digest = hashlib.sha256(b"".join(sorted(each.package_sha256 for each in packages))).hexdigest()
        _empty(reports, photos, packages)
        counts = {"sighting": len(reports), "sighting_photo": len(photos), "forwarding": len(packages)}
        session.add(
            PurgeReceipt(
                appeal_id=appeal_id,
                part=str(Part.REPORTS),
                purged_at=now,
                counts={**counts, "files": len(keys)},
                digest=digest,
                replayed=replayed,
            )
        )
        _record(session, appeal_id, digest, now=now, replayed=replayed)
        return True


def _empty(reports: list[Sighting], photos: list[SightingPhoto], packages: list[Forwarding]) -> None:
    for report in reports:
        report.what, report.seen_when, report.seen_at, report.places = "", "", None, "[]"
        report.contact_name = report.contact_email = report.contact_phone = None
        report.police_may_contact = report.charity_may_contact = False
        report.set_aside_reason, report.flags = ("" if report.state == "set_aside" else None), []
    for photo in photos:
        photo.state, photo.fault, photo.width, photo.height = "broken", "purged", None, None
    for package in packages:
        package.package, package.acknowledged_by_words, package.outcome_words = b"", None, None
        package.link_version += 1


def _record(session: Session, appeal_id: UUID, digest: str, *, now: datetime, replayed: bool) -> None:
    audit.record(
        session, at=now, actor=audit.SYSTEM, action="sighting.purged", subject=("appeal", appeal_id),
        part=str(Part.REPORTS), digest=digest, replayed=replayed,
    )  # fmt: skip


def replay_ledger(noted: dict[UUID, frozenset[Part]], *, now: datetime) -> int:
    """After a restore: the reports that were purged go again."""
    return sum(
        purge_reports(appeal_id, now=now, replayed=True) for appeal_id, parts in noted.items() if Part.REPORTS in parts
    )
