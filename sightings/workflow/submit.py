"""Submit: the first arrow of a report's way. What is told to be taken is on the disk (rules S3, S12)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from appeals import queries as appeals
from appeals.rules import Case
from foundation import tokens
from foundation.background import nudge, request_id
from foundation.database import reading, transaction
from foundation.images import store
from foundation.places import grid, postcode
from foundation.tokens import opaque
from sightings.models import Sighting, SightingPhoto
from sightings.queries.receipt import by_form, get_by_form, receipt_index
from sightings.rules.alerts import needs_a_human
from sightings.rules.places import GivenPlace, Source, in_trust, to_json
from sightings.rules.report import Contact, Limit, PhotoFault, Report, lane_of
from sightings.rules.states import Lane, State
from sightings.rules.words import Flag, flags_of
from sightings.workflow.forward import forward_unreviewed

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormKey:
    """What a form's signed key holds: the appeal that it was opened for, and 128 random bits."""

    appeal_id: UUID
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the sender is told once: nothing of the report, and exactly what goes on (rules S4, S11)."""

    code: str
    photo_lost: bool
    contact_kept: bool
    contact_dropped: bool
    police_may_contact: bool
    charity_may_contact: bool
    urgent: bool
    supportive: bool
    repeated: bool
    """The form had come before with other words: this copy was not kept beside it."""


class TooManyReportsError(Exception):
    """Above the hard ceiling: the one case in which a report is refused (rule S3)."""


class AppealGoneError(Exception):
    """There is no such appeal any more, not even a withdrawn one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    """What is known of a report beside its words."""

    form: FormKey
    case: Case | None
    """None: its team is not known any more."""
    limit: Limit
    photo_key: str
    at: datetime


def submit(report: Report, form: FormKey, *, admit: Callable[[], Limit], now: datetime) -> Receipt:
    """Take a report: the photo sealed and fsynced, then the row, in one commit.

    ``admit`` is asked only for a report that is new: the same form again gives the same receipt and costs nothing.

    Raises:
        TooManyReportsError: above the ceiling; nothing was kept.
        AppealGoneError: the form is of an appeal that was purged.
    """
    with reading() as session:
        case = appeals.case_of(session, form.appeal_id, now)
        if before := by_form(session, form.appeal_id, form.nonce):
            return _receipt(before, form, report)
        places = in_trust(_located(session, place) for place in report.places)
    limit = admit()
    if limit is Limit.CEILING:
        raise TooManyReportsError
    report, photo_key = _seal_photo(replace(report, places=places))
    arrival = _Arrival(form=form, case=case, limit=limit, photo_key=photo_key, at=now)
    try:
        row, new = _keep(report, arrival)
    except IntegrityError:
        if photo_key:
            store.delete(photo_key)
        raise AppealGoneError from None
    if photo_key and not new:
        store.delete(photo_key)
    return _receipt(row, form, report)


def _keep(report: Report, arrival: _Arrival) -> tuple[Sighting, bool]:
    """The row, and whether it is new. A fault on the way to the police never costs the report: a sweep forwards it."""
    values = _values(report, arrival)
    if values["lane"] != Lane.URGENT or arrival.case is None:
        return _write(values, report, arrival, None)
    try:
        return _write(values, report, arrival, arrival.case)
    except Exception as fault:
        log.warning("urgent_forward_failed", fault=type(fault).__name__)
        return _write(values, report, arrival, None)


def _write(values: dict[str, Any], report: Report, arrival: _Arrival, send: Case | None) -> tuple[Sighting, bool]:
    """One commit. Of two forms at once, the second waits for the first and is given its row."""
    with transaction() as session:
        session.execute(text("set local synchronous_commit to on"))
        statement = insert(Sighting).values(id=uuid4(), **values).on_conflict_do_nothing().returning(Sighting)
        row = session.scalar(statement)
        if row is None:
            return get_by_form(session, arrival.form.appeal_id, arrival.form.nonce), False
        _note_photo(session, row, report, arrival)
        if send is not None:
            session.flush()
            forward_unreviewed(session, row, send, now=arrival.at)
        return row, True


def _values(report: Report, arrival: _Arrival) -> dict[str, Any]:
    flags = _flags(report, arrival)
    lane = lane_of(flags, arrival.limit)
    contact = report.contact
    kept = contact if contact.allowed or lane is Lane.URGENT else Contact()
    return {
        "appeal_id": arrival.form.appeal_id,
        "form_key": arrival.form.nonce,
        "receipt_index": receipt_index(_code(arrival.form)),
        "lane": lane,
        "state": State.SUBMITTED,
        "received_at": arrival.at,
        "request_id": request_id.get(),
        "language": report.language,
        "what": report.what,
        "seen_when": report.seen_when,
        "seen_at": report.seen_at,
        "places": to_json(report.places),
        "contact_name": kept.name or None,
        "contact_email": kept.email or None,
        "contact_phone": kept.phone or None,
        "police_may_contact": contact.police_may,
        "charity_may_contact": contact.charity_may,
        "under_18": report.under_18,
        "flags": sorted(flags),
    }


def _flags(report: Report, arrival: _Arrival) -> frozenset[Flag]:
    case = arrival.case
    facts = {
        Flag.URGENT: report.happening,
        Flag.MINOR: report.under_18,
        Flag.OVER_LIMIT: arrival.limit is Limit.OVER,
        Flag.PHOTO_FAULT: report.photo_fault is not None,
        Flag.CASE_ENDED: case is None or not case.live,
    }
    said = flags_of(report.words, known_as=case.known_as if case else "", page=report.language)
    return said | {flag for flag, true in facts.items() if true}


def _located(session: Session, place: GivenPlace) -> GivenPlace:
    """The place with its point, where its words name one; the words stay as they were typed."""
    try:
        if place.source is Source.GRID:
            found: grid.Point | None = grid.parse(place.text)
        else:
            found = postcode.locate(session, place.text) if place.source is Source.POSTCODE else None
    except grid.BadGridReferenceError:
        found = None
    if found is None:
        return place
    return replace(place, latitude=found.latitude, longitude=found.longitude, accuracy_m=found.accuracy)


def _seal_photo(report: Report) -> tuple[Report, str]:
    """Before the row, so that no row ever names a file that is not there; a full disk costs the photo alone."""
    if not report.photo:
        return report, ""
    key = opaque()
    try:
        store.put_sealed(key, report.photo)
    except OSError as fault:
        log.warning("photo_not_kept", fault=type(fault).__name__)
        return replace(report, photo=b"", photo_fault=PhotoFault.NOT_KEPT), ""
    return report, key


def _note_photo(session: Session, row: Sighting, report: Report, arrival: _Arrival) -> None:
    photo = SightingPhoto(id=uuid4(), sighting_id=row.id, received_at=arrival.at)
    if arrival.photo_key:
        photo.key = arrival.photo_key
        nudge(session, "sightings.clean_photo", str(photo.id))
    elif report.photo_fault is not None:
        photo.state, photo.fault = "broken", report.photo_fault.value
    else:
        return
    session.add(photo)


def _code(form: FormKey) -> str:
    return tokens.code_for("receipt", form.nonce)


def _receipt(row: Sighting, form: FormKey, report: Report) -> Receipt:
    kept = bool(row.contact_name or row.contact_email or row.contact_phone)
    return Receipt(
        code=_code(form),
        photo_lost=Flag.PHOTO_FAULT in row.flags,
        contact_kept=kept,
        contact_dropped=report.contact.given and not kept,
        police_may_contact=row.police_may_contact,
        charity_may_contact=row.charity_may_contact,
        urgent=row.lane == Lane.URGENT,
        supportive=needs_a_human(under_18=row.under_18, flags=row.flags),
        repeated=row.what != report.what,
    )
