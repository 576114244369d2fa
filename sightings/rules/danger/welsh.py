"""Words of danger in Welsh, each with the first letters that mutation gives it. Machine-drafted."""

import re

from sightings.rules.danger.tongue import Tongue, bare_phrases

_CHILD = (
    r"(?:b?phlentyn|plentyn|blentyn|mhlentyn|plant|blant|bachgen|fachgen|merch fach|ferch fach|merch|ferch|babi|fabi)"
)
_ADULT = r"(?:dyn|ddyn|dynion|ddynion|dynes|ddynes|menyw|fenyw|dieithryn|ddieithryn|oedolyn|oedolion)"
_DANGER = bare_phrases(rf"""
    h?anaf(?:u|wyd|odd|iad|iadau|au)?
    (?:brifo|frifo|mrifo|brifwyd)
    (?:ng)?g?waed(?:u|lyd|odd)?
    anymwybodol
    (?:ll|l)ewyg(?:u|odd)
    d?dim yn (?:anadlu|symud|ymateb)
    (?:c|g|ch|ngh)yll(?:ell|yll)
    (?:gyda|efo|gan|â|dal|cario|dangos) g?wn
    dd?ryll(?:iau)?
    h?arfau|arfog
    machete|fachete
    [bf]wyell
    ymosod\w*
    (?:tr|dr|thr|nhr)ywan\w*
    hunan-?ladd\w*
    hunan-?(?:niwed|niweid\w*|anaf\w*)
    (?:ll|l)add (?:ei|eu|fy|dy) h?un\w*
    eisiau marw
    (?:neidio|naid|neidiodd) (?:oddi ar|o'r|o ben|i'r)
    [bfm]oddi
    yn y (?:dŵr|afon|môr|llyn|gamlas)
    yn yr afon
    ar (?:y cledrau|y rheilffordd)
    herwgip\w*|[cg]ipio
    ll?usgo|ll?usgodd
    yn erbyn (?:ei|eu) h?ewyllys
    sgrech\w*
    (?:gweiddi|weiddi|galw|alw|crio|grio) am (?:help|gymorth)
    mewn perygl
    (?:b|f|m)ygwth\w*|[bf]ygythi\w*
    ambiwlans
    (?:corff|gorff|chorff) (?:marw|yn|mewn|ar|dan|wrth|ger)
    (?:i|o hyd i) gorff
    [mf]arw|[mf]arwolaeth
    [cg]elain
    g?or-?dd?os\w*
    hypothermia
    {_CHILD}(?: \w+){{0,5}} (?:gyda|efo|gan|â)(?: \w+){{0,3}} {_ADULT}
    {_ADULT}(?: \w+){{0,5}} (?:gyda|efo|yn (?:dal|tynnu|cario|arwain))(?: \w+){{0,3}} {_CHILD}
""")
_NOW = bare_phrases(r"""
    nawr
    rŵan
    ar hyn o bryd
    y funud (?:hon|yma)
    (?:mae|maen) (?:hi|e|o|nhw) (?:yma|dal yma|dal yno|yma o hyd|yno o hyd)
    (?:yn|'n) dal (?:i fod )?(?:yma|yno)
    (?:dwi'n|rwy'n|rydw i'n) (?:ei|eu) (?:gweld|gwylio)(?: (?:hi|e|o|nhw))?
""")
_BETWEEN = r"yn|wedi|ei|gweld|weld|unrhyw|arwydd|o|oedd|oes|ganddo|ganddi|cael|golwg|cyfeiriad|at|fo|fe|e|hi|nhw|nac"
WELSH = Tongue(
    danger=_DANGER,
    now=_NOW,
    denied_before=re.compile(rf"\b(?:d?dim|heb|nid|nad|na|nac)(?: (?:{_BETWEEN}))* ?$"),
    not_now_before=re.compile(r"\b(?:(?:d?dim|nid)(?: yma)?(?: yn digwydd)?|nid yw'n digwydd|hyd|tan|erbyn|cyn|ers) $"),
    not_now_after=re.compile(r"^ (?:ac (?:yn y man|eto|yn y)|(?:dwi'n|rwy'n) (?:gwybod|meddwl|cofio))\b"),
)
