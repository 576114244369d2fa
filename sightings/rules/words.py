"""Words that staff should know of at once. They are advice: nothing is discarded for one (rules S7 to S10).

A false alarm costs a look, a missed one may cost a life: where a phrase can be read both ways it counts.
"""

import re
import unicodedata
from enum import StrEnum


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
    """Mostly not in Latin letters: no word list of ours read it."""
    OVER_LIMIT = "over_limit"
    """Came through the slow lane (rule S3)."""
    PHOTO_FAULT = "photo_fault"
    """A photo came that could not be kept or read (rule S6)."""
    CASE_ENDED = "case_ended"
    """The appeal was withdrawn while the form was open."""


def _any(lines: str) -> re.Pattern[str]:
    """One alternative a line, at the edge of a word."""
    return re.compile(rf"\b(?:{'|'.join(line.strip() for line in lines.splitlines() if line.strip())})\b")


_CHILD = r"(?:child|kid|boy|girl|toddler|baby|teenager|schoolgirl|schoolboy|youngster)"
_ADULT = r"(?:man|men|woman|women|adults?|strangers?|bloke|guy|couple)"
_KIN = (
    r"(?:mother|mum|mam|mom|father|dad|parent|brother|sister|son|daughter|husband|wife|partner|ex|boyfriend|girlfriend"
    r"|fiance|fiancee|uncle|aunt|auntie|cousin|niece|nephew|grandmother|grandfather|gran|grandad|guardian|carer)"
)
_DANGER = _any(rf"""
    injur\w*
    hurt\w*
    wound\w*
    bleed\w*
    blood\w*
    unconscious
    unresponsive
    collaps\w*
    not (?:breathing|moving|responding)
    passed out
    fainted
    overdos\w*
    seizure
    limping
    hypotherm\w*
    freezing to death
    ambulance
    beaten(?: up)?
    attack\w*
    assault\w*
    stabb\w*
    drown\w*
    in the (?:water|sea|river|canal|loch|reservoir)
    kni(?:fe|ves)
    gun(?:s|man|point|shots?)?
    weapon\w*
    machete
    blade
    axe
    shotgun
    rifle
    pistol
    suicid\w*
    self[- ]?harm\w*
    kill(?:ing|ed)? (?:him|her|them|my|your)sel(?:f|ves)
    end (?:it all|(?:his|her|their) life)
    want(?:s|ed)? to die
    going to (?:jump|die)
    about to jump
    jump(?:ed|ing)? (?:off|from)
    hang(?:ed|ing)? (?:him|her|them)sel(?:f|ves)
    (?:on|over|off) the (?:wrong side of the )?(?:railings?|parapet|ledge|cliffs?)
    on the (?:rail(?:way)?|train) (?:line|tracks?)
    drag(?:ged|ging)
    kidnap\w*
    abduct\w*
    being (?:forced|held|followed|chased)
    forced (?:in|into)
    against (?:his|her|their) will
    scream\w*
    (?:crying|shouting|calling) for help
    in danger
    trapped
    threaten\w*
    {_CHILD}(?: \w+){{0,6}} (?:with|by|into|from)(?: \w+){{0,3}} (?:{_ADULT}|car|van)
    {_ADULT}(?: \w+){{0,6}} (?:with|holding|pulling|carrying|took|taking|leading|grabb\w+)(?: \w+){{0,3}} {_CHILD}
    (?:a|the|dead|lifeless) bod(?:y|ies)
    bod(?:y|ies) (?:in|on|under|by|near|floating|of)
    corpse
    human remains
    dead(?! end)
    died
    lifeless
""")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_NOW = _any(r"""
    now
    at (?:this|the) (?:very )?(?:moment|minute)
    as (?:i|we) (?:write|type|speak)
    is happening
    (?:is|are|am|still|'s|'re) (?:still )?(?:right )?here
    looking at (?:him|her|them)
    i can see (?:him|her|them)
    (?:he|she|they)(?:'s|'re| is| are) still (?:there|here|sitting|standing|walking|waiting)
""")
_DENIAL = r"not|no|isn't|wasn't|weren't|aren't|didn't|doesn't|never|without|neither|nor"
_BETWEEN = (
    r"happening|seem\w*|look\w*|appear\w*|be|been|being|to|any|a|an|the|in|visibl[ey]|obvious(?:ly)?|signs?|of"
    r"|physically|badly|seriously|got|have|had|carrying|or"
)
_NOT_DANGER = re.compile(rf"\b(?:{_DENIAL})(?: (?:{_BETWEEN}))*$")
_NOT_NOW = re.compile(
    r"(?:\bnot (?:happening |going on |there |here )?(?:right )?|\bisn't (?:happening )?(?:right )?"
    r"|\bno longer (?:there |happening |here )?|\b(?:by|until|till|up to|before|from|than|even|for) )$"
)
_NOW_ASIDE = re.compile(
    r"^ (?:and (?:then|again)|know|knew|think|realis\w+|realiz\w+|believe|live[sd]?|remember\w*|wonder)\b"
)
_SEEKER = _any(rf"""
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
_SELF = _any(r"""
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


def flags_of(text: str, *, known_as: str) -> frozenset[Flag]:
    """What the sender's words suggest; ``known_as`` is the name on the appeal."""
    read = _folded(text)
    found = {
        Flag.URGENT: _danger(read) or _now(read),
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


def _danger(read: str) -> bool:
    """A word of danger that the words right before it in the same clause do not deny."""
    return any(not _NOT_DANGER.search(_clause_before(read, hit.start())) for hit in _DANGER.finditer(read))


def _now(read: str) -> bool:
    return any(
        not _NOT_NOW.search(_clause_before(read, hit.start(), strip=False)) and not _NOW_ASIDE.match(read[hit.end() :])
        for hit in _NOW.finditer(read)
    )


def _clause_before(read: str, end: int, *, strip: bool = True) -> str:
    before = re.split(r"[.,;:!?()]", read[max(0, end - 60) : end])[-1]
    return before.rstrip() if strip else before


def _calls_themselves(read: str, name: str) -> bool:
    """ "I am Ada", for any first word of the name on the appeal that is not a title or a single letter."""
    first = next(
        (word for word in name.split() if len(word.strip(".")) > 1 and word not in {"mr", "mrs", "ms", "miss"}), ""
    )
    return bool(first) and bool(_any(rf"(?:i am|i'm|im|my name is|my name's|this is) {re.escape(first)}").search(read))


def _other_alphabet(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return len(letters) > 0 and latin * 2 < len(letters)
