"""Words of danger in English. Read as they are typed, with their accents: the Gaelic "gùn" is a gown."""

import re

from sightings.rules.danger.tongue import Tongue, phrases

_CHILD = r"(?:child|kid|boy|girl|toddler|baby|teenager|schoolgirl|schoolboy|youngster)"
_ADULT = r"(?:man|men|woman|women|adults?|strangers?|bloke|guy|couple)"
_DANGER = phrases(rf"""
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
_NOW = phrases(r"""
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
_NOT_DANGER = re.compile(rf"\b(?:{_DENIAL})(?: (?:{_BETWEEN}))* ?$")
_NOT_NOW = re.compile(
    r"(?:\bnot (?:happening |going on |there |here )?(?:right )?|\bisn't (?:happening )?(?:right )?"
    r"|\bno longer (?:there |happening |here )?|\b(?:by|until|till|up to|before|from|than|even|for) )$"
)
_NOW_ASIDE = re.compile(
    r"^ (?:and (?:then|again)|know|knew|think|realis\w+|realiz\w+|believe|live[sd]?|remember\w*|wonder)\b"
)

ENGLISH = Tongue(
    danger=_DANGER,
    now=_NOW,
    denied_before=_NOT_DANGER,
    not_now_before=_NOT_NOW,
    not_now_after=_NOW_ASIDE,
    bare=False,
)
