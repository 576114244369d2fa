"""The hero's journey: join → confirm → choose → digest → leave."""

from heroes.workflow.joining import answer, ask, confirm
from heroes.workflow.leaving import choose, forget, leave
from heroes.workflow.planning import nudge_due, plan_due, run_digest
from heroes.workflow.sending import Carrier, send_chunk

__all__ = [
    "Carrier",
    "answer",
    "ask",
    "choose",
    "confirm",
    "forget",
    "leave",
    "nudge_due",
    "plan_due",
    "run_digest",
    "send_chunk",
]
