"""What a sender says of themselves: that they look for the person (rule S9), or are the person (rule S7).

In every language of the public pages; all lists read every report, because people write in the language that comes to
them. The lists are advice and lean to too many hits. All but the English are machine-drafted
(``docs/translations.md``).
"""

import re
from dataclasses import dataclass

from sightings.rules.danger.tongue import bare, bare_phrases, phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The words of one language; but for the English, written with its accents and read without them."""

    seeks: re.Pattern[str]
    is_them: re.Pattern[str]
    named: str
    """How somebody gives their own name, which stands at ``{name}``."""


_KIN_EN = (
    r"(?:mother|mum|mam|mom|father|dad|parent|brother|sister|son|daughter|husband|wife|partner|ex|boyfriend|girlfriend"
    r"|fiance|fiancee|uncle|aunt|auntie|cousin|niece|nephew|grandmother|grandfather|gran|grandad|guardian|carer)"
)
_KIN_GD = (
    r"(?:m?h?àthair|(?:h-)?athair|bh?ràthair|ph?iuthar|mh?ac|nighean|ch?èile|bh?ean|ch?ompanach|leannan|uncail|antaidh|cousin"
    r"|sh?eanair|sh?eanmhair|granaidh)"
)
_KIN_CY = (
    r"(?:mam|fam|mham|tad|dad|thad|nhad|rhiant|riant|brawd|frawd|mrawd|chwaer|mab|fab|merch|ferch|g?ŵr|ngŵr|g?wraig"
    r"|ngwraig|[bp]artner|m?hartner|phartner|cariad|gariad|chariad|nghariad|ewythr|modryb|fodryb|n?[cg]h?efnder"
    r"|n?[cg]h?yfnither|nai|nith|nain|taid|daid|nhaid|mam-gu|tad-cu|gwarcheidwad|warcheidwad|gofalwr|ofalwr)"
)
_KIN_PL = (
    r"(?:matk\w+|mam(?:a|ą|ę|y)|oj(?:ciec|ca|cu|cem)|tat\w+|rodzic\w*|brat(?:em|a|u)?|siostr\w+|syn(?:em|a|u)?|córk\w+"
    r"|mąż|męż\w+|żon\w+|partner\w*|chłopak\w*|dziewczyn(?:a|ą|y|ę)|narzeczon\w+|wuj\w*|cioci\w*|ciotk\w+|kuzyn\w*"
    r"|babci\w*|dziad\w+|opiekun\w*)"
)
_KIN_UR = (
    r"(?:ماں|والدہ|امی|باپ|والد|ابو|ابا|بھائی|بہن|بیٹا|بیٹے|بیٹی|شوہر|خاوند|بیوی|منگیتر|چچا|ماموں|خالہ|پھوپھی|کزن|دادا"
    r"|دادی|نانا|نانی|سرپرست)"
)
ENGLISH = Claims(
    seeks=phrases(rf"""
        (?:i'm|i am|im|as) (?:his|her|their|the) (?:\w+ )?{_KIN_EN}
        (?:he|she|they)(?:'s| is|'re| are) my (?:\w+ )?(?:{_KIN_EN}|child|kid|boy|girl)
        my (?:missing )?(?:{_KIN_EN}|child|kids?)
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
    """),
    is_them=phrases(r"""
        (?:i am|i'm|im|it's|its|it is|this is) the (?:missing )?(?:person|one|man|woman|boy|girl) (?:in|on|you|who)
        (?:i am|i'm|im) the missing (?:person|man|woman|boy|girl)
        (?:that's|thats|that is|this is|it's|its|it is) me
        (?:i am|i'm|im) (?:not|no longer) missing
        (?:photo|picture|poster|appeal) (?:is )?(?:of|about) me
        (?:stop|quit) looking for me
        (?:i am|i'm|im) (?:the one )?(?:you(?:'re| are)|they(?:'re| are)) looking for
        take (?:this|it|my (?:photo|picture|name)) down
        (?:do not|don't|dont) (?:tell|let) (?:\w+ ){1,3}(?:know )?where i am
        i (?:ran|run) away
        i left (?:home )?(?:because|on purpose|by choice)
        i (?:do not|don't|dont) want to be found
    """),
    named=r"(?:i am|i'm|im|my name is|my name's|this is) {name}",
)
GAELIC = Claims(
    seeks=bare_phrases(rf"""
        (?:is|s) mise (?:a|an|am|na) {_KIN_GD}
        m'athair
        mo (?:{_KIN_GD}|phàiste|chlann|leanabh)
        (?:an|a'|am) {_KIN_GD} (?:agam|againn)
        (?:càite|càit) (?:a|am|an) ?(?:bheil|robh) (?:i|e|iad)
        innis(?:ibh)? (?:dhomh|dhuinn) (?:càite?|far)
        (?:an )?seòladh (?:aice|aige|aca)
        an do lorg sibh (?:i|e|iad)
        (?:ball|neach) (?:den|dhen) (?:an )?teaghlach
    """),
    is_them=bare_phrases(r"""
        (?:is|s) mise (?:an (?:duine|neach|tè|fear|boireannach|gille)|a tha|a th')
        (?:is e|s e|se) mise
        chan eil mi (?:air chall|a dhìth)
        dealbh (?:dhìom|agam fhìn)
        (?:sguir|stad)(?:ibh)?(?: \w+){0,3} orm
        thoir(?:ibh)? (?:sìos|air falbh|às) (?:e|seo|mo)
        (?:ruith|theich) mi
        dh'fhàg mi (?:an dachaigh|an taigh|dachaigh)
        chan eil mi ag iarraidh (?:\w+ ){0,3}lorg
    """),
    named=r"(?:is|s) mise {name}|{name} an t-ainm a th'? ?orm",
)
WELSH = Claims(
    seeks=bare_phrases(rf"""
        fi (?:yw|ydy|ydi) (?:ei|eu) {_KIN_CY}
        fy (?:{_KIN_CY}|mhlentyn|mhlant)
        (?:ble|lle|ymhle) (?:mae|ma|maen|oedd|mae'r) (?:hi|e|o|fo|nhw)
        (?:dwed|dywed|dudwch|dywedwch|dwedwch)(?:wch)? (?:wrth\w* (?:i|ni) )?(?:ble|lle)
        (?:ei|eu) (?:chyfeiriad|gyfeiriad|cyfeiriad|rhif ffôn)
        dod o hyd i(?:ddi|ddo|ddyn)
        aelod o(?:'r|'i| ei)? (?:teulu|deulu)
        perthynas (?:agosaf|agos)
    """),
    is_them=bare_phrases(r"""
        fi (?:yw|ydy|ydi)(?:'r)? (?:hwn|hon|person|un|dyn|fenyw|ddynes|ferch|bachgen)
        fi (?:sydd|sy) (?:yn|ar) y (?:llun|poster)
        (?:dwi|dydw i|nid wyf|rwy) ?(?:ddim)? ar goll
        llun ohon(?:o i|of)
        (?:peidiwch|stopiwch) (?:â )?chwilio amdana ?i
        tynn(?:wch|u) (?:hwn|hyn|fy (?:llun|enw)|y llun) i lawr
        (?:ble|lle) (?:ydw i|rydw i|dwi)
        (?:wnes|nes) i (?:redeg|ffoi|adael)
        (?:dwi|rydw i|rwyf) wedi (?:rhedeg i ffwrdd|ffoi|gadael cartref)
        (?:dwi|dydw i) ddim eisiau (?:cael fy (?:ffeindio|narganfod)|i neb)
    """),
    named=r"(?:fi yw|fi ydy|fi ydi|f'enw i yw|fy enw i yw|fy enw i ydy) {name}|{name} (?:ydw|dw) i",
)
POLISH = Claims(
    seeks=bare_phrases(rf"""
        (?:jestem|jako) (?:jej|jego|ich) (?:\w+ )?{_KIN_PL}
        (?:jej|jego|ich) {_KIN_PL} (?:pyta|szuka)
        m(?:ój|oja|oją|ojej|ojego|ojemu|oje) (?:\w+ )?(?:{_KIN_PL}|dzieck\w+)
        gdzie (?:dokładnie )?(?:ona|on|oni)
        gdzie (?:jest|są|mieszka|przebywa|była|był)
        powiedz\w* (?:mi|nam) gdzie
        powiedz\w* (?:mi|nam), gdzie
        (?:podaj|wyślij|prześlij|daj)\w* (?:mi )?(?:jej|jego|ich) (?:adres|numer)
        (?:jej|jego|ich) (?:obecny |nowy )?adres
        (?:znaleziono|znaleźliście) (?:ją|go|ich)
        (?:ją|go|ich) znale\w+
        (?:z|członek|członkiem|członkinią) (?:jej |jego |ich )?(?:rodziny)
    """),
    is_them=bare_phrases(r"""
        to (?:jestem )?ja
        jestem (?:tą|tym) (?:osobą|kobietą|mężczyzną|dziewczyną|chłopakiem|zaginion\w+)
        (?:nie )?jestem zaginion\w+
        (?:moje|mojego|mojej) (?:zdjęci\w+|twarz\w*)
        na (?:tym )?zdjęciu jestem
        (?:nie szukajcie|przestańcie|proszę nie szukać)(?: \w+)? mnie
        (?:przestańcie|nie) mnie szuka\w+
        mnie szukacie
        (?:usuńcie|usunąć|zdejmijcie|proszę usunąć) (?:to|mnie|moje)
        gdzie jestem
        uciek(?:łam|łem)
        (?:odeszłam|odszedłem|wyprowadzi\w+ się) (?:z domu|sama|sam|bo|celowo)
        nie chcę,? (?:żeby\w*|aby|by) (?:\w+ ){0,2}mnie
        nie chcę być (?:znalezion\w+|odnalezion\w+)
    """),
    named=r"(?:jestem|nazywam się|mam na imię|tu) {name}",
)
URDU = Claims(
    seeks=bare_phrases(rf"""
        میں (?:اس|ان|اسی) (?:کا|کی|کے) {_KIN_UR}
        میر(?:ا|ی|ے) (?:\w+ )?(?:{_KIN_UR}|بچہ|بچی|بچے)
        کہاں (?:ہے|ہیں|تھا|تھی|رہتا|رہتی|گیا|گئی|ہو گی|ہو گا)
        بتا\w* (?:کہ )?(?:وہ )?کہاں
        (?:اس|ان) کا (?:نیا |موجودہ )?(?:پتہ|پتا|نمبر|ایڈریس|ٹھکانہ)
        (?:کیا )?وہ مل (?:گیا|گئی|گئے)
        (?:اس|ان) کے (?:خاندان|گھر والے|گھر والوں)
        گھر واپس (?:لا|بھیج)\w*
    """),
    is_them=bare_phrases(r"""
        (?:یہ|وہ) میں (?:ہی )?ہوں
        میں ہی (?:وہ|ہوں)
        میں (?:لاپتہ|گمشدہ|گم)
        میر(?:ی|ا) (?:تصویر|نام|فوٹو) (?:\w+ )?(?:ہٹا|اتار|مٹا)\w*
        (?:یہ )?میری تصویر
        مجھے (?:مت|نہ) (?:ڈھونڈ|تلاش)\w*
        مجھے (?:ڈھونڈ|تلاش)\w*
        میں (?:گھر سے )?(?:بھاگ|نکل)\w*
        میں (?:خود|اپنی مرضی سے)
        میں کہاں ہوں
        نہیں چاہت[ایے] (?:\w+ ){0,3}مجھے
    """),
    named=r"میں {name} ہوں|میرا نام {name}",
)
OTHERS = {"gd": GAELIC, "cy": WELSH, "pl": POLISH, "ur": URDU}
"""BCP 47 tag of a public page to its words."""


def seeks(read: str) -> bool:
    """Whether folded text claims kinship, or asks where the person is."""
    plain = bare(read)
    return bool(ENGLISH.seeks.search(read)) or any(each.seeks.search(plain) for each in OTHERS.values())


def is_them(read: str, name: str) -> bool:
    """Whether folded text reads as if the person with that first name, folded, had written it; "" is no name."""
    plain = bare(read)
    said = bool(ENGLISH.is_them.search(read)) or any(each.is_them.search(plain) for each in OTHERS.values())
    return said or (name != "" and _gives(plain, re.escape(bare(name))))


def _gives(plain: str, name: str) -> bool:
    ways = "|".join(bare(each.named).replace("{name}", name) for each in (ENGLISH, *OTHERS.values()))
    return re.search(rf"\b(?:{ways})\b", plain) is not None
