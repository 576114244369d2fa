"""What staff and police read for the codes of this room's rules."""

from flask_babel import lazy_gettext

from sightings.rules.ladder import Rung
from sightings.rules.places import Source
from sightings.rules.states import Delivery, Lane, Outcome
from sightings.rules.triage import Refusal
from sightings.rules.words import Flag

LANES = {
    Lane.URGENT: lazy_gettext("Urgent"),
    Lane.NORMAL: lazy_gettext("Normal"),
    Lane.SLOW: lazy_gettext("Slow lane"),
}
RISKS = {
    "high": lazy_gettext("High risk"),
    "medium": lazy_gettext("Medium risk"),
    "low": lazy_gettext("Low risk"),
}
FLAGS = {
    Flag.URGENT: lazy_gettext("Words of danger"),
    Flag.SEEKER: lazy_gettext("May be looking for the person"),
    Flag.SELF: lazy_gettext("May be the missing person"),
    Flag.MINOR: lazy_gettext("Sender under 18"),
    Flag.OTHER_ALPHABET: lazy_gettext("Other alphabet"),
    Flag.OVER_LIMIT: lazy_gettext("Many reports from one place"),
    Flag.PHOTO_FAULT: lazy_gettext("A photo did not come through"),
    Flag.CASE_ENDED: lazy_gettext("The appeal had ended"),
}
FLAG_ADVICE = {
    Flag.URGENT: lazy_gettext("A word of injury, weapon, self-harm, a child with an unknown adult, a body, or “now”."),
    Flag.SEEKER: lazy_gettext("Claims kinship, or asks where the person is. Answer nothing: police only."),
    Flag.SELF: lazy_gettext("Reads as if the person wrote it. Be kind, tell them of 116 000, tell the police."),
    Flag.MINOR: lazy_gettext("A human must look today. Tell the sender of 116 000 if you may contact them."),
    Flag.OTHER_ALPHABET: lazy_gettext(
        "Of our word lists only the Urdu ones could read it: have somebody read it who can."
    ),
    Flag.OVER_LIMIT: lazy_gettext("More reports than usual, so it waits in the slow lane. It may well be true."),
    Flag.PHOTO_FAULT: lazy_gettext("The report is whole, a photo of it is not."),
    Flag.CASE_ENDED: lazy_gettext("It came after the appeal was withdrawn. The police may still want it."),
}
PAGES = {
    "gd": lazy_gettext("Written on the Scottish Gaelic page"),
    "cy": lazy_gettext("Written on the Welsh page"),
    "pl": lazy_gettext("Written on the Polish page"),
    "ur": lazy_gettext("Written on the Urdu page"),
}
"""By the language of the page that a report came from; nothing is said of English."""
SOURCES = {
    Source.WORDS: lazy_gettext("Sender, in words"),
    Source.GRID: lazy_gettext("Sender, grid reference"),
    Source.PIN: lazy_gettext("Sender, pin on the map"),
    Source.POSTCODE: lazy_gettext("Sender, postcode"),
    Source.DEVICE: lazy_gettext("Sender’s phone"),
    Source.PHOTO: lazy_gettext("The photo"),
}
STATES = {
    "submitted": lazy_gettext("Waiting"),
    "credible": lazy_gettext("Credible"),
    "set_aside": lazy_gettext("Set aside"),
    "forwarded": lazy_gettext("With the police"),
    "acknowledged": lazy_gettext("Acknowledged"),
    "closed": lazy_gettext("Answered"),
}
DELIVERIES = {
    Delivery.WAITING: lazy_gettext("On its way"),
    Delivery.SENT: lazy_gettext("Sent"),
    Delivery.OVERDUE: lazy_gettext("Overdue"),
    Delivery.ACKNOWLEDGED: lazy_gettext("Acknowledged"),
    Delivery.ANSWERED: lazy_gettext("Answered"),
}
RUNGS = {
    Rung.FIRST: lazy_gettext("First sending"),
    Rung.AGAIN: lazy_gettext("Sent again"),
    Rung.OTHERS: lazy_gettext("Sent to other addresses"),
    Rung.DUTY: lazy_gettext("Duty officers alerted"),
    Rung.WALL: lazy_gettext("Red on the wall: telephone the team"),
}
OUTCOMES = {
    Outcome.ENQUIRIES_MADE: lazy_gettext("Enquiries made"),
    Outcome.LOCATED: lazy_gettext("Located"),
    Outcome.NOT_THEM: lazy_gettext("Seen, but not them"),
    Outcome.ELIMINATED: lazy_gettext("Eliminated"),
}
OUTCOME_HINTS = {
    Outcome.ENQUIRIES_MADE: lazy_gettext("Somebody followed it up. You can change this later."),
    Outcome.LOCATED: lazy_gettext("The person has been found. Nothing is published by this."),
    Outcome.NOT_THEM: lazy_gettext("The person seen was somebody else."),
    Outcome.ELIMINATED: lazy_gettext("It cannot be true, or does not help."),
}
CONTACT_TOLD = {
    "consent": lazy_gettext("The sender agreed that the police may contact them."),
    "safeguarding": lazy_gettext(
        "The sender did not agree to contact by the police. The details are here because somebody may be in danger."
    ),
    "none_given": lazy_gettext(
        "None given. The report is anonymous: no name, e-mail, phone number or IP address is kept."
    ),
    "no_consent": lazy_gettext(
        "Withheld: the sender gave details to the charity and did not agree to contact by the police."
    ),
}
REFUSALS = {
    Refusal.NOT_OPEN: lazy_gettext("Open this report first: it closes by itself after two hours."),
    Refusal.NO_REASON: lazy_gettext("Say why it is set aside. The reason is kept with the report."),
    Refusal.TOO_LONG: lazy_gettext("Use at most 2,000 characters. Nothing that you wrote was cut."),
}
VERDICTS = {
    "credible": lazy_gettext("Credible"),
    "set_aside": lazy_gettext("Set aside"),
}
DEEDS = {
    "submit": lazy_gettext("Received"),
    "open": lazy_gettext("Opened"),
    "credible": lazy_gettext("Found credible"),
    "set_aside": lazy_gettext("Set aside"),
    "forward": lazy_gettext("Package made for the police"),
    "dispatch": lazy_gettext("Mail to the team"),
    "sent": lazy_gettext("Mail accepted for delivery"),
    "climb": lazy_gettext("No acknowledgement: next step taken"),
    "alert": lazy_gettext("Staff on duty alerted"),
    "acknowledge": lazy_gettext("Acknowledged by the team"),
    "outcome": lazy_gettext("Outcome given by the team"),
    "take_original": lazy_gettext("Original photo taken"),
}
