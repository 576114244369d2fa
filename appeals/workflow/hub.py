"""Telling the WebSub hub that the feeds have changed; it then gives them to everybody who subscribed."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.dialects.postgresql import insert

from appeals import feeds, queries
from appeals.models import HubNotice
from appeals.queries import programs
from foundation.database import reading, transaction
from foundation.outward import OutwardError

Post = Callable[[str, Sequence[tuple[str, str]]], int]
log = structlog.get_logger()


def tell_hub(hub: str, post: Post, *, now: datetime) -> bool:
    """Tell it of what is new, outside of any transaction. False: it did not take it, and is told again later."""
    with reading() as session:
        owed = programs.untold(session, hub)
        areas = programs.areas_in_feeds(session, now, kept=queries.TOMBSTONES_KEPT)
    if owed is None:
        return True
    told = [("hub.url", address) for address in feeds.addresses({feeds.area_slug(area) for area in areas})]
    try:
        status = post(hub, [("hub.mode", "publish"), *told])
    except OutwardError as error:
        log.warning("hub_not_told", reason=str(error))
        return False
    if not 200 <= status < 300:
        log.warning("hub_not_told", status=status)
        return False
    values = {"epoch": owed[0], "told_at": now}
    with transaction() as session:
        statement = insert(HubNotice).values(hub=hub, **values)
        session.execute(statement.on_conflict_do_update(index_elements=[HubNotice.hub], set_=values))
    return True
