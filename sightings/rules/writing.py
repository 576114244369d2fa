"""What the public types, made safe to keep and to show without changing what it says (threat 18, rule F4)."""

import unicodedata

_KEPT = frozenset("\n\t")
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
_NO_WIDTH = (0x200B, 0x2060, 0xFEFF, 0x00AD, 0x180E)
"""Without the joiners U+200C and U+200D, which scripts and emoji need."""
_LINE_ENDS = (0x2028, 0x2029, 0x0085)
_TRICKS = frozenset({*_DIRECTIONS, *_NO_WIDTH, *_LINE_ENDS})


def plain(text: str) -> str:
    """NFC, line ends as U+000A; a control character becomes its picture (U+2400 on): nothing is cut in silence."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_kept(letter) for letter in lines).strip()


def visible(text: str) -> str:
    """For showing to staff and police: characters that turn or hide others stand as ``[U+202E]``."""
    return "".join(f"[U+{ord(letter):04X}]" if ord(letter) in _TRICKS else letter for letter in text)


def _kept(letter: str) -> str:
    if letter in _KEPT:
        return letter
    number = ord(letter)
    if number < 0x20:
        return chr(0x2400 + number)
    if number == 0x7F:
        return "\u2421"
    if unicodedata.category(letter) in {"Cc", "Cs"}:
        return "\ufffd"
    return letter
