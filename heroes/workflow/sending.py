"""Sending a chunk of a digest.

One worker holds a chunk at a time, by a lease with a fence. For each mail, in this order: hero and appeals are read
again (rule H5), the mail is handed to the relay, the outcome is written down. A worker that is killed leaves at most
the mail that was on its way: it goes again under the same Message-ID (rule H3).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Protocol
from uuid import UUID

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from appeals.queries import version_of
from appeals.rules import PublicAppeal
from foundation.background import Queue, nudge
from foundation.database import reading, transaction
from heroes import queries
from heroes.composers.digest import Edition, Personal, UnsafeMailError
from heroes.models import DigestChunk, DigestItem, DigestRun
from heroes.queries import Item, Ready, Waiting
from heroes.rules import GIVE_UP, LEASE, TURN, DeliveryState
from outbox.rules import Lane, Outcome, State, Verdict, after, pause
from outbox.smtp import Mail

log = structlog.get_logger()
Clock = Callable[[], datetime]


_MARK = text(
    """
    with held as (
        update digest_chunk set leased_until = :until
        where id = :chunk and fence = :fence and leased_until is not null returning id
    )
    update digest_delivery set state = :state, fault = :fault, ended_at = :ended_at, attempts = attempts + 1
    where run_id = :run and hero_id = :hero and chunk_id in (select id from held)
    returning hero_id
    """
)
"""The outcome of one mail and a longer lease, in one statement and only for the lease's holder."""


class Carrier(Protocol):
    """Who takes a mail: ``outbox.smtp.Relay``, or a test's own."""

    def send(self, mail: Mail) -> Outcome:
        """Hand over one mail; faults are in the outcome."""
        ...


class LeaseLostError(Exception):
    """Another worker holds the chunk by now."""


@dataclass(kw_only=True)
class Turn:
    """One worker's time with one chunk."""

    chunk_id: int
    fence: int
    relay: Carrier
    clock: Clock
    edition: Edition = field(default_factory=Edition)
    """Words that were made already, for all heroes with the same appeals."""
    epoch: int = -1
    appeals: dict[tuple[UUID, int], PublicAppeal | None] = field(default_factory=dict)
    """Versions that were read already, under that epoch of the site (a photo may be taken back)."""


def send_chunk(chunk_id: int, owner: str, relay: Carrier, *, clock: Clock, chance: Random) -> None:
    """Send what is owed of a chunk; does nothing when somebody else holds it or nothing is owed. Safe to run twice."""
    fence = _lease(chunk_id, owner, clock())
    if fence is None:
        return
    turn = Turn(chunk_id=chunk_id, fence=fence, relay=relay, clock=clock)
    try:
        _send_all(turn)
        _put_back(turn, chance)
    except LeaseLostError:
        log.warning("digest_lease_lost", chunk_id=chunk_id)


def _send_all(turn: Turn) -> None:
    """Until all is sent, the relay is out of reach, or the turn is over."""
    end = turn.clock() + TURN
    with reading() as session:
        waiting = queries.waiting_in(session, turn.chunk_id)
    for one in waiting:
        if turn.clock() >= end or not _send_one(turn, one):
            return


def _send_one(turn: Turn, one: Waiting) -> bool:
    """One mail. False when the relay cannot be reached: the next mail would fare the same."""
    try:
        hero, appeals = _read_again(turn, one)
    except InvalidToken:  # an address that no key opens any more costs its own mail, not the chunk's
        _mark(turn, one, DeliveryState.FAILED, "unreadable")
        return True
    if not hero.following or hero.address is None or not appeals:
        _mark(turn, one, DeliveryState.DROPPED, "nothing-left" if hero.following else "left")
        return True
    try:
        mail = turn.edition.mail(_personal(hero, one, hero.address), appeals)
    except UnsafeMailError as error:
        _mark(turn, one, DeliveryState.FAILED, str(error))
        return True
    outcome = turn.relay.send(mail)
    _settle(turn, one, outcome, hero.planned_at)
    return outcome.verdict is not Verdict.UNREACHABLE


def _read_again(turn: Turn, one: Waiting) -> tuple[Ready, list[PublicAppeal]]:
    """Hero and appeals as they are at this moment (rule H5).

    Where an appeal changed since the planning, its newer version is what goes out: that is written down first, so
    that the next digest does not tell it again. When another digest has it already, this one leaves it out.
    """
    hero, items, appeals = _read(turn, one)
    changed = [item for item in items if item.material > item.version]
    if hero.following and changed:
        with transaction() as session:
            _claim(session, one, changed)
        hero, items, appeals = _read(turn, one)
    return hero, appeals


def _read(turn: Turn, one: Waiting) -> tuple[Ready, list[Item], list[PublicAppeal]]:
    with reading() as session:
        hero = queries.ready(session, one, turn.chunk_id, turn.fence)
        if hero is None:
            raise LeaseLostError
        items = queries.items_now(session, one, turn.clock())
        return hero, items, _appeals(session, turn, hero.epoch, items)


def _appeals(session: Session, turn: Turn, epoch: int, items: list[Item]) -> list[PublicAppeal]:
    if epoch != turn.epoch:
        turn.epoch, turn.appeals = epoch, {}
    for item in items:
        key = (item.appeal_id, item.current)
        if key not in turn.appeals:
            turn.appeals[key] = version_of(session, *key)
    found = [turn.appeals[item.appeal_id, item.current] for item in items]
    return [appeal for appeal in found if appeal is not None]


def _claim(session: Session, one: Waiting, changed: list[Item]) -> None:
    rows = [
        {
            "hero_id": one.hero_id,
            "appeal_id": item.appeal_id,
            "version": item.material,
            "run_id": one.run_id,
            "position": item.position,
        }
        for item in changed
    ]
    session.execute(insert(DigestItem).values(rows).on_conflict_do_nothing())


def _personal(hero: Ready, one: Waiting, address: str) -> Personal:
    return Personal(
        run_id=one.run_id,
        hero_id=one.hero_id,
        link_version=hero.link_version,
        recipient=address,
        place=hero.place,
        radius=hero.radius,
        frequency=hero.frequency,
        more=hero.more,
        planned_at=hero.planned_at,
    )


def _settle(turn: Turn, one: Waiting, outcome: Outcome, planned_at: datetime) -> None:
    """An outcome becomes a state. A relay that is out of reach ends nothing, however long."""
    if outcome.verdict is Verdict.UNREACHABLE:
        log.warning("digest_relay_out_of_reach", chunk_id=turn.chunk_id, fault=outcome.fault)
        return
    state = after(outcome, turn.clock(), planned_at + GIVE_UP)
    ended = {State.SENT: DeliveryState.SENT, State.FAILED: DeliveryState.FAILED, State.WAITING: DeliveryState.WAITING}
    _mark(turn, one, ended[state], outcome.fault)


def _mark(turn: Turn, one: Waiting, state: DeliveryState, fault: str) -> None:
    """Write down what became of a delivery, and hold the chunk a little longer.

    Raises:
        LeaseLostError: when another worker holds it.
    """
    now = turn.clock()
    given = {
        "chunk": turn.chunk_id,
        "fence": turn.fence,
        "until": now + LEASE,
        "run": one.run_id,
        "hero": one.hero_id,
        "state": str(state),
        "fault": fault or None,
        "ended_at": None if state is DeliveryState.WAITING else now,
    }
    with transaction() as session:
        if session.execute(_MARK, given).first() is None:
            raise LeaseLostError


def _lease(chunk_id: int, owner: str, now: datetime) -> int | None:
    """Take the chunk when it is due and free; the fence of the lease."""
    with transaction() as session:
        return session.scalar(
            update(DigestChunk)
            .where(DigestChunk.id == chunk_id, queries.is_due(now))
            .values(owner=owner, fence=DigestChunk.fence + 1, leased_until=now + LEASE)
            .returning(DigestChunk.fence)
        )


def _put_back(turn: Turn, chance: Random) -> None:
    """End the chunk, or leave the rest for a later turn; the run ends with its last chunk. Then on to the next one."""
    now = turn.clock()
    with transaction() as session:
        chunk = _give_up(session, turn)
        if queries.waiting_in(session, turn.chunk_id):
            chunk.attempts += 1
            chunk.due_at = now + pause(Lane.BULK, chunk.attempts, chance)
        else:
            chunk.done_at = now
            session.flush()
            _end_run(session, chunk, now)
        for chunk_id in queries.chunks_due(session, now, limit=1):
            nudge(session, "heroes.send_chunk", str(chunk_id), queue=Queue.BULK)


def _give_up(session: Session, turn: Turn) -> DigestChunk:
    chunk: DigestChunk | None = session.scalar(
        update(DigestChunk)
        .where(DigestChunk.id == turn.chunk_id, DigestChunk.fence == turn.fence, DigestChunk.leased_until.is_not(None))
        .values(leased_until=None, owner=None)
        .returning(DigestChunk)
    )
    if chunk is None:
        raise LeaseLostError
    return chunk


def _end_run(session: Session, chunk: DigestChunk, now: datetime) -> None:
    """Two last chunks that end at once: the lock on the run makes the second one see the first."""
    run = session.get(DigestRun, chunk.run_id, with_for_update=True)
    left = session.scalar(select(func.count()).where(DigestChunk.run_id == chunk.run_id, DigestChunk.done_at.is_(None)))
    if run is not None and not left:
        run.finished_at = now
