"""What this room's lines of the audit trail say in words."""

from flask_babel import lazy_gettext as _

from foundation.audit import deeds

deeds.say(
    {
        "hero": _("Hero"),
        "digest_run": _("Digest"),
        "hero.confirmed": _("Joined by e-mail"),
        "hero.chose": _("Changed what they get"),
        "hero.left": _("Left"),
        "digest.planned": _("A digest was planned"),
    }
)
