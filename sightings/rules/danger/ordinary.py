"""Words that are danger in one language and everyday in another: on a page of the other they are no hit."""

import re

NONE = re.compile(r"(?!)")
ORDINARY = {
    "gd": re.compile(r"gun"),  # "that", "without"
    "pl": re.compile(r"hurt\w*|blade"),  # wholesale; pale
}
