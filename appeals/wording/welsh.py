"""What the wording check looks for in Welsh, with the first letters that mutation gives a word. Machine-drafted."""

from appeals.rules import HitKind
from appeals.wording.lexicon import Lexicon

_STREETS = "stryd|heol|ffordd|lôn|rhodfa|clos|teras|gerddi|maes|bryn|rhes|cilgant"
_BEGINNINGS = {
    "ll": "ll?", "rh": "rh?",
    "p": "(?:p|b|mh|ph)", "t": "(?:t|d|nh|th)", "c": "(?:c|g|ngh|ch)",
    "b": "[bfm]", "d": "(?:dd?|n)", "g": "(?:ng|g)?", "m": "[mf]",
    **{vowel: f"h?{vowel}" for vowel in "aeiouwy"},
}  # fmt: skip


def _mutated(word: str) -> str:
    for first in (word[:2], word[:1]):
        if first in _BEGINNINGS:
            return _BEGINNINGS[first] + word[len(first) :]
    return word


WELSH = Lexicon(
    words={
        HitKind.HEALTH: """
            dementia, alzheimer*, parkinson*, awtisti*, asperger*, adhd, deubegynol, sgitsoffreni*,
            sgitsoffrenig, seiciatr*, seicosis, seicotig, seicoleg*, epilepsi, epileptig, diabetes, diabetig,
            clefyd, clefydau, inswlin, iselder*, gorbryder*, anhwylder*, anabl, anabled*, anawsterau dysgu,
            iechyd meddwl, salwch, meddyginiaeth*, meddygol, moddion, tabledi, presgripsiwn*, methadon,
            diagnosis, cyflwr, cyflyrau, hiv, canser*, beichiog, asthma, anadlydd, mewnanadlydd, niwed i'r
            ymennydd, caeth i, alcoholig*, alcoholiaeth, adsefydlu, therapi*, cwnsela, ysbyty*, ysbytai, claf,
            cleifion, ward, clinig*, strôc
        """,
        HitKind.SELF_HARM: """
            hunan-ladd*, hunanladd*, hunan-niwe*, hunanniwe*, hunan-anaf*, hunananaf*, gorddos*, gor-ddos*,
            lladd ei hun*, niweidio ei hun*, eisiau marw, diwedd ei bywyd, nodyn ffarwel, anobaith*, anobeithi*
        """,
        HitKind.JUDGING: """
            rhedeg i ffwrdd, rhedodd i ffwrdd, rhedeg bant, ar ffo, dianc, dihangodd, crwydro, crwydrodd,
            crwydryn, meddw, meddwon, meddwyn, jynci*, putain, puteiniaid, gwallgof, gwallgofddyn, ynfyd,
            boncyrs, normal, annormal, dioddef o, dioddefwr, trafferthus, trwblus, heriol, anystywallt,
            afreolus, ystrywgar, mewnfudwr anghyfreithlon, mewnfudwyr anghyfreithlon, cyflawni hunanladdiad
        """,
        HitKind.CARE: """
            ysgol*, disgybl*, athro, athrawes, athrawon, meithrinfa, gweithiwr cymdeithasol, gweithwyr cymdeithasol,
            gweithwraig gymdeithasol, gwasanaethau cymdeithasol, gofal maeth, rhieni maeth, teulu maeth, lleoliad
            maeth, maethu, mewn gofal, dan ofal, gadael gofal, cartref plant, cartref gofal, uned ddiogel,
            gwarcheidwad*, gorchymyn gofal, gorchymyn goruchwylio, camfanteisi*, ecsbloetio, meithrin perthynas
            amhriodol, llinellau sirol
        """,
        HitKind.FAMILY: """
            mam, tad, rhieni, rhiant, llystad, llysfam, brawd, chwaer, mab, ewythr, modryb, cefnder, cyfnither,
            nain, taid, mam-gu, tad-cu, partner, cariad, dyweddi
        """,
        HitKind.CRIME: """
            carchar*, arestio*, arestiwyd, trosedd*, euogfarn*, mechnïaeth, parôl, gwarant*, cyffuriau, cyffur,
            cocên, heroin, gang, gangiau
        """,
        HitKind.IMMIGRATION: """
            ceisio lloches, ceisiwr lloches, ceiswyr lloches, ffoadur*, mewnfud*, fisa, alltudi*, dinasyddiaeth,
            cenedligrwydd, swyddfa gartref
        """,
        HitKind.SIGHTING: "tyst, tystion, tystiolaeth, cctv, aelod o'r cyhoedd",
    },
    born="geni, ganwyd, ganed, anwyd, dyddiad geni, pen-blwydd*, penblwydd*",
    months="ionawr, chwefror, mawrth, ebrill, mai, fai, mehefin, fehefin, gorffennaf, orffennaf, awst, medi, fedi, "
    "hydref, tachwedd, dachwedd, rhagfyr, ragfyr",
    addresses=(
        rf"\b\d{{1,4}}[a-z]?,? (?:y |yr )?(?:{_STREETS})(?: [\w'-]+)?\b",
        r"\b(?:rhif|fflat) \d+[a-z]?\b",
    ),
    mutated=_mutated,
).patterns()
