"""What this room's lines of the audit trail say in words."""

from flask_babel import lazy_gettext as _

from foundation.audit import deeds

deeds.say(
    {
        "staff": _("Person"),
        "team": _("Team"),
        "partner": _("Partner"),
        "mail": _("Mail"),
        "system": _("The service itself"),
        "public": _("Somebody of the public"),
        "staff.added": _("Added a person"),
        "staff.enrolled": _("Set up the second factor"),
        "staff.password_given": _("Gave a password"),
        "staff.password_changed": _("Changed the password"),
        "staff.recovery_codes_renewed": _("Made new recovery codes"),
        "staff.factor_checked": _("Was asked for the second factor"),
        "staff.factor_reset": _("Reset a second factor"),
        "staff.signed_in": _("Signed in"),
        "staff.signed_out": _("Signed out"),
        "staff.roles_changed": _("Changed somebody's roles"),
        "staff.proposed": _("Put a change of rights to a second administrator"),
        "staff.proposal_given": _("Agreed to a change of rights"),
        "staff.proposal_refused": _("Turned a change of rights down"),
        "staff.suspended": _("Suspended a person"),
        "staff.reinstated": _("Let a person in again"),
        "staff.duty_set": _("Went on or off duty"),
        "staff.team_added": _("Added a team"),
        "staff.team_retired": _("Retired a team"),
        "staff.partner_added": _("Added a partner"),
        "staff.partner_changed": _("Changed a partner"),
        "staff.partner_retired": _("Retired a partner"),
        "staff.address_proposed": _("Proposed an address"),
        "staff.address_approved": _("Approved an address"),
        "staff.address_retired": _("Retired an address"),
        "staff.address_ranked": _("Changed the order of addresses"),
        "outbox.tried_again": _("Had a mail tried again"),
        "outbox.looked_at": _("Looked at a mail in trouble"),
    }
)
