"""What one text of an appeal changes of another, as the public reads both."""

from datetime import datetime

from flask_babel import gettext

from appeals import words
from appeals.rules import Piece, PublicAppeal, Reach, word_diff
from foundation import clock
from foundation.languages import LANGUAGES

_NAMES = (
    "known_as", "age", "description", "last_seen", "area", "force", "reference", "review_at", "missing_since",
)  # fmt: skip


def public_changes(before: PublicAppeal | None, after: PublicAppeal | None) -> list[tuple[str, tuple[Piece, ...]]]:
    """Label and words of everything that differs; nothing where one of them is missing."""
    if before is None or after is None:
        return []
    texts = [(str(words.PUBLIC[name]), _said(getattr(before, name)), _said(getattr(after, name))) for name in _NAMES]
    texts.append((str(words.FIELDS["reach"]), _reach(before), _reach(after)))
    texts.append((str(words.PHOTO_PARTS["alt"]), _photos(before), _photos(after)))
    texts.append((str(words.PUBLIC["translations"]), _languages(before), _languages(after)))
    return [(label, word_diff(old, new)) for label, old, new in texts if old != new]


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return clock.in_london(value).strftime("%d.%m.%Y %H:%M")
    return "" if value is None else str(value)


def _reach(appeal: PublicAppeal) -> str:
    around = gettext("%(km)d km around the town.", km=appeal.radius // 1000)
    return f"{words.REACHES[Reach.NATIONAL if appeal.national else Reach.AREA]}. {around}"


def _photos(appeal: PublicAppeal) -> str:
    return "\n".join(photo.alt for photo in appeal.photos)


def _languages(appeal: PublicAppeal) -> str:
    return "\n\n".join(
        f"{LANGUAGES[each.language]}: {each.last_seen}\n{each.description}" for each in appeal.translations
    )
