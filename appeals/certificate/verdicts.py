"""Whether an answer still shows somebody. Values in, a code out; the empty code is good."""

import html
import re
from collections.abc import Collection, Iterable, Iterator

from appeals.rules import PublicAppeal
from foundation.stranger import Answer

ON_THE_WAY = frozenset({
    "date", "age", "via", "connection", "keep-alive", "transfer-encoding", "alt-svc", "x-cache", "cf-ray",
})  # fmt: skip
"""Headers that differ from answer to answer on their way, whatever is asked for."""
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
Mark = str | re.Pattern[str]
_FEWEST = 4
"""A shorter word stands in too many others."""
GONE = 410
"""Of whatever is not there, also of an API that refuses no key. When all the house answers 502 it is no proof."""
_A_SENTENCE = 25
"""Shorter ones, such as the name of a town, may stand on any page."""


def marks(appeal: PublicAppeal, others: Iterable[PublicAppeal] = ()) -> list[Mark]:
    """What tells this person from everybody else who is live: words, and the names of the pictures."""
    theirs = (word for each in others for word in (each.known_as, each.description, each.last_seen, each.reference))
    elsewhere = "\n".join(map(_words, theirs))
    told = [appeal.reference, appeal.description, *([] if _is_one_word(appeal) else [appeal.known_as])]
    spoken = (said for each in appeal.translations for said in (each.description, each.last_seen))
    sentences = [appeal.last_seen, *spoken]
    told += [said for said in sentences if len(said) >= _A_SENTENCE]
    mine: list[Mark] = [each for word in told if len(each := _words(word)) >= _FEWEST and each not in elsewhere]
    return [*mine, *_one_word(appeal, elsewhere), *(photo.key for photo in appeal.photos)]


def _is_one_word(appeal: PublicAppeal) -> bool:
    """Such names are words too (May, Will, Grace, Mark), and every page of ours says some of those."""
    name = _words(appeal.known_as)
    return " " not in name or len(name) < _FEWEST


def _one_word(appeal: PublicAppeal, elsewhere: str) -> Iterator[Mark]:
    """As a whole word with the age or the area right after it, as every list and feed writes it.

    Not where another live appeal says the same word: it would be told to show this person for as long.
    """
    name = _words(appeal.known_as)
    if not name or not _is_one_word(appeal):
        return
    word = rf"(?<!\w){re.escape(name)}(?!\w)"
    follows = [re.escape(each) for each in (str(appeal.age or ""), _words(appeal.area)) if each]
    if follows and not re.search(word, elsewhere):
        between = r"(?:<[^<>]{0,60}>|\W){1,8}"
        yield re.compile(rf"{word}{between}(?:age\W{{1,8}})?(?:{'|'.join(follows)})(?!\w)")


def shows(answer: Answer, words: Iterable[Mark]) -> bool:
    """Whether one of ``words`` stands in it, however HTML, XML or JSON wrote it down."""
    text = _words(answer.content.decode("utf-8", "replace"))
    return any(word in text if isinstance(word, str) else word.search(text) for word in words)


def live_fault(answer: Answer, *, own: bool, neutral: Answer, words: Iterable[Mark]) -> str:
    """Why a channel does not show a published appeal."""
    if answer.status != 200:
        return "status"
    if own:
        return "neutral" if answer.content == neutral.content else ""
    return "" if shows(answer, words) else "absent"


def neutral_fault(answer: Answer, *, own: bool, neutral: Answer, words: Iterable[Mark]) -> str:
    """Why an answer is not what it must be after the ending.

    An address of its own answers as an unknown one does, bytes and headers (rule P9), and says that it is gone. A
    shared one answers without this person. An old ETag is good for nothing on either (threat 27).
    """
    if answer.status == 304:
        return "not_modified"
    if own:
        if _whole(answer) != _whole(neutral):
            return "differs"
        return "" if answer.status == GONE else "status"
    if answer.status != 200:
        return "status"
    return "shows" if shows(answer, words) else ""


def without_fault(answer: Answer, *, neutral: Answer, key: str, etags: Collection[str] = ()) -> str:
    """Why an answer may still hold the photo of that ``key``, which was taken back while its appeal stayed.

    Where the photo is drawn in and not named, ``etags`` are those of the bytes that had it: there must be others now.
    """
    if answer.status == 304:
        return "not_modified"
    if answer.status != 200:
        return "" if answer.status == GONE and _whole(answer) == _whole(neutral) else "status"
    if answer.header("etag") in etags:
        return "same_bytes"
    return "shows" if shows(answer, [key]) else ""


def _whole(answer: Answer) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status, answer.body, [each for each in answer.headers if each[0] not in ON_THE_WAY]


def _words(text: str) -> str:
    plain = html.unescape(html.unescape(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)))
    return " ".join(plain.casefold().split())
