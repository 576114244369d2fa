"""Where templates, static files and fonts are: in the checkout beside us, in an installed wheel in ``searchhero``."""

from pathlib import Path

_CHECKOUT = Path(__file__).parents[1]
_ROOT = _CHECKOUT if (_CHECKOUT / "templates").is_dir() else _CHECKOUT / "searchhero"
TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
FONTS = STATIC / "built" / "fonts"
"""What posters and share pictures are set in, so that their bytes are the same on every machine."""
SHORES = STATIC / "built" / "shores.json"
"""The outline of the country as GeoJSON, coarse: under the map of areas."""
