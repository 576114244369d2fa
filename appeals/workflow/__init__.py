"""The journey of an appeal: written, checked, published by another person, taken back by one."""

from appeals.workflow.commenting import comment_on, resolve_comment
from appeals.workflow.ending import lapse_overdue, reopen_appeal, withdraw_appeal
from appeals.workflow.long_term import end_long_term, make_long_term, say_missing_since
from appeals.workflow.photos import add_photo, cut_photo, mark_photo, move_photo, remove_photo
from appeals.workflow.pictures import make_pictures, reconcile_pictures, take_off_pictures
from appeals.workflow.publishing import approve_as_senior, publish_appeal, send_back, submit_for_review
from appeals.workflow.reminders import post_reminder, reminders_due
from appeals.workflow.schedule import Approval, cancel_schedule, publish_scheduled, schedule_publication
from appeals.workflow.translating import (
    TranslationApproval,
    TranslationWords,
    approve_translation,
    save_translation,
    source_on_desk,
    withdraw_translation,
)
from appeals.workflow.writing import Outcome, Writing, clear_hit, save_draft, start_draft

__all__ = [
    "Approval",
    "Outcome",
    "TranslationApproval",
    "TranslationWords",
    "Writing",
    "add_photo",
    "approve_as_senior",
    "approve_translation",
    "cancel_schedule",
    "clear_hit",
    "comment_on",
    "cut_photo",
    "end_long_term",
    "lapse_overdue",
    "make_long_term",
    "make_pictures",
    "mark_photo",
    "move_photo",
    "post_reminder",
    "publish_appeal",
    "publish_scheduled",
    "reconcile_pictures",
    "reminders_due",
    "remove_photo",
    "reopen_appeal",
    "resolve_comment",
    "save_draft",
    "save_translation",
    "say_missing_since",
    "schedule_publication",
    "send_back",
    "source_on_desk",
    "start_draft",
    "submit_for_review",
    "take_off_pictures",
    "withdraw_appeal",
    "withdraw_translation",
]
