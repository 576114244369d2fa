"""The states of a report and of what was forwarded, and the moves between them."""

from enum import StrEnum


class Lane(StrEnum):
    """How soon somebody looks. A limit makes a report slow, never lost (rule S3)."""

    URGENT = "urgent"
    NORMAL = "normal"
    SLOW = "slow"


class State(StrEnum):
    """Where a report is on its way. What the police made of it is ``Outcome``, apart from this."""

    SUBMITTED = "submitted"
    CREDIBLE = "credible"
    SET_ASIDE = "set_aside"
    FORWARDED = "forwarded"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


MOVES: dict[State, frozenset[State]] = {
    # Straight to forwarded: urgent words, before anybody has looked (rule S8).
    State.SUBMITTED: frozenset({State.CREDIBLE, State.SET_ASIDE, State.FORWARDED}),
    State.CREDIBLE: frozenset({State.SET_ASIDE, State.FORWARDED}),
    # Nothing is discarded: what was set aside can be taken up again (rule S10).
    State.SET_ASIDE: frozenset({State.CREDIBLE}),
    State.FORWARDED: frozenset({State.ACKNOWLEDGED}),
    State.ACKNOWLEDGED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
}


class Verdict(StrEnum):
    """What a triager says of a report."""

    CREDIBLE = "credible"
    SET_ASIDE = "set_aside"


class Delivery(StrEnum):
    """Where a forwarding is. ``overdue``: not acknowledged in time, somebody is being alerted."""

    WAITING = "waiting"
    SENT = "sent"
    OVERDUE = "overdue"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"


DELIVERY_MOVES: dict[Delivery, frozenset[Delivery]] = {
    Delivery.WAITING: frozenset({Delivery.SENT, Delivery.OVERDUE, Delivery.ACKNOWLEDGED}),
    Delivery.SENT: frozenset({Delivery.OVERDUE, Delivery.ACKNOWLEDGED}),
    Delivery.OVERDUE: frozenset({Delivery.ACKNOWLEDGED}),
    Delivery.ACKNOWLEDGED: frozenset({Delivery.ANSWERED}),
    Delivery.ANSWERED: frozenset(),
}


class Outcome(StrEnum):
    """What the team made of a report (rule F6)."""

    ELIMINATED = "eliminated"
    ENQUIRIES_MADE = "enquiries_made"
    LOCATED = "located"
    NOT_THEM = "not_them"


def may_move(state: str, to: State) -> bool:
    """Whether a report in ``state`` may go on to ``to``."""
    return to in MOVES[State(state)]


def may_deliver(state: str, to: Delivery) -> bool:
    """Whether a forwarding in ``state`` may go on to ``to``."""
    return to in DELIVERY_MOVES[Delivery(state)]
