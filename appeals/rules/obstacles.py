"""The gate: everything that stands between a draft and the public, named at once (rules P1-P6, P11, P12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from appeals.rules.draft import Draft, DraftPhoto, Fields, Hit, HitKind
from appeals.rules.states import (
    PUBLIC_REACH,
    RADII,
    Answer,
    LegalBasis,
    Question,
    Reach,
    ReachReason,
    State,
)

RISK_CHECK_GOOD_FOR = timedelta(hours=24)
LONGEST_REVIEW = timedelta(days=29)
"""Four weeks ahead on the calendar, whatever the hour."""
LONGEST_REVIEW_LONG_TERM = timedelta(days=184)
"""Six months, where an approver said why the appeal is a long-term one. It still goes down by itself (rule P10)."""
ADULT = 18
OLDEST = 120
HARD = frozenset({HitKind.POINT})
"""Nobody can clear these: they must be mended (rule P6)."""


class Code(StrEnum):
    """What is missing or in the way. The words are in ``appeals.words``."""

    NAME_MISSING = "name_missing"
    AGE_MISSING = "age_missing"
    """Without it nobody can tell whether rule P4 holds."""
    DESCRIPTION_MISSING = "description_missing"
    LAST_SEEN_MISSING = "last_seen_missing"
    PLACE_MISSING = "place_missing"
    RADIUS_UNKNOWN = "radius_unknown"
    FORCE_MISSING = "force_missing"
    REFERENCE_MISSING = "reference_missing"
    OFFICER_MISSING = "officer_missing"
    TEAM_MISSING = "team_missing"
    BASIS_MISSING = "basis_missing"
    BASIS_REASON_MISSING = "basis_reason_missing"
    CHILD_NEEDS_POLICE = "child_needs_police"
    CHILD_WORDS = "child_words"
    QUESTION_OPEN = "question_open"
    RISK_CHECK_MISSING = "risk_check_missing"
    RISK_CHECK_OLD = "risk_check_old"
    SENIOR_NEEDED = "senior_needed"
    REACH_NOT_PUBLIC = "reach_not_public"
    REACH_REASON_MISSING = "reach_reason_missing"
    REVIEW_MISSING = "review_missing"
    REVIEW_PAST = "review_past"
    REVIEW_FAR = "review_far"
    PHOTO_ALT_MISSING = "photo_alt_missing"
    PHOTO_SOURCE_MISSING = "photo_source_missing"
    PHOTO_PERMISSION_MISSING = "photo_permission_missing"
    PHOTO_WAITING = "photo_waiting"
    PHOTO_BROKEN = "photo_broken"
    WORDS_TO_MEND = "words_to_mend"
    WORDS_TO_CLEAR = "words_to_clear"
    # Of the moment of publishing, and of who publishes:
    NOT_SUBMITTED = "not_submitted"
    NOTHING_CHANGED = "nothing_changed"
    SAME_PERSON = "same_person"
    SENIOR_IS_PUBLISHER = "senior_is_publisher"
    NOT_PREVIEWED = "not_previewed"
    """This person did not have it before them as it will go out."""
    NOT_WHAT_WAS_SEEN = "not_what_was_seen"
    COMMENT_OPEN = "comment_open"
    """Somebody asked for something: it is answered or resolved by a person before it is published."""
    FACTOR_WRONG = "factor_wrong"
    FACTOR_TOO_MANY = "factor_too_many"
    PUBLISHER_MAY_NOT = "publisher_may_not"
    """Who approved it for this moment may not publish any more."""
    # Of a moment ahead:
    SCHEDULE_PAST = "schedule_past"
    SCHEDULE_FAR = "schedule_far"
    SCHEDULE_AFTER_REVIEW = "schedule_after_review"
    ENDED = "ended"
    # Of a briefing for partners:
    REACH_NONE = "reach_none"
    NO_PARTNERS = "no_partners"
    BRIEFING_CHANGED = "briefing_changed"
    PROPOSER = "proposer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing in the way, and the field where it can be mended."""

    code: Code
    field: str = ""
    words: str = ""
    """What was found, or which question, where that tells more than the code."""


def obstacles(draft: Draft, now: datetime) -> list[Obstacle]:
    """All that is missing from a draft, whoever publishes it; empty: it may go to the second person."""
    return [
        *_missing_text(draft.fields),
        *_basis(draft.fields),
        *_reach(draft),
        *_risk_check(draft, now),
        *_review(draft, now),
        *(obstacle for photo in draft.photos for obstacle in _photo(photo)),
        *_wording(draft),
    ]


def publishing_obstacles(draft: Draft, publisher: UUID, *, seen: str, is_now: str) -> list[Obstacle]:
    """What stands between this person and publishing this text (rule P11).

    ``seen`` and ``is_now`` are fingerprints; ``seen`` is empty for who did not open the preview.
    """
    found = []
    if draft.state not in {State.REVIEW, State.PUBLISHED} or not draft.submitted:
        found.append(Obstacle(code=Code.NOT_SUBMITTED))
    if not draft.writers:
        found.append(Obstacle(code=Code.NOTHING_CHANGED))
    if publisher in draft.writers:
        found.append(Obstacle(code=Code.SAME_PERSON))
    if publisher == draft.senior_by:
        found.append(Obstacle(code=Code.SENIOR_IS_PUBLISHER))
    if seen != is_now:
        found.append(Obstacle(code=Code.NOT_WHAT_WAS_SEEN if seen else Code.NOT_PREVIEWED))
    if draft.commented:
        found.append(Obstacle(code=Code.COMMENT_OPEN, field="comments"))
    return found


def needs_senior(fields: Fields) -> bool:
    """Rule P3: some answer is not a plain no, and the reach is wider than partners."""
    careful = any(fields.risk_answers.get(question) != Answer.NO for question in Question)
    return careful and fields.reach in PUBLIC_REACH


def hard(hit: Hit, age: int | None) -> bool:
    """Whether nobody may clear it: it must be mended. Of a child the words of rule P4 are."""
    return hit.kind in HARD or (hit.kind is HitKind.CARE and (age is None or age < ADULT))


def _missing_text(fields: Fields) -> Iterator[Obstacle]:
    wanted: tuple[tuple[str, Code, bool], ...] = (
        ("known_as", Code.NAME_MISSING, bool(fields.known_as)),
        ("age", Code.AGE_MISSING, fields.age is not None),
        ("description", Code.DESCRIPTION_MISSING, bool(fields.description)),
        ("last_seen", Code.LAST_SEEN_MISSING, bool(fields.last_seen)),
        ("place", Code.PLACE_MISSING, fields.place_id is not None),
        ("area_radius", Code.RADIUS_UNKNOWN, fields.area_radius in RADII),
        ("force", Code.FORCE_MISSING, bool(fields.force)),
        ("reference", Code.REFERENCE_MISSING, bool(fields.reference)),
        ("officer", Code.OFFICER_MISSING, bool(fields.officer)),
        ("team_id", Code.TEAM_MISSING, fields.team_id is not None),
    )
    return (Obstacle(code=code, field=name) for name, code, there in wanted if not there)


def _basis(fields: Fields) -> Iterator[Obstacle]:
    if fields.legal_basis not in set(LegalBasis):
        yield Obstacle(code=Code.BASIS_MISSING, field="legal_basis")
    elif fields.age is not None and fields.age < ADULT and fields.legal_basis != LegalBasis.POLICE_REQUEST:
        yield Obstacle(code=Code.CHILD_NEEDS_POLICE, field="legal_basis")
    if not fields.legal_reason:
        yield Obstacle(code=Code.BASIS_REASON_MISSING, field="legal_reason")


def _reach(draft: Draft) -> Iterator[Obstacle]:
    fields = draft.fields
    if fields.reach not in PUBLIC_REACH:
        yield Obstacle(code=Code.REACH_NOT_PUBLIC, field="reach")
    if fields.reach != Reach.NONE and fields.reach_reason not in set(ReachReason):
        yield Obstacle(code=Code.REACH_REASON_MISSING, field="reach_reason")
    allowed = draft.senior_by is not None and draft.senior_reason and draft.senior_by not in draft.writers
    if needs_senior(fields) and not allowed:
        yield Obstacle(code=Code.SENIOR_NEEDED, field="reach")


def _risk_check(draft: Draft, now: datetime) -> Iterator[Obstacle]:
    for question in Question:
        if draft.fields.risk_answers.get(question) not in set(Answer):
            yield Obstacle(code=Code.QUESTION_OPEN, field=f"risk_{question}", words=question)
    if draft.risk_checked_at is None:
        yield Obstacle(code=Code.RISK_CHECK_MISSING, field="risk_checked")
    elif not timedelta(0) <= now - draft.risk_checked_at <= RISK_CHECK_GOOD_FOR:
        yield Obstacle(code=Code.RISK_CHECK_OLD, field="risk_checked")


def _review(draft: Draft, now: datetime) -> Iterator[Obstacle]:
    review_at = draft.fields.review_at
    if review_at is None:
        yield Obstacle(code=Code.REVIEW_MISSING, field="review_on")
    elif review_at <= now:
        yield Obstacle(code=Code.REVIEW_PAST, field="review_on")
    elif review_at > now + (LONGEST_REVIEW_LONG_TERM if draft.long_term else LONGEST_REVIEW):
        yield Obstacle(code=Code.REVIEW_FAR, field="review_on")


def _photo(photo: DraftPhoto) -> Iterator[Obstacle]:
    wanted: tuple[tuple[str, Code, bool], ...] = (
        ("alt", Code.PHOTO_ALT_MISSING, bool(photo.alt)),
        ("source", Code.PHOTO_SOURCE_MISSING, bool(photo.source)),
        ("permission", Code.PHOTO_PERMISSION_MISSING, bool(photo.permission)),
        ("state", Code.PHOTO_WAITING, photo.state != "waiting"),
        ("state", Code.PHOTO_BROKEN, photo.state != "broken"),
    )
    return (Obstacle(code=code, field=f"photo-{photo.name}-{part}") for part, code, there in wanted if not there)


def _wording(draft: Draft) -> Iterator[Obstacle]:
    for hit in draft.hits:
        if hit.kind is HitKind.JUDGING:
            continue
        if hard(hit, draft.fields.age):
            code = Code.CHILD_WORDS if hit.kind is HitKind.CARE else Code.WORDS_TO_MEND
            yield Obstacle(code=code, field=hit.field, words=hit.words)
        elif hit not in draft.cleared:
            yield Obstacle(code=Code.WORDS_TO_CLEAR, field=hit.field, words=hit.words)
