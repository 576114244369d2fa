"""What is urgent and was kept from the police by a fault (rule S8)."""

from datetime import timedelta

from foundation import clock
from foundation.background import Queue, sweep
from sightings.workflow import owed


@sweep("sightings.forward_owed", every=timedelta(seconds=15), queue=Queue.URGENT)
def forward_owed() -> None:
    """Every urgent report without a forwarding."""
    owed.forward_owed(clock.now())
