"""Partner briefings: what is dead is ended, and whoever has not answered is asked (rules R2, P10, Y6)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from appeals.queries import briefing as queries
from appeals.rules.briefing import CHASED_FOR
from appeals.workflow import recall as journey
from foundation import background, clock
from foundation.background import Queue


@background.sweep("appeals.recall", every=timedelta(seconds=20), queue=Queue.URGENT)
def recall() -> None:
    """Links are dead already: this asks partners to take their copies down, and reminds them."""
    journey.sweep_recalls(clock.now())


@background.waits("appeals.recall_unsent", alarm=timedelta(minutes=5))
def recall_unsent(session: Session) -> datetime | None:
    """Partners whom somebody must ask and has not."""
    return queries.oldest_owed(session, clock.now())


@background.waits("appeals.recall_unanswered", alarm=CHASED_FOR + timedelta(hours=1))
def recall_unanswered(session: Session) -> datetime | None:
    """Partners who have not said that their copies are down."""
    return queries.how_unanswered(session)[1]


@background.waits("appeals.briefing_proposed", alarm=timedelta(hours=12))
def briefing_proposed(session: Session) -> datetime | None:
    """Briefings that wait for a second person."""
    return queries.how_proposed(session)[1]
