"""What this room's lines of the audit trail say in words."""

from flask_babel import lazy_gettext as _

from foundation.audit import deeds

deeds.say(
    {
        "sighting": _("Report"),
        "forwarding": _("Report to the police"),
        "sightings.open": _("Opened a report"),
        "sightings.credible": _("Found a report credible"),
        "sightings.set_aside": _("Set a report aside"),
        "sightings.take_original": _("Took an original photo"),
        "sightings.forward": _("Passed a report to the police"),
        "sightings.dispatch": _("Sent a report on its way"),
        "sightings.sent": _("The police's server took it"),
        "sightings.alert": _("Alerted the staff on duty"),
        "sightings.climb": _("Asked again, or somebody else"),
        "sightings.acknowledge": _("The police acknowledged it"),
        "sightings.outcome": _("The police gave an outcome"),
        "sighting.purged": _("Reports were purged"),
    }
)
