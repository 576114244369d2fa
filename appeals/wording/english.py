"""What the wording check looks for in English. It finds too much rather than too little: a person looks at each hit."""

import re

from appeals.rules import HitKind

_STREETS = (
    "street|st|road|rd|avenue|ave|lane|drive|close|court|crescent|terrace|place|gardens|way|square|wynd|brae|row|grove"
    "|park|hill|view|loan|vennel|walk|mews|parade|quadrant"
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_ENDING = r"\w*"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _words(words: str) -> re.Pattern[str]:
    """Whole words or phrases, separated by commas; a ``*`` stands for any ending."""
    choice = "|".join(" ".join(word.split()) for word in words.split(","))
    return re.compile(rf"\b(?:{choice.replace('*', _ENDING)})\b", re.IGNORECASE)


PATTERNS: dict[HitKind, re.Pattern[str]] = {
    HitKind.EMAIL: _any(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    HitKind.POSTCODE: _any(r"\b(?:GIR\s*0AA|[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2})\b"),
    HitKind.ADDRESS: _any(
        rf"\b\d{{1,4}}[a-z]?(?:/\d{{1,3}})?,?\s+(?:[\w'’-]+\s+){{1,3}}?(?:{_STREETS})\b",
        r"\b(?:flat|apartment|apt|unit|room)\s+\d+(?:/\d+)?[a-z]?\b",
    ),
    HitKind.POINT: _any(
        r"-?\b\d{1,2}\.\d{3,}\s*,?\s+-?\d{1,3}\.\d{3,}\b",
        r"-?\b\d{1,2}\.\d{3,}\s*,\s*-?\d{1,3}\.\d{3,}\b",
        r"\b[HNOST][A-HJ-Z]\s?(?:\d{2}\s?\d{2}|\d{3}\s?\d{3}|\d{4}\s?\d{4}|\d{5}\s?\d{5})\b",
        r"///\w+\.\w+\.\w+",
    ),
    HitKind.BIRTH: _any(
        r"\b(?:date of birth|d\.?o\.?b\b\.?|born|birthday|birth ?date)",
        r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b",
        r"\b\d{4}-\d{2}-\d{2}\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+(?:{_MONTHS})\.?,?\s+\d{{4}}\b",
        rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b",
    ),
    HitKind.HEALTH: _words(
        r"""
        dementia, alzheimer*, parkinson*, autis*, asperger*, adhd, bipolar, schizo*, psycho*, psychiatr*, epilep*,
        diabet*, insulin, depress*, anxiety, ptsd, personality disorder, eating disorder, anorexi*, learning
        disabilit*, learning difficult*, mental health, mentally, mental illness, medical*, medicat*, medicine*,
        tablets, prescri*, methadone, lithium, anti-?depress*, antipsychotic*, sectioned, detained under, diagnos*,
        condition, hiv, cancer, pregnan*, asthma*, inhaler, brain injur*, addict*, alcoholi*, rehab*, detox*, therap*,
        counsell*, hospital*, patient, ward, clinic, illness
        """
    ),
    HitKind.SELF_HARM: _words(
        r"""
        suicid*, self[- ]?harm*, self[- ]?injur*, overdos*, (?:end|take|taking|ending) (?:his|her|their) (?:own
        )?li(?:fe|ves), (?:harm|hurt|kill)(?:ing)? (?:himself|herself|themsel(?:f|ves)), danger to
        (?:himself|herself|themsel(?:f|ves)), left a note, final (?:note|message|goodbye), low mood, despair*
        """
    ),
    HitKind.IMMIGRATION: _words(
        r"""
        asylum, immigra*, migrant*, visa, refugee*, deport*, undocumented, overstay*, leave to remain, home office,
        illegal*, foreign national*, trafficked, nationality
        """
    ),
    HitKind.CRIME: _words(
        r"""
        convict*, offend*, offen[cs]e*, prison*, jail*, custody, probation, parole, arrest*, bail, criminal*, crime*,
        wanted by, warrant*, gang*, dealer*, drug*, cocaine, heroin, county lines, curfew, electronic tag, prostitut*,
        sex work*, stolen, known to (?:the )?police
        """
    ),
    HitKind.FAMILY: _words(
        r"""
        mother, father, mum, mam, dad, parents?, step-?(?:mother|father|son|daughter|brother|sister|mum|dad), husband,
        wife, ex-?(?:husband|wife|partner), partner, sons?, daughters?, brothers?, sisters?, uncle, aunt*, cousins?,
        gran, granny, grand(?:mother|father|parents?|son|daughter), fianc\w+, girlfriend, boyfriend, next of kin
        """
    ),
    HitKind.SIGHTING: _words(
        r"""
        sightings?, witness*, reported seeing, cctv, tip-?offs?, member of the public
        """
    ),
    HitKind.CARE: _words(
        r"""
        in care, into care, care (?:home|leaver|order|status|plan|experienced), looked[- ]after, foster*, placement*,
        children['’]?s (?:home|house|hearing|unit|services), residential (?:unit|home|care), secure unit, kinship
        care*, guardian*, supervision order, schools?, academy, nursery, pupils?, classmates?, teachers?, social
        work*, key ?worker, exploit*, groom*, cse, cce, county lines, older (?:man|men|boyfriend)
        """
    ),
    HitKind.JUDGING: _words(
        r"""
        abscond*, run-?aways?, (?:ran|run|runs|running) (?:away|off), misper*, frequent(?:ly)? missing, serial,
        repeatedly missing, known to (?:the )?police, attention[- ]seek*, street-?wise, promiscuous, troubled,
        troublesome, chaotic, addict*, alcoholics?, junk(?:ie|y)s?, drunk*, prostitutes?, illegal immigrants?,
        committed suicide, wander(?:ed|s|ing)? off, manipulative, disturbed, crazy, normal, suffers? from, suffering
        from, challenging, non-?compliant, refuses? to engage, beyond control, unkempt
        """
    ),
}
