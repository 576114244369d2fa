"""Where a long address may go on to the next line of a narrow page."""

import re

from markupsafe import Markup, escape

_BEFORE = re.compile(r"(?<=.)(?=[.@])")
"""Before a dot or the @ that is not the first letter."""


def parted(address: str) -> Markup:
    """Whole where there is room on the next line, else before its @ and its dots, and never inside of a word.

    What is copied from the page is the address as it is (HTML, the ``wbr`` element).
    """
    parts = Markup("<wbr>").join(escape(part) for part in _BEFORE.split(address))
    return Markup('<span class="sh-parted">{}</span>').format(parts)
