"""Roles. Standard library only."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody of the staff may do; one person may hold several."""

    EDITOR = "editor"
    APPROVER = "approver"
    TRIAGER = "triager"
    DUTY_MANAGER = "duty_manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
