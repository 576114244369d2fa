"""Words of danger in Polish: stems, with the endings that the language gives them. Machine-drafted."""

import re

from sightings.rules.danger.tongue import Tongue, bare, bare_phrases

_CHILD = r"(?:dzieck\w+|dziewczyn\w+|chłopc\w+|chłopcem|chłopiec|niemowl\w+|nastolat\w+)"
_ADULT = r"(?:mężczyzn\w*|facet\w*|kobiet\w*|obc(?:y|ym|ą|ego)|nieznajom\w+|dorosł\w+|typ(?:em)?)"
_DANGER = bare_phrases(rf"""
    rann(?:y|a|i|ego|ej)(?! por)
    zrani\w+
    skalecz\w+
    obrażeni\w+
    krwaw\w+
    krew|krwi|krwią
    nieprzytomn\w+
    zemdla\w+
    nie (?:oddych\w+|rusza\w* się|reag\w+)
    pobi(?:t\w*|ł\w*|li)
    bije (?:ją|go|je|ich)
    zaatakowa\w+
    napad\w+|napaści\w*
    dźgn\w+
    (?:u|za|po)top\w+|uton\w+
    ton(?:ie|ęła|ął|ąc\w*)
    w (?:wodzie|rzece|morzu|jeziorze|kanale)
    nóż|noż(?:em|a|e|y)
    pistolet\w*
    (?:z|ma|miał|miała) broń?(?:ią)?
    broni[ąe] paln\w+|broń paln\w+|broni palnej
    uzbrojon\w+
    siekier\w+
    maczet\w+
    karabin\w*
    strzel(?:a\w*|ił\w*|ać)
    samobój\w+
    okalecz\w+|samookalecz\w+
    chc\w+ (?:się )?(?:umrzeć|zabić)
    zabi(?:ć|je|ł|ła) (?:się|ją|go|je)
    (?:chc\w+|zaraz) skocz\w+
    skoczy\w+ (?:z|do)
    przedawkowa\w+
    na torach|na tory
    por(?:wan\w+|wa[łl]\w*|ywa\w*)
    (?:siłą|na siłę)
    wbrew (?:jej|jego|ich|swojej) woli
    ciągn\w+ (?:ją|go|je|{_CHILD})
    krzycz\w+|krzyk\w*
    woła\w* o pomoc|wzywa\w* pomocy|ratunku
    w niebezpieczeństwie
    uwięzion\w+
    grozi\w* (?:jej|mu|im|nożem)
    zwłok(?:i|ami)?
    (?:martwe|nieruchome|ludzkie) ciał\w+
    ciało (?:w|na|pod|przy|obok)
    martw(?:y|a|ego|ej|ą)
    nie żyj\w+
    zmar(?:ł|ła|ło|li|ły)
    zamarz\w+|wyziębi\w+|hipotermi\w+
    karetk\w+
    pogotowi\w+
    {_CHILD}(?: \w+){{0,5}} z(?: \w+){{0,3}} {_ADULT}
    {_ADULT}(?: \w+){{0,5}} (?:z|prowadzi\w*|trzyma\w*|nies\w+)(?: \w+){{0,3}} {_CHILD}
""")
_NOW = bare_phrases(r"""
    teraz
    w tej chwili
    właśnie (?:ją|go|ich|widzę|patrzę|stoi|idzie|siedzi)
    (?:nadal|wciąż|ciągle) (?:tu|tutaj|tam)
    (?:jest|są|stoi|siedzi|leży) (?:tu|tutaj)
    patrzę na (?:nią|niego|nich)
    widzę (?:ją|go|ich)
""")
_BETWEEN = r"ma|miał\w*|widać|widział\w*|było|był\w*|jest|wygląda\w*|na|żadn\w+|śladów|śladu|oznak|sobie|przy|wcale"
POLISH = Tongue(
    danger=_DANGER,
    now=_NOW,
    denied_before=re.compile(bare(rf"\b(?:nie|bez|ani|żadn\w+|nigdy)(?: (?:{_BETWEEN}))* ?$")),
    not_now_before=re.compile(bare(r"\b(?:nie(?: dzieje(?: się)?)?|do|od|aż do|niż|nie ma (?:jej|go|ich)) $")),
    not_now_after=re.compile(bare(r"^ (?:wiem|myślę|pamiętam|wydaje|przypomina\w*|mieszka\w*)\b")),
)
