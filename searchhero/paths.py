"""Where templates and static files are: in the checkout beside us, in an installed wheel inside us."""

from pathlib import Path

_HERE = Path(__file__).parent
_ROOT = _HERE if (_HERE / "templates").is_dir() else _HERE.parent
TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
