"""Words of danger, in every language of the public pages (rule S8). All lists read every report: people write in the
language that comes to them. Lists other than the English are machine-drafted (``docs/translations.md``)."""

from sightings.rules.danger.english import ENGLISH
from sightings.rules.danger.gaelic import GAELIC
from sightings.rules.danger.ordinary import NONE, ORDINARY
from sightings.rules.danger.polish import POLISH
from sightings.rules.danger.tongue import bare
from sightings.rules.danger.urdu import URDU
from sightings.rules.danger.welsh import WELSH

TONGUES = {"en": ENGLISH, "gd": GAELIC, "cy": WELSH, "pl": POLISH, "ur": URDU}
"""BCP 47 tag of a public page to its list."""


def found(read: str, page: str) -> bool:
    """Whether folded text speaks of danger or of now in any language; ``page`` is the one that the form was in."""
    plain = bare(read)
    return any(
        tongue.found(plain if tongue.bare else read, NONE if tag == page else ORDINARY.get(page, NONE))
        for tag, tongue in TONGUES.items()
    )
