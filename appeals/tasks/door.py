"""What waits behind the quiet door (rules R6, Y6)."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from appeals.queries import door
from appeals.rules.door import UNANSWERED, UNOPENED
from appeals.workflow.door import tell
from foundation import background, clock
from foundation.background import Queue
from foundation.database import reading


@background.sweep("appeals.tell_of_door", every=timedelta(seconds=15), queue=Queue.URGENT)
def tell_of_door() -> None:
    """The duty managers hear of every request."""
    with reading() as session:
        untold = door.untold(session)
    background.one_by_one(untold, partial(tell, now=clock.now()), step="appeals.tell_of_door")


@background.waits("appeals.door_unopened", alarm=UNOPENED)
def door_unopened(session: Session) -> datetime | None:
    """Somebody says that an appeal is about them, and nobody has read it."""
    return door.oldest_unopened(session)


@background.waits("appeals.door_unanswered", alarm=UNANSWERED)
def door_unanswered(session: Session) -> datetime | None:
    """It was read, and nobody has said what came of it."""
    return door.how_waiting(session)[1]
