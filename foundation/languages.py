"""The languages of the public pages and of appeals (BCP 47)."""

OWN = "en"
"""Staff, police, feeds and mail."""
LANGUAGES = {"en": "English", "gd": "Gàidhlig", "cy": "Cymraeg", "pl": "Polski", "ur": "اردو"}
"""Tag to the language's own name."""
_RIGHT_TO_LEFT = frozenset({"ur"})


def direction(tag: str) -> str:
    """For HTML's ``dir``: ltr or rtl."""
    return "rtl" if tag in _RIGHT_TO_LEFT else "ltr"
