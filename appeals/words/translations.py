"""What people read about an appeal in another language."""

from flask_babel import lazy_gettext as _

from appeals.rules.translations import Refusal, TranslationState

TRANSLATION_STATES = {
    TranslationState.NONE: _("Not translated"),
    TranslationState.WRITTEN: _("To be approved"),
    TranslationState.APPROVED: _("Approved"),
    TranslationState.OUTDATED: _("Out of date"),
    TranslationState.WITHDRAWN: _("Taken back"),
}

TRANSLATION_REFUSALS = {
    Refusal.MISSING: _("There is no translation to approve, or the appeal has ended"),
    Refusal.WITHDRAWN: _("It was taken back: save it anew first"),
    Refusal.OUTDATED: _("The English words have changed since: go through it and save it again"),
    Refusal.SAME_PERSON: _("You translated it: another person must approve it"),
    Refusal.NOT_WHAT_WAS_SEEN: _("The translation has changed since you opened this page: read it again"),
    Refusal.NOT_READ: _("Approve only what you can read: say that you read this language"),
    Refusal.WORDS: _("Mend the words to look at, or clear each of them with a reason"),
    Refusal.FACTOR_WRONG: _("That code is not right, or was used before"),
    Refusal.FACTOR_TOO_MANY: _("Too many wrong codes: wait a minute, then try again"),
}
