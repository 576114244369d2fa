"""Right after a publication: is it on every channel, and with which bytes?"""

from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from appeals import channels, queries
from appeals.certificate import verdicts
from appeals.certificate.verdicts import Mark
from appeals.channels import Address, Kind
from appeals.models import ChannelVisit
from appeals.rules import PublicAppeal
from appeals.workflow.certificate.meeting import Asked, Clock, Met, meet
from foundation.database import reading, transaction
from foundation.stranger import Answer, Visit

NEWEST = timedelta(hours=1)
"""After that newer ones may have pushed it off a short list, which is no fault."""


def visit_appeal(appeal_id: UUID, *, visit: Visit, clock: Clock) -> None:
    """Meet the current version on each of its channels, and write down what came. Nothing when it is not live."""
    now = clock()
    with reading() as session:
        version = queries.live_versions(session, [appeal_id], now).get(appeal_id)
        appeal = queries.version_of(session, appeal_id, version) if version else None
    if appeal is None:
        return
    addresses = {each.path: each for each in channels.every_address(appeal)}
    found = list(meet([_asked(each, appeal) for each in addresses.values()], visit, clock))
    with transaction() as session:
        if queries.live_versions(session, [appeal_id], clock()).get(appeal_id) == appeal.version:
            for met in found:
                _note(session, appeal, addresses[met.path], met)


def _asked(address: Address, appeal: PublicAppeal) -> Asked:
    words = [*verdicts.marks(appeal), appeal.public_id]
    judge = partial(_fault, own=address.kind is Kind.OWN, words=words)
    return Asked(path=address.path, judge=judge, keyed=address.keyed)


def _fault(answer: Answer, unknown: Answer, *, own: bool, words: list[Mark]) -> str:
    return verdicts.live_fault(answer, own=own, neutral=unknown, words=words)


def _note(session: Session, appeal: PublicAppeal, address: Address, met: Met) -> None:
    """A visit that did not find it keeps when it was last seen, and what was seen then."""
    pushed_off = met.fault == "absent" and met.at > appeal.published_at + NEWEST
    values: dict[str, object] = {
        "channel": address.channel, "kind": str(address.kind), "tried_at": met.at, "status": met.status,
        "fault": "" if pushed_off else met.fault,
    }  # fmt: skip
    if not met.fault:
        values |= {"shown_at": met.at, "shown_date": met.date, "etags": sorted(set(met.etags))}
    key = {"appeal_id": appeal.appeal_id, "version": appeal.version, "path": address.path}
    statement = insert(ChannelVisit).values({"etags": []} | key | values)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
