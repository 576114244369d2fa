"""After an ending the service checks itself until every channel is neutral, and once more a minute later (R2, R3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from appeals import certificate as registry
from appeals import channels, queries
from appeals.certificate import document, verdicts
from appeals.certificate.verdicts import Mark
from appeals.channels import Address, Kind
from appeals.models import ChannelVisit, WithdrawalCertificate, WithdrawalChannel
from appeals.queries import certificate as certificates
from appeals.queries.shown import as_published
from appeals.rules import PublicAppeal
from appeals.rules.certificate import BOUND, next_check
from appeals.workflow.certificate.meeting import Asked, Clock, Met, meet
from appeals.workflow.marks import record
from foundation.database import reading, transaction
from foundation.stranger import Answer, Visit

log = structlog.get_logger()
MANY = 1000


class NoChannelsError(RuntimeError):
    """No channel is registered in this process: nothing would be looked at, and everything called neutral."""


def check_certificate(certificate_id: UUID, *, visit: Visit, clock: Clock) -> bool:
    """Look at every channel once and write down what came. False: something is not neutral, or none was asked for.

    Raises:
        NoChannelsError: when the process that looks does not know the channels.
    """
    with reading() as session:
        certificate = certificates.certificate(session, certificate_id)
        if certificate is None or certificate.due_at is None:
            return True
        appeal = as_published(session, certificate.appeal_id, certificate.version)
        live = queries.published_list(session, clock(), limit=MANY)
    if appeal is None:
        return True
    _list_channels(certificate, appeal)
    with reading() as session:
        listed = certificates.channels_of(session, certificate_id)
    words = _words(appeal, live)
    live_again = certificate.kind != "photo" and any(each.public_id == appeal.public_id for each in live)
    if live_again:
        return _give_up(certificate_id)
    found = {
        met.path: met
        for met in meet([_asked(each, words, appeal, certificate.photo_key) for each in listed], visit, clock)
    }
    return _note_all(certificate_id, found, clock())


def _words(appeal: PublicAppeal, live: Sequence[PublicAppeal]) -> list[Mark]:
    return verdicts.marks(appeal, [each for each in live if each.public_id != appeal.public_id])


def _addresses(certificate: WithdrawalCertificate, appeal: PublicAppeal) -> Iterable[Address]:
    """All of it; of a photo that was taken back those that carry its name, and all in which it showed among others."""
    found = channels.every_address(appeal)
    if not found:
        raise NoChannelsError
    key = certificate.photo_key
    if key is None:
        return found
    others = [photo.key for photo in appeal.photos if photo.key != key]
    was_drawn = appeal.face is not None and appeal.face.key == key
    return [
        each if key in each.path else replace(each, kind=Kind.SHARED)
        for each in found
        if (was_drawn or not channels.is_drawn(each.channel)) and not any(other in each.path for other in others)
    ]


def _with_former(found: Iterable[Address], seen: Mapping[str, ChannelVisit], key: str | None) -> dict[str, Address]:
    """Also where an earlier version was met and this one no longer shows: another area's feed, a photo of before."""
    listed = {each.path: each for each in found}
    for path, visit in sorted(seen.items()):
        if key is None or key in path:
            listed.setdefault(path, Address(channel=visit.channel, path=path, kind=Kind(visit.kind)))
    return listed


def _list_channels(certificate: WithdrawalCertificate, appeal: PublicAppeal) -> None:
    """Once: what it was public on, with when each was last seen live and the ETags that were given out then."""
    with transaction() as session:
        if certificates.certificate(session, certificate.id, lock=True) is None:
            return
        if certificates.channels_of(session, certificate.id):
            return
        seen = _seen(session, certificate)
        found = _with_former(_addresses(certificate, appeal), seen, certificate.photo_key)
        for position, address in enumerate(found.values()):
            last = seen.get(address.path)
            session.add(
                WithdrawalChannel(
                    certificate_id=certificate.id, path=address.path, position=position, channel=address.channel,
                    kind=address.kind, shown_at=last.shown_at if last else None,
                    shown_date=last.shown_date if last else None, etags=last.etags if last else [],
                )
            )  # fmt: skip


def _seen(session: Session, certificate: WithdrawalCertificate) -> dict[str, ChannelVisit]:
    """Path → when it was last met live. Of a photo only that very version, and before: others were drawn without it."""
    if certificate.photo_key is None:
        return certificates.last_seen(session, certificate.appeal_id)
    met = certificates.visits(session, certificate.appeal_id, certificate.version)
    return {each.path: each for each in met if each.shown_at and each.shown_at < certificate.ended_at}


def _asked(channel: WithdrawalChannel, words: list[Mark], appeal: PublicAppeal, photo_key: str | None) -> Asked:
    """Feeds name it for thirty days in its tombstone, a list never: two of one name are told apart by it."""
    keyed = channels.is_keyed(channel.channel)
    if photo_key and channel.kind == Kind.SHARED:
        etags = channel.etags if channels.is_drawn(channel.channel) else []
        return Asked(
            path=channel.path, judge=partial(_photo_fault, key=photo_key, etags=etags), etags=etags, keyed=keyed
        )
    told = [*words, appeal.public_id] if channel.channel == channels.LISTS else words
    judge = partial(_fault, own=channel.kind == Kind.OWN, words=told)
    return Asked(path=channel.path, judge=judge, etags=channel.etags, keyed=keyed)


def _fault(answer: Answer, unknown: Answer, *, own: bool, words: list[Mark]) -> str:
    return verdicts.neutral_fault(answer, own=own, neutral=unknown, words=words)


def _photo_fault(answer: Answer, unknown: Answer, *, key: str, etags: list[str]) -> str:
    return verdicts.without_fault(answer, neutral=unknown, key=key, etags=etags)


def _give_up(certificate_id: UUID) -> bool:
    """It was published anew: its channels rightly show it, and this certificate stays as it is."""
    with transaction() as session:
        row = certificates.certificate(session, certificate_id, lock=True)
        if row is not None:
            row.due_at = None
    return True


def _note_all(certificate_id: UUID, found: dict[str, Met], now: datetime) -> bool:
    with transaction() as session:
        row = certificates.certificate(session, certificate_id, lock=True)
        if row is None or row.due_at is None:
            return True
        listed = certificates.channels_of(session, certificate_id)
        for channel in listed:
            if met := found.get(channel.path):
                _note(channel, met)
        row.checks, row.checked_at = row.checks + 1, now
        seen = any(line.shows for line in registry.lines(session, registry.ended_of(row)))
        whole = not seen and all(each.neutral_since is not None and not each.fault for each in listed)
        if whole:
            _all_neutral(session, row, listed, now)
        else:
            row.neutral_at, row.due_at = None, now + next_check(row.checks)
            log.warning("not_neutral_yet", certificate_id=str(row.id), checks=row.checks)
        return whole


def _note(channel: WithdrawalChannel, met: Met) -> None:
    channel.checked_at, channel.status, channel.fault = met.at, met.status, met.fault
    if met.fault:
        channel.neutral_since, channel.neutral_date = None, None
    elif channel.neutral_since is None:
        channel.neutral_since, channel.neutral_date = met.at, met.date


def _all_neutral(
    session: Session, row: WithdrawalCertificate, listed: Sequence[WithdrawalChannel], now: datetime
) -> None:
    """The first time it is noted; a minute after the ending it is looked at again, and sealed."""
    if row.neutral_at is None:
        row.neutral_at = now
        record(session, row.appeal_id, "neutral", by=None, now=now, certificate=str(row.id), checks=row.checks)
    if now < row.ended_at + BOUND:
        row.due_at = row.ended_at + BOUND
        return
    row.confirmed_at, row.due_at = now, None
    row.document = document.sealed(row, listed, registry.lines(session, registry.ended_of(row)))
    row.digest = document.digest_of(row.document)
    record(session, row.appeal_id, "certificate", by=None, now=now, certificate=str(row.id), sha256=row.digest)
