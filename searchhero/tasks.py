"""The rim's own sweep: a heartbeat that goes through beat, Valkey, a worker and the database."""

from datetime import timedelta

from foundation.background import Queue, sweep

HEARTBEAT = "searchhero.tick"
TICK = timedelta(seconds=15)


@sweep(HEARTBEAT, every=TICK, queue=Queue.URGENT)
def tick() -> None:
    """Does nothing: that it ended well is noted, and ``doctor`` looks at when."""
