"""The proof of a withdrawal: written down with it, filled by the service's own visits, chased to its end (rule R3)."""

from appeals.workflow.certificate.checking import NoChannelsError, check_certificate
from appeals.workflow.certificate.issuing import issue
from appeals.workflow.certificate.leftovers import OWNERS, Plan, change_leftover, close_leftover, remind_owner
from appeals.workflow.certificate.visiting import visit_appeal

__all__ = [
    "OWNERS",
    "NoChannelsError",
    "Plan",
    "change_leftover",
    "check_certificate",
    "close_leftover",
    "issue",
    "remind_owner",
    "visit_appeal",
]
