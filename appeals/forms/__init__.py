"""What staff type about an appeal: a subject of its own has a file of its own."""

from appeals.forms.desk import PHOTO_ALT, DeskForm, desk_form, hit_id, photo_words
from appeals.forms.gate import NoteForm, PublishForm, SeniorForm, WithdrawForm
from appeals.forms.hold import HoldForm
from appeals.forms.life import LongTermForm, MissingSinceForm, ScheduleForm
from appeals.forms.translation import TRANSLATED_ALT, ApproveTranslationForm, TranslationForm

__all__ = [
    "PHOTO_ALT",
    "TRANSLATED_ALT",
    "ApproveTranslationForm",
    "DeskForm",
    "HoldForm",
    "LongTermForm",
    "MissingSinceForm",
    "NoteForm",
    "PublishForm",
    "ScheduleForm",
    "SeniorForm",
    "TranslationForm",
    "WithdrawForm",
    "desk_form",
    "hit_id",
    "photo_words",
]
