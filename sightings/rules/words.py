"""Words that staff should know of at once. They are advice: nothing is discarded for one (rules S7 to S10).

A false alarm costs a look, a missed one may cost a life: where a phrase can be read both ways it counts.
"""

import re
import unicodedata
from enum import StrEnum

from sightings.rules import danger
from sightings.rules.danger.tongue import phrases


class Flag(StrEnum):
    """Advice on a report, kept as ``Sighting.flags``."""

    URGENT = "urgent"
    """Words of danger, or the sender says that it is happening now."""
    SEEKER = "seeker"
    """Claims kinship, or asks where the person is (rule S9)."""
    SELF = "self"
    """Seems to be the missing person (rule S7)."""
    MINOR = "minor"
    """The sender says that they are under 18 (rule S7)."""
    OTHER_ALPHABET = "other_alphabet"
    """Mostly not in Latin letters: of our word lists only the Urdu words of danger could read it."""
    OVER_LIMIT = "over_limit"
    """Came through the slow lane (rule S3)."""
    PHOTO_FAULT = "photo_fault"
    """A photo came that could not be kept or read (rule S6)."""
    CASE_ENDED = "case_ended"
    """The appeal was withdrawn while the form was open."""


_KIN = (
    r"(?:mother|mum|mam|mom|father|dad|parent|brother|sister|son|daughter|husband|wife|partner|ex|boyfriend|girlfriend"
    r"|fiance|fiancee|uncle|aunt|auntie|cousin|niece|nephew|grandmother|grandfather|gran|grandad|guardian|carer)"
)
_SEEKER = phrases(rf"""
    (?:i'm|i am|im|as) (?:his|her|their|the) (?:\w+ )?{_KIN}
    (?:he|she|they)(?:'s| is|'re| are) my (?:\w+ )?(?:{_KIN}|child|kid|boy|girl)
    my (?:missing )?(?:{_KIN}|child|kids?)
    my ex[- ]\w+
    (?:where|wheres|where's) (?:is|are|was|did|does|has)?\s?(?:he|she|they|this person|my)
    where (?:exactly )?(?:he|she|they)(?:'s|'re| is| are)
    (?:tell|let) (?:me|us) (?:know )?where
    (?:give|send) me (?:his|her|their|the) (?:address|location|number|whereabouts)
    (?:his|her|their) (?:current |new )?(?:whereabouts|address)
    bring (?:him|her|them) (?:home|back)
    belongs? (?:to|with) (?:me|us)
    have you found (?:him|her|them)
    has (?:he|she|anyone) been found
    member of (?:the|his|her|their) family
    next of kin
""")
_SELF = phrases(r"""
    (?:i am|i'm|im|it's|its|it is|this is) (?:the (?:missing )?(?:person|one|man|woman|boy|girl)|me) (?:in|on|you|who)
    (?:i am|i'm|im) the missing (?:person|man|woman|boy|girl)
    (?:that's|thats|that is|this is|it's|it is) me
    (?:i am|i'm|im) (?:not|no longer) missing
    (?:photo|picture|poster|appeal) (?:is )?(?:of|about) me
    (?:stop|quit) looking for me
    (?:i am|i'm|im) (?:the one )?(?:you(?:'re| are)|they(?:'re| are)) looking for
    take (?:this|it|my (?:photo|picture|name)) down
    (?:do not|don't|dont) (?:tell|let) (?:\w+ ){1,3}(?:know )?where i am
    i (?:ran|run) away
    i left (?:home )?(?:because|on purpose|by choice)
    i (?:do not|don't|dont) want to be found
""")


def flags_of(text: str, *, known_as: str, page: str = "en") -> frozenset[Flag]:
    """What the sender's words suggest; ``known_as`` is the name on the appeal, ``page`` the language of the form.

    Words of danger are looked for in every language of the pages, whatever the page; the others in English only.
    """
    read = _folded(text)
    found = {
        Flag.URGENT: danger.found(read, page),
        Flag.SEEKER: bool(_SEEKER.search(read)),
        Flag.SELF: bool(_SELF.search(read)) or _calls_themselves(read, _folded(known_as)),
        Flag.OTHER_ALPHABET: _other_alphabet(text),
    }
    return frozenset(flag for flag, true in found.items() if true)


def _folded(text: str) -> str:
    """Lower case, plain apostrophes, one space between words; characters without width are gone."""
    flat = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'").replace("`", "'")
    shown = "".join(letter for letter in flat if unicodedata.category(letter) != "Cf")
    return re.sub(r"[ \t\n]+", " ", shown).strip()


def _calls_themselves(read: str, name: str) -> bool:
    """ "I am Ada", for any first word of the name on the appeal that is not a title or a single letter."""
    first = next(
        (word for word in name.split() if len(word.strip(".")) > 1 and word not in {"mr", "mrs", "ms", "miss"}), ""
    )
    return bool(first) and bool(
        phrases(rf"(?:i am|i'm|im|my name is|my name's|this is) {re.escape(first)}").search(read)
    )


def _other_alphabet(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return len(letters) > 0 and latin * 2 < len(letters)
