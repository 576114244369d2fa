"""The journey of an appeal: written, checked, published by another person, taken back by one."""

from appeals.workflow.ending import lapse_overdue, reopen_appeal, withdraw_appeal
from appeals.workflow.photos import add_photo, cut_photo, mark_photo, move_photo, remove_photo
from appeals.workflow.pictures import make_pictures, reconcile_pictures, take_off_pictures
from appeals.workflow.publishing import approve_as_senior, publish_appeal, send_back, submit_for_review
from appeals.workflow.writing import Outcome, Writing, clear_hit, save_draft, start_draft

__all__ = [
    "Outcome",
    "Writing",
    "add_photo",
    "approve_as_senior",
    "clear_hit",
    "cut_photo",
    "lapse_overdue",
    "make_pictures",
    "mark_photo",
    "move_photo",
    "publish_appeal",
    "reconcile_pictures",
    "remove_photo",
    "reopen_appeal",
    "save_draft",
    "send_back",
    "start_draft",
    "submit_for_review",
    "take_off_pictures",
    "withdraw_appeal",
]
