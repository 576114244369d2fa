"""What is to be purged, what stops it, and what is left (rule R5)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from appeals.models import (
    Appeal,
    AppealPhoto,
    AppealTranslation,
    AppealVersion,
    Briefing,
    BriefingLink,
    LegalHold,
    PurgeReceipt,
)
from appeals.rules import ENDED, State
from appeals.rules.briefing import BriefingState, version_of
from appeals.rules.purge import Due, Line, Noted, Part, Terms, due_at
from foundation.settings import settings

_HELD = exists().where(LegalHold.appeal_id == Appeal.id, LegalHold.lifted_at.is_(None))


def terms() -> Terms:
    """As the operator agreed them."""
    return Terms(
        closed=timedelta(hours=settings().purge_closed_hours),
        open=timedelta(days=settings().purge_open_days),
        evidence=timedelta(days=settings().evidence_days),
    )


def due(session: Session, part: Part, now: datetime, terms: Terms) -> list[Due]:
    """What should be gone by now and nothing holds, the first one first."""
    return [
        each for each in ended_unpurged(session, terms) if each.part is part and each.due_at <= now and not each.held
    ]


def purged(part: Part) -> ColumnElement[bool]:
    """The condition on ``Appeal`` that ``part`` of it is gone."""
    return exists().where(PurgeReceipt.appeal_id == Appeal.id, PurgeReceipt.part == str(part))


def ended_unpurged(session: Session, terms: Terms) -> list[Due]:
    """All parts of ended appeals that are still there, with when they go, the first one first."""
    found = []
    for part in Part:
        rows = session.execute(select(Appeal, _HELD.label("held")).where(Appeal.state.in_(ENDED), ~purged(part)))
        for row in rows:
            appeal: Appeal = row.Appeal
            if when := due_at(part, appeal.state, appeal.end_reason, appeal.ended_at, terms):
                found.append(
                    Due(appeal_id=appeal.id, public_id=appeal.public_id, part=part, due_at=when, held=bool(row.held))
                )
    return sorted(found, key=lambda each: (each.due_at, each.public_id, each.part))


def is_purged(session: Session, appeal_id: UUID, part: Part) -> bool:
    """Whether that part is gone."""
    return session.get(PurgeReceipt, (appeal_id, str(part))) is not None


def hold_on(session: Session, appeal_id: UUID) -> LegalHold | None:
    """What stops the purge of a case."""
    return session.scalar(select(LegalHold).where(LegalHold.appeal_id == appeal_id, LegalHold.lifted_at.is_(None)))


def holds(session: Session) -> Sequence[LegalHold]:
    """All that stand, the oldest first."""
    return session.scalars(select(LegalHold).where(LegalHold.lifted_at.is_(None)).order_by(LegalHold.set_at)).all()


def receipts(session: Session, *, limit: int = 100) -> Sequence[tuple[PurgeReceipt, str]]:
    """The newest receipts, each with the public id."""
    rows = session.execute(
        select(PurgeReceipt, Appeal.public_id)
        .join(Appeal, Appeal.id == PurgeReceipt.appeal_id)
        .order_by(PurgeReceipt.purged_at.desc(), Appeal.public_id)
        .limit(limit)
    )
    return [(receipt, public_id) for receipt, public_id in rows]


def versions_of(session: Session, appeal_id: UUID) -> Sequence[AppealVersion]:
    """Everything that was public, the first one first."""
    return session.scalars(
        select(AppealVersion).where(AppealVersion.appeal_id == appeal_id).order_by(AppealVersion.number)
    ).all()


def photos_ever(session: Session, appeal_id: UUID) -> Sequence[AppealPhoto]:
    """Every photo there ever was, also the ones that were taken back or replaced."""
    return session.scalars(
        select(AppealPhoto).where(AppealPhoto.appeal_id == appeal_id).order_by(AppealPhoto.uploaded_at, AppealPhoto.id)
    ).all()


def standing(session: Session) -> list[Noted]:
    """What the ledger should say last of every appeal that left the house: that it has ended, or that it is live.

    Live is what is public, and what partners hold a link to.
    """
    with_partners = exists().where(Briefing.appeal_id == Appeal.id, Briefing.state == BriefingState.SENT)
    last_sent = select(func.max(BriefingLink.sent_at)).join(Briefing).where(Briefing.appeal_id == Appeal.id)
    rows = session.execute(
        select(
            Appeal.id, Appeal.state, Appeal.ended_at, Appeal.published_at, with_partners.label("with_partners"),
            last_sent.correlate(Appeal).scalar_subquery().label("sent_at"),
        )
    )  # fmt: skip
    found = []
    for row in rows:
        out_since = max((moment for moment in (row.published_at, row.sent_at) if moment), default=None)
        if out_since is None:
            continue
        if row.state in ENDED:
            found.append(Noted(appeal_id=row.id, line=Line.ENDED, at=row.ended_at))
        elif row.state == "published" or row.with_partners:
            found.append(Noted(appeal_id=row.id, line=Line.LIVE, at=out_since))
    return found


def taken_back(session: Session) -> list[Noted]:
    """Every photo, translation and briefing that was taken back alone, or with its appeal, and every link renewed."""
    photos = select(AppealPhoto.appeal_id, AppealPhoto.original, func.max(AppealPhoto.withdrawn_at))
    photos = photos.where(AppealPhoto.withdrawn_at.is_not(None)).group_by(AppealPhoto.appeal_id, AppealPhoto.original)
    spoken = select(AppealTranslation.appeal_id, AppealTranslation.language, AppealTranslation.withdrawn_at)
    spoken = spoken.where(AppealTranslation.withdrawn_at.is_not(None))
    briefed = select(Briefing.appeal_id, Briefing.id, Briefing.ended_at).where(Briefing.ended_at.is_not(None))
    asked = {Line.PHOTO: photos, Line.TRANSLATION: spoken, Line.BRIEFING: briefed}
    renewed = select(Briefing.appeal_id, BriefingLink.id, BriefingLink.link_version, BriefingLink.sent_at).join(
        Briefing
    )
    return [
        Noted(appeal_id=appeal_id, line=line, at=at, of=str(of))
        for line, query in asked.items()
        for appeal_id, of, at in session.execute(query)
        if at is not None
    ] + [
        Noted(appeal_id=appeal_id, line=Line.LINK, at=at, of=version_of(link_id, number))
        for appeal_id, link_id, number, at in session.execute(renewed.where(BriefingLink.link_version > 1))
    ]


def out_since(session: Session, row: Appeal) -> datetime | None:
    """When it last left the house, to the public or to partners; None: never."""
    sent = select(func.max(BriefingLink.sent_at)).join(Briefing).where(Briefing.appeal_id == row.id)
    return max((moment for moment in (row.published_at, session.scalar(sent)) if moment), default=None)


def is_out(session: Session, row: Appeal) -> bool:
    """Whether the public or partners have it."""
    sent = exists().where(Briefing.appeal_id == row.id, Briefing.state == BriefingState.SENT)
    return row.state == State.PUBLISHED or (row.state not in ENDED and bool(session.scalar(select(sent))))


def with_an_area_left(session: Session, now: datetime, *, kept: timedelta) -> Sequence[UUID]:
    """Purged appeals whose tombstone has left the feeds, and whose area is still there."""
    return session.scalars(
        select(Appeal.id)
        .join(AppealVersion, AppealVersion.appeal_id == Appeal.id)
        .where(Appeal.purged_at.is_not(None), Appeal.ended_at < now - kept, AppealVersion.content != {})
        .distinct()
        .limit(200)
    ).all()


def references(session: Session, appeal_ids: Collection[UUID]) -> dict[UUID, str]:
    """The police's reference of each, while it is there."""
    rows = session.execute(select(Appeal.id, Appeal.reference).where(Appeal.id.in_(appeal_ids)))
    return {row.id: row.reference for row in rows}
