"""Partner briefings: for the staff, for whoever holds a link, and what is owed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealPhoto, Briefing, BriefingLink, BriefingVersion
from appeals.queries.desk import as_public
from appeals.rules import ENDED, WRITABLE, PublicAppeal, fingerprint
from appeals.rules.briefing import LAST_ASK, BriefingEnd, BriefingState, LinkFacts, Standing, seal, standing, version_of
from staff.models import Partner, PartnerAddress
from staff.queries import partners

OPEN: ColumnElement[bool] = Briefing.state != BriefingState.ENDED
UNANSWERED: ColumnElement[bool] = and_(
    Briefing.state == BriefingState.ENDED,
    Briefing.end_reason != BriefingEnd.DROPPED,
    BriefingLink.taken_down_at.is_(None),
    BriefingLink.closed_at.is_(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A link with all that belongs to it."""

    link: BriefingLink
    briefing: Briefing
    appeal: Appeal
    partner: Partner
    address: PartnerAddress

    @property
    def standing(self) -> Standing:
        """What this partner address has said."""
        link = self.link
        facts = LinkFacts(
            ended=self.briefing.state == BriefingState.ENDED,
            sent_version=link.sent_version,
            read_version=link.read_version,
            ask_step=link.ask_step,
            taken_down=link.taken_down_at is not None,
            closed=link.closed_at is not None,
        )
        return standing(facts)

    @property
    def mail_causes(self) -> list[str]:
        """Of every mail that ever carried a link to this address."""
        versions = range(1, self.link.link_version + 1)
        return [str(self.link.id), *(version_of(self.link.id, number) for number in versions)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What would go out of the desk's text at this moment, and to which addresses."""

    public: PublicAppeal | None
    """None: its area or review date is missing."""
    addresses: Sequence[PartnerAddress]

    @property
    def text(self) -> str:
        """The fingerprint of the words and pictures; empty when there is nothing."""
        return fingerprint(self.public, material=True) if self.public else ""

    @property
    def seen(self) -> str:
        """The fingerprint of the text and of who gets it."""
        return seal(self.text, [each.id for each in self.addresses])


def outgoing(session: Session, row: Appeal, briefing: Briefing | None, now: datetime) -> Outgoing:
    """To the partners that were put forward, and to those that have it already."""
    have = select(BriefingLink.partner_id).where(BriefingLink.briefing_id == briefing.id) if briefing else None
    wanted = {*(briefing.proposed_partners if briefing else ()), *(session.scalars(have) if have is not None else ())}
    return Outgoing(public=as_public(session, row, now), addresses=partners.in_force(session, wanted))


def open_briefing(session: Session, appeal_id: UUID) -> Briefing | None:
    """The one of this appeal that is proposed or sent."""
    return session.scalar(select(Briefing).where(Briefing.appeal_id == appeal_id, OPEN))


def locked_open(session: Session, appeal_id: UUID) -> Briefing | None:
    """The same, held against other writers."""
    return session.scalar(select(Briefing).where(Briefing.appeal_id == appeal_id, OPEN).with_for_update())


def locked_briefing(session: Session, briefing_id: UUID) -> Briefing | None:
    """One briefing, held against other writers."""
    return session.get(Briefing, briefing_id, with_for_update=True, populate_existing=True)


def briefings(session: Session, appeal_id: UUID) -> Sequence[Briefing]:
    """All that went out of an appeal or wait to, the open one first, then the last to end."""
    return session.scalars(
        select(Briefing)
        .where(Briefing.appeal_id == appeal_id, Briefing.end_reason != BriefingEnd.DROPPED)
        .order_by(Briefing.ended_at.desc().nulls_first(), Briefing.id)
    ).all()


def version(session: Session, briefing_id: UUID, number: int | None) -> BriefingVersion | None:
    """What went out."""
    return session.get(BriefingVersion, (briefing_id, number)) if number else None


def held_links(session: Session, briefing_ids: Collection[UUID]) -> list[Held]:
    """Every partner address of these briefings, by partner."""
    rows = session.execute(_held().where(Briefing.id.in_(briefing_ids)).order_by(Partner.name, BriefingLink.sent_at))
    return [_as_held(row) for row in rows]


def links(session: Session, briefing_id: UUID) -> Sequence[BriefingLink]:
    """The links of one briefing, held against other writers."""
    return session.scalars(select(BriefingLink).where(BriefingLink.briefing_id == briefing_id).with_for_update()).all()


def locked_link(session: Session, link_id: UUID) -> Held | None:
    """One link, itself held against other writers."""
    row = session.execute(_held().where(BriefingLink.id == link_id).with_for_update(of=BriefingLink)).one_or_none()
    return _as_held(row) if row else None


def is_live(now: datetime) -> ColumnElement[bool]:
    """Whether links of a briefing open anything at this moment: state and dates are read anew each time (R2, P10)."""
    return and_(
        Briefing.state == BriefingState.SENT,
        Briefing.live_until > now,
        Appeal.state.in_(WRITABLE),
        PartnerAddress.retired_at.is_(None),
    )


def live_link(session: Session, link_id: UUID, link_version: int, now: datetime) -> Held | None:
    """What the holder of a link may see now; None: nothing, for whatever reason."""
    return _one(session, link_id, link_version, is_live(now))


def recall_link(session: Session, link_id: UUID, link_version: int) -> Held | None:
    """A link whose briefing has ended: its holder may say that the copies are down."""
    return _one(session, link_id, link_version, Briefing.state == BriefingState.ENDED)


def still_to_send(session: Session, link_id: UUID, now: datetime, *, link_version: int | None = None) -> bool:
    """Whether a mail with this link, in that version where one is given, may still be handed over."""
    wanted = [BriefingLink.id == link_id, is_live(now)]
    if link_version is not None:
        wanted.append(BriefingLink.link_version == link_version)
    return session.scalar(_held().where(*wanted).with_only_columns(BriefingLink.id)) is not None


def withdrawn_photos(session: Session, appeal_id: UUID) -> set[str]:
    """Keys of photos that were taken back."""
    taken = (AppealPhoto.appeal_id == appeal_id) & AppealPhoto.withdrawn_at.is_not(None)
    return set(session.scalars(select(AppealPhoto.key).where(taken)))


def dead(session: Session, now: datetime) -> Sequence[UUID]:
    """Open briefings of appeals that have ended, or past their review date."""
    return session.scalars(
        select(Briefing.id)
        .join(Appeal, Appeal.id == Briefing.appeal_id)
        .where(OPEN, or_(Appeal.state.in_(ENDED), Briefing.live_until <= now))
    ).all()


def appeal_ended(session: Session, briefing: Briefing) -> bool:
    """Whether the appeal of that briefing was withdrawn or has lapsed."""
    ended = (Appeal.id == briefing.appeal_id) & Appeal.state.in_(ENDED)
    return session.scalar(select(Appeal.id).where(ended)) is not None


def recalls_owed(session: Session, now: datetime) -> Sequence[UUID]:
    """Links of ended briefings whose next asking is due."""
    return session.scalars(
        select(BriefingLink.id)
        .join(Briefing, Briefing.id == BriefingLink.briefing_id)
        .where(UNANSWERED, BriefingLink.next_ask_at <= now)
        .order_by(BriefingLink.next_ask_at)
        .limit(500)
    ).all()


def unanswered(session: Session, *, limit: int = 500) -> list[Held]:
    """Who has not said that their copies are down, the longest silent first."""
    rows = session.execute(_held().where(UNANSWERED).order_by(Briefing.ended_at, Partner.name).limit(limit))
    return [_as_held(row) for row in rows]


def sent_links(session: Session, appeal_id: UUID) -> list[Held]:
    """Every link that ever went out of an appeal, by partner."""
    went = and_(Briefing.appeal_id == appeal_id, Briefing.current_version.is_not(None))
    return [_as_held(row) for row in session.execute(_held().where(went).order_by(Partner.name, BriefingLink.sent_at))]


def how_unanswered(session: Session, *, silent: bool = False) -> tuple[int, datetime | None]:
    """How many have not answered a recall (``silent``: not even after the last reminder), and since when the first."""
    wanted = UNANSWERED & (BriefingLink.ask_step == LAST_ASK) if silent else UNANSWERED
    count, oldest = session.execute(
        select(func.count(), func.min(Briefing.ended_at)).select_from(BriefingLink).join(Briefing).where(wanted)
    ).one()
    return count, oldest


def oldest_owed(session: Session, now: datetime) -> datetime | None:
    """Since when the first asking is due and has not gone."""
    due = UNANSWERED & (BriefingLink.next_ask_at <= now)
    return session.scalar(
        select(func.min(BriefingLink.next_ask_at)).select_from(BriefingLink).join(Briefing).where(due)
    )


def how_proposed(session: Session, not_by: UUID | None = None) -> tuple[int, datetime | None]:
    """How many wait for a second person (those by ``not_by`` left out), and since when the first one does."""
    waits = OPEN & Briefing.proposed_at.is_not(None) & Briefing.proposed_by.is_distinct_from(not_by)
    count, oldest = session.execute(select(func.count(), func.min(Briefing.proposed_at)).where(waits)).one()
    return count, oldest


def open_briefings(session: Session) -> list[tuple[Briefing, Appeal]]:
    """All that are proposed or sent, with their appeals; what waits for somebody first."""
    rows = session.execute(
        select(Briefing, Appeal)
        .join(Appeal, Appeal.id == Briefing.appeal_id)
        .where(OPEN)
        .order_by(Briefing.proposed_at.asc().nulls_last(), Briefing.live_until)
    )
    return [(briefing, appeal) for briefing, appeal in rows]


def _held() -> Select[BriefingLink, Briefing, Appeal, Partner, PartnerAddress]:
    return (
        select(BriefingLink, Briefing, Appeal, Partner, PartnerAddress)
        .join(Briefing, Briefing.id == BriefingLink.briefing_id)
        .join(Appeal, Appeal.id == Briefing.appeal_id)
        .join(Partner, Partner.id == BriefingLink.partner_id)
        .join(PartnerAddress, PartnerAddress.id == BriefingLink.address_id)
    )


def _one(session: Session, link_id: UUID, link_version: int, wanted: ColumnElement[bool]) -> Held | None:
    same = and_(BriefingLink.id == link_id, BriefingLink.link_version == link_version)
    row = session.execute(_held().where(same, wanted)).one_or_none()
    return _as_held(row) if row else None


def _as_held(row: Any) -> Held:
    link, briefing, appeal, partner, address = row
    return Held(link=link, briefing=briefing, appeal=appeal, partner=partner, address=address)
