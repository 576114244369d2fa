"""What people read for the codes of ``appeals.rules.briefing``."""

from flask_babel import lazy_gettext as _

from appeals.rules.briefing import BriefingEnd, CloseReason, Standing

STANDINGS = {
    Standing.SENT: _("Sent, not answered"),
    Standing.READ: _("Read, staff told"),
    Standing.READ_BEFORE: _("Read before the update"),
    Standing.TO_ASK: _("To be asked"),
    Standing.ASKED: _("Asked, not answered"),
    Standing.SILENT: _("No answer: telephone"),
    Standing.TAKEN_DOWN: _("Copies are down"),
    Standing.CLOSED: _("Closed by staff"),
}
COLOURS = {
    Standing.SENT: "yellow",
    Standing.READ: "green",
    Standing.READ_BEFORE: "yellow",
    Standing.TO_ASK: "yellow",
    Standing.ASKED: "orange",
    Standing.SILENT: "red",
    Standing.TAKEN_DOWN: "green",
    Standing.CLOSED: "grey",
}
ENDS = {
    BriefingEnd.RECALLED: _("The briefing was recalled"),
    BriefingEnd.APPEAL: _("The appeal has ended"),
    BriefingEnd.REVIEW: _("Its review date passed"),
    BriefingEnd.DROPPED: _("It never went out"),
}
CLOSE_REASONS = {
    CloseReason.BY_PHONE: _("They told us by telephone that their copies are down"),
    CloseReason.NOT_ARRIVED: _("The briefing never reached them"),
    CloseReason.NO_ANSWER: _("Everything was tried, and nobody answers"),
}
