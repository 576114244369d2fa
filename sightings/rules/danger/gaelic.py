"""Words of danger in Scottish Gaelic, plain and with the h of lenition. Machine-drafted."""

import re

from sightings.rules.danger.tongue import Tongue, bare_phrases

_CHILD = r"(?:leanabh|phàiste|pàiste|nighean|nighinn|balach|bhalach|balaich|clann|chloinn)"
_ADULT = r"(?:duine|fear|fir|fireannach|bhoireannach|boireannach|strainnsear|srainnsear|coigreach|inbheach)"
_DANGER = bare_phrases(rf"""
    leònt\w*|leòntaichte|air (?:a|an) leòn\w*
    (?:air (?:a|an) )?gh?oirteach\w*|gh?oirtich\w*
    fuil|fala|fuilteach
    gun (?:mhothachadh|fhaireachdainn)
    chan eil (?:i |e |iad )?(?:a'|ag) (?:tarraing anail|gluasad|freagairt)
    gun anail
    sgian|sgein|sgithean
    gh?unna\w*
    bh?all-airm|buill-airm|armachd
    th?uagh
    ionnsaigh\w*
    sh?àth(?:adh|te)
    fèin-?mh(?:arbhadh|urt)
    (?:fèin-?chron|fèin-?ghoirteachadh)
    (?:cur|chur|chuir) às (?:dha|dhi|dhaibh) fhèin
    ag iarraidh (?:bàsachadh|bàs)
    (?:leum|a' leum) (?:far|bhàrr|dhen|bhon|sìos)
    bh?àthadh
    (?:anns an|san|dhan) (?:uisge|abhainn|loch|mhuir|chanàl)
    air an (?:rathad-iarainn|loidhne-rèile|rèile)
    fh?uadach\w*
    (?:slaodadh|shlaodadh|sparradh)
    an aghaidh (?:a|an) toil
    sgreuch\w*|sgiamhail
    (?:ag èigheach\w*|ag èigheachd|a' glaodhaich) airson (?:cobhair|cobhrach|cuideachadh)
    cobhair|chobhair
    ann an cunnart
    (?:a' bagairt|bhagair|bagradh)
    carbad-eiridinn|ambaileans
    ch?orp|cuirp
    mh?arbh\w*
    bh?àsaich\w*|bàs fhaighinn|fhuair \w+ bàs
    reòt\w* gu bàs
    cus-?dh?rog\w*
    {_CHILD}(?: \w+){{0,5}} (?:le|còmhla ri|cuide ri)(?: \w+){{0,3}} {_ADULT}
    {_ADULT}(?: \w+){{0,5}} (?:còmhla ri|cuide ri|a' slaodadh|a' giùlan|a' toirt)(?: \w+){{0,3}} {_CHILD}
""")
_NOW = bare_phrases(r"""
    an-?dràsta|an dràsta
    a-?nis|a nis
    aig an àm seo fhèin|air a' mhionaid seo
    tha (?:i|e|iad) (?:fhathast )?(?:an seo|an sin fhathast)
    fhathast (?:an seo|an sin)
    (?:chì|tha mi a' faicinn) (?:mi )?(?:i|e|iad)
    tha e a' tachairt
""")
_BETWEEN = (
    r"robh|eil|i|e|iad|air|a|an|ann|aig|aice|aige|ri|fhaicinn|faca|mi|comharra|dhe|de|sam|bith|sgeul|chunnaic|coltas|le"
)
GAELIC = Tongue(
    danger=_DANGER,
    now=_NOW,
    denied_before=re.compile(rf"\b(?:cha|chan|gun|nach|cha do|chan fhaca)(?: (?:{_BETWEEN}))* ?$"),
    not_now_before=re.compile(r"\b(?:gu|gus|chun|suas gu|ro|bho|chan(?: eil)?(?: e)?(?: a' tachairt)?) (?:an )?$"),
    not_now_after=re.compile(r"^ (?:is a-?rithist|agus a-?rithist|'s a-?rithist)\b"),
)
