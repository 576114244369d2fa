"""What people read for the codes of the rules."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from appeals.rules import (
    Answer,
    Code,
    Consent,
    EndReason,
    Hit,
    HitKind,
    LegalBasis,
    Question,
    Reach,
    ReachReason,
    Risk,
    State,
)
from appeals.rules.certificate import Leftover, Standing
from appeals.rules.door import Closing
from appeals.words.translations import TRANSLATION_STATES as TRANSLATION_STATES

OBSTACLES = {
    Code.NAME_MISSING: _("Give the name, or the form of it that may be used"),
    Code.AGE_MISSING: _("Give the age in years; other rules hold for children"),
    Code.DESCRIPTION_MISSING: _("Describe the person"),
    Code.LAST_SEEN_MISSING: _("Give the last-seen words that the police approved"),
    Code.PLACE_MISSING: _("Choose the town of the area"),
    Code.RADIUS_UNKNOWN: _("Choose how wide the area is"),
    Code.FORCE_MISSING: _("Name the police force"),
    Code.REFERENCE_MISSING: _("Give the police reference"),
    Code.OFFICER_MISSING: _("Name the officer who asked for the appeal"),
    Code.TEAM_MISSING: _("Choose the investigating team that reports go to"),
    Code.BASIS_MISSING: _("Choose the legal basis"),
    Code.BASIS_REASON_MISSING: _("Write why the legal basis holds here"),
    Code.CHILD_NEEDS_POLICE: _("An appeal for a child needs the request of the police as its legal basis"),
    Code.CHILD_WORDS: _("Take this out: a child's care, school or exploitation is never published"),
    Code.QUESTION_OPEN: _("Not answered yet"),
    Code.RISK_CHECK_MISSING: _("Go through the safety questions with the police and record the check"),
    Code.RISK_CHECK_OLD: _("The safety check is older than 24 hours: make it again"),
    Code.SENIOR_NEEDED: _(
        "A safety answer is “yes” or “don't know”: keep the reach to partners, "
        "or ask a duty manager who has not written here to approve and say why"
    ),
    Code.REACH_NOT_PUBLIC: _("The reach is not public: choose area or national to publish"),
    Code.REACH_REASON_MISSING: _("Say why this reach was chosen"),
    Code.REVIEW_MISSING: _("Set the review date"),
    Code.REVIEW_PAST: _("The review date has passed: set a new one"),
    Code.REVIEW_FAR: _(
        "Choose a review date within the next four weeks; six months for an appeal that an approver made long-term"
    ),
    Code.PHOTO_ALT_MISSING: _("Describe the photo for people who cannot see it"),
    Code.PHOTO_SOURCE_MISSING: _("Say where the photo comes from"),
    Code.PHOTO_PERMISSION_MISSING: _("Say who gave permission for the photo"),
    Code.PHOTO_WAITING: _("The photo is still being made ready: wait a minute and look again"),
    Code.PHOTO_BROKEN: _("The photo could not be read: remove it and add another"),
    Code.WORDS_TO_MEND: _("Take this out: it tells a place more exactly than an area"),
    Code.WORDS_TO_CLEAR: _("Mend these words, or clear them with a reason"),
    Code.NOT_SUBMITTED: _("It was not handed in for review, or was changed since"),
    Code.NOTHING_CHANGED: _("Nothing has changed since the last publication"),
    Code.SAME_PERSON: _("You have written in this appeal: another person must publish it"),
    Code.SENIOR_IS_PUBLISHER: _("You approved it as senior: another person must publish it"),
    Code.NOT_PREVIEWED: _("Read it first as it will go out, on this page: you approve exactly what stands here"),
    Code.NOT_WHAT_WAS_SEEN: _("The appeal has changed since you opened this page: read it again"),
    Code.COMMENT_OPEN: _("A comment is still open: answer or resolve it first"),
    Code.FACTOR_WRONG: _("That code is not right. Wait for the next one in your authenticator and enter it"),
    Code.FACTOR_TOO_MANY: _("Too many codes in a minute. Wait a minute, then enter the next one"),
    Code.PUBLISHER_MAY_NOT: _("Who approved it may not publish any more: another approver must read it"),
    Code.SCHEDULE_PAST: _("Choose a moment that is still to come"),
    Code.SCHEDULE_FAR: _("Choose a moment within the next seven days"),
    Code.SCHEDULE_AFTER_REVIEW: _("Choose a moment before the review date"),
    Code.ENDED: _("This appeal has ended. Open it again to write in it"),
    Code.REACH_NONE: _("The reach is “none”: choose partners, or wider"),
    Code.NO_PARTNERS: _("Choose at least one partner that has an approved address"),
    Code.BRIEFING_CHANGED: _("It was not put forward, or the words were changed since: put it forward again"),
    Code.PROPOSER: _("You put this briefing forward: another person must send it"),
}

HITS = {
    HitKind.PHONE: _("Phone number"),
    HitKind.EMAIL: _("E-mail address"),
    HitKind.POSTCODE: _("Postcode"),
    HitKind.ADDRESS: _("Street address"),
    HitKind.POINT: _("Exact point"),
    HitKind.BIRTH: _("Date, perhaps of birth"),
    HitKind.HEALTH: _("Health"),
    HitKind.SELF_HARM: _("Self-harm"),
    HitKind.IMMIGRATION: _("Immigration"),
    HitKind.CRIME: _("Criminal history"),
    HitKind.FAMILY: _("Family"),
    HitKind.SIGHTING: _("A sighting"),
    HitKind.CARE: _("Care, school or exploitation"),
    HitKind.SHAPE: _("Shows as boxes on posters and pictures"),
    HitKind.JUDGING: _("Judging word"),
}

STATES = {
    State.DRAFT: _("Draft"),
    State.REVIEW: _("In review"),
    State.PUBLISHED: _("Published"),
    State.WITHDRAWN: _("Withdrawn"),
    State.LAPSED: _("Review date passed"),
}

REACHES = {
    Reach.NONE: _("None: not published"),
    Reach.PARTNER: _("Partner briefing: not public"),
    Reach.AREA: _("Area: people who follow places near it"),
    Reach.NATIONAL: _("National: everybody"),
}

REACH_REASONS = {
    ReachReason.POLICE_ASKED: _("The police asked for this reach"),
    ReachReason.RISK_ROSE: _("The risk has risen"),
    ReachReason.RISK_FELL: _("The risk has fallen"),
    ReachReason.AREA_KNOWN: _("It is now known where the person may be"),
    ReachReason.MISTAKE: _("The reach before was a mistake"),
}

BASES = {
    LegalBasis.POLICE_REQUEST: _("Request of the police"),
    LegalBasis.VITAL_INTERESTS: _("Vital interests: a life is at risk"),
    LegalBasis.PUBLIC_TASK: _("Public task"),
    LegalBasis.PERSON_AGREED: _("The person agreed before"),
}

BASES_MEAN = {
    LegalBasis.POLICE_REQUEST: _(
        "The police lead the search and asked us to publish. They answer for asking, we answer for what we publish. "
        "For a child nothing else counts. Write what they asked for, and why the public can help."
    ),
    LegalBasis.VITAL_INTERESTS: _(
        "Publishing is necessary to protect somebody's life. It is the last resort: it holds only where no other basis "
        "does. Write what the danger is, and why less than publishing is not enough."
    ),
    LegalBasis.PUBLIC_TASK: _(
        "Publishing is necessary for a task in the public interest, or of an official authority, that the law sets out."
        " A charity seldom has one of its own. Write whose task it is, and what sets it out."
    ),
    LegalBasis.PERSON_AGREED: _(
        "The missing person said so themselves, freely and clearly, knowing what it was for. They may take it back at "
        "any time, and then it comes down. Write when and how they said it. The family cannot say it for an adult."
    ),
}
"""When each holds. It helps to choose and to write the reason; it is no legal advice."""

CONSENTS = {
    Consent.GIVEN: _("The family agrees"),
    Consent.REFUSED: _("The family does not agree"),
    Consent.NOT_ASKED: _("Not asked"),
}

RISKS = {Risk.HIGH: _("High"), Risk.MEDIUM: _("Medium"), Risk.LOW: _("Low")}

QUESTIONS = {
    Question.FLED_ABUSE: _("May the person have fled abuse?"),
    Question.FORCED_MARRIAGE: _("Is there a fear of forced marriage or “honour” abuse?"),
    Question.TRAFFICKING: _("Is there a sign of trafficking?"),
    Question.WITNESS_PROTECTION: _("Is the person under witness protection?"),
    Question.STALKING: _("Is somebody stalking the person?"),
    Question.REPORTER_DANGER: _("May the one who reported them missing be the danger?"),
}

ANSWERS = {Answer.NO: _("No"), Answer.YES: _("Yes"), Answer.UNKNOWN: _("Don't know")}

END_REASONS = {
    EndReason.STAND_DOWN: _("The police stood it down"),
    EndReason.SAFE_AND_WELL: _("Safe and well check done"),
    EndReason.COURT_ORDER: _("Order of a court or Children's Hearing"),
    EndReason.PERSON_ASKS: _("The person asks"),
    EndReason.MISTAKE: _("It was published by mistake"),
}

STANDINGS = {
    Standing.WAITING: _("Being checked"),
    Standing.LATE: _("Not neutral"),
    Standing.NEUTRAL: _("Neutral everywhere"),
    Standing.SEALED: _("Proved and sealed"),
    Standing.GIVEN_UP: _("Published anew"),
}

ENDINGS = {
    "review": _("Its review date passed"),
    "photo": _("This photo was taken back"),
    "restored": _("It had ended before the service was restored from a backup"),
}
"""Beside ``END_REASONS``: what nobody chose from the list."""

DOOR_ANSWERS = {
    Closing.TAKEN_DOWN: _("The appeal came down"),
    Closing.POLICE: _("The police team was telephoned and makes a safe and well check"),
    Closing.IN_TOUCH: _("We spoke with the sender, in the way that they allowed"),
    Closing.NOT_THEM: _("The police team says that it does not come from the person"),
    Closing.REPEATED: _("It repeats another request"),
}
"""How a request through the quiet door was closed (rule R6)."""

CHANNELS = {
    "page": _("Page of the appeal"),
    "pictures": _("Pictures, in all sizes"),
    "picture_pages": _("Pages of a picture"),
    "lists": _("Lists"),
    "feeds": _("Feeds"),
    "alerts": _("CAP alerts"),
    "report_form": _("Form for reports"),
    "door": _("Is this you?"),
    "poster": _("Posters"),
    "share": _("Page with things to share"),
    "share pictures": _("Share pictures"),
    "embed": _("Embedded cards"),
    "oembed": _("oEmbed"),
    "api": _("API for partners: the appeal"),
    "api lists": _("API for partners: its lists"),
}
"""A channel that is not named here shows its code."""

FAULTS = {
    "status": _("Unexpected answer"),
    "neutral": _("Answers as if it were withdrawn"),
    "absent": _("Not there"),
    "not_modified": _("An old ETag is still good"),
    "same_bytes": _("The same bytes as with the photo"),
    "differs": _("Differs from an unknown address"),
    "shows": _("Still shows the person"),
    "timeout": _("No answer in time"),
    "refused": _("No connection"),
    "broken": _("A broken answer"),
    "unreachable": _("Not asked: the site is down"),
}

LEFTOVERS = {
    Leftover.SOCIAL: _("Posts on social networks"),
    Leftover.PARTNERS: _("Partners' notice boards and mailings"),
    Leftover.SEARCH: _("Search engines and web archives"),
    Leftover.INBOXES: _("Mails in inboxes"),
    Leftover.POSTERS: _("Printed posters"),
    Leftover.READERS: _("Feed readers that keep old items"),
}

NEXT_STEPS = {
    Leftover.SOCIAL: _("Delete our own posts. Ask the force, and whoever shared it most, to delete theirs."),
    Leftover.PARTNERS: _("Ask each partner that got it to take it down and to say so."),
    Leftover.SEARCH: _("Ask the search engines and web archives to remove the address of the page."),
    Leftover.INBOXES: _("Nothing can be called back. The pictures in those mails are gone. Answer those who write."),
    Leftover.POSTERS: _("Ask the force, the family's contact officer and volunteers to take the posters down."),
    Leftover.READERS: _("The feeds tell readers for 30 days to forget it. Look at one reader on the day that is due."),
}

FIELDS = {
    "known_as": _("Name"),
    "age": _("Age"),
    "description": _("Description"),
    "last_seen": _("Last seen"),
    "place": _("Town"),
    "area_radius": _("How wide the area is"),
    "force": _("Police force"),
    "reference": _("Police reference"),
    "officer": _("Officer"),
    "team_id": _("Team"),
    "legal_basis": _("Legal basis"),
    "legal_reason": _("Reason"),
    "family_consent": _("Family"),
    "risk": _("Risk grade"),
    "reach": _("Reach"),
    "reach_reason": _("Reason for the reach"),
    "review_at": _("Review date"),
    "risk_checked": _("Safety check"),
}

CHANGE = {"material": _("Kind of change"), "change_reason": _("What has changed, and why")}
"""Of a new text of what is public already."""
PUBLIC = {
    **FIELDS,
    "area": FIELDS["place"],
    "missing_since": _("Missing since"),
    "translations": _("Other languages"),
}
"""Of what the public reads."""
MATERIAL = {True: _("People should be told of it by e-mail"), False: _("A correction: nobody is told")}

_CHILD_WORDS = _(
    "A child: nothing of care, placement, school, social workers or exploitation, not even a hint. Nobody can clear it."
)
CHILD_RULES = {
    "age": _(
        "Under 18, stricter rules hold; they stand beside the fields. On notice of an order of a court or "
        "Children's Hearing, withdraw the appeal at once."
    ),
    "description": _CHILD_WORDS,
    "last_seen": _CHILD_WORDS,
    "photo_alt": _CHILD_WORDS,
    "legal_basis": _("A child: only the request of the police counts."),
}
"""Rule P4, beside the fields where it asks for something."""

PHOTO_PARTS = {
    "alt": _("What a photo shows"),
    "source": _("Where a photo comes from"),
    "permission": _("Who gave permission for a photo"),
}

_CODES: dict[str, Mapping[Any, Any]] = {
    "legal_basis": BASES,
    "family_consent": CONSENTS,
    "risk": RISKS,
    "reach": REACHES,
    "reach_reason": REACH_REASONS,
    "material": MATERIAL,
}


def field_of(hit: Hit) -> str:
    """Where a hit stands, as people read it; of a translation without its language."""
    return str(FIELDS.get(hit.field.rpartition("/")[2], PHOTO_PARTS["alt"]))


def said(field: str, value: object) -> str:
    """The value of a field of the desk, as people read it."""
    return str(_CODES.get(field, {}).get(value, "" if value is None else value))
