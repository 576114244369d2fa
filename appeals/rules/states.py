"""States of an appeal, and the closed lists that its fields choose from."""

from enum import StrEnum


class State(StrEnum):
    """Where an appeal is. While it is published its text may be written anew; the public sees the approved version."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    """A person ended it."""
    LAPSED = "lapsed"
    """Its review date passed (rule P10)."""


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.REVIEW, State.WITHDRAWN}),
    State.REVIEW: frozenset({State.DRAFT, State.PUBLISHED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.PUBLISHED, State.WITHDRAWN, State.LAPSED}),
    State.LAPSED: frozenset({State.DRAFT, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.DRAFT}),
}
"""Nothing leads to published but review by another person (rule P11); from everywhere it can be withdrawn."""

WRITABLE = frozenset({State.DRAFT, State.REVIEW, State.PUBLISHED})
ENDED = frozenset({State.WITHDRAWN, State.LAPSED})


class Reach(StrEnum):
    """How far it goes (rule P12), narrow to wide."""

    NONE = "none"
    PARTNER = "partner"
    AREA = "area"
    NATIONAL = "national"


PUBLIC_REACH = frozenset({Reach.AREA, Reach.NATIONAL})


class ReachReason(StrEnum):
    """Why the reach was chosen or changed. A code, because the audit trail keeps it."""

    POLICE_ASKED = "police_asked"
    RISK_ROSE = "risk_rose"
    RISK_FELL = "risk_fell"
    AREA_KNOWN = "area_known"
    """It is now known where they may be."""
    MISTAKE = "mistake"


class LegalBasis(StrEnum):
    """On what the publication rests (rules P2, P4)."""

    POLICE_REQUEST = "police_request"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    PERSON_AGREED = "person_agreed"


class Consent(StrEnum):
    """What the family said: recorded, neither enough nor a veto (rule P2)."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


class Risk(StrEnum):
    """The police's grade."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Question(StrEnum):
    """The questions of rule P3."""

    FLED_ABUSE = "fled_abuse"
    FORCED_MARRIAGE = "forced_marriage"
    TRAFFICKING = "trafficking"
    WITNESS_PROTECTION = "witness_protection"
    STALKING = "stalking"
    REPORTER_DANGER = "reporter_danger"


class Answer(StrEnum):
    """To a question of rule P3."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class EndReason(StrEnum):
    """Why an appeal was withdrawn."""

    STAND_DOWN = "stand_down"
    """The police stood it down."""
    SAFE_AND_WELL = "safe_and_well"
    COURT_ORDER = "court_order"
    PERSON_ASKS = "person_asks"
    MISTAKE = "mistake"


RADII = (5_000, 10_000, 25_000, 50_000)
"""Metres that an area may be wide around its town (rule P6)."""
