"""What the wording check looks for in Scottish Gaelic, plain and with the h of lenition. Machine-drafted."""

from appeals.rules import HitKind
from appeals.wording.lexicon import Lexicon


def _lenited(word: str) -> str:
    return f"{word[0]}h?{word[1:]}" if word[0] in "bcdfgmpst" and word[1:2] != "h" else word


GAELIC = Lexicon(
    words={
        HitKind.HEALTH: """
            seargadh-inntinn, seargadh inntinn, dementia, alzheimer*, parkinson*, autis*, asperger*, adhd,
            sgitsofrein*, slàinte-inntinn, slàinte inntinn, tinneas*, tinn, trom-inntinn, ìsleachadh inntinn,
            inntinn-thinneas, galar, galair, tuiteamas, tuiteamach, epileps*, insulin, cungaidh*, cungaidhean,
            leigheas*, leigheis, pilichean, piolaichean, ospadal*, euslaint*, clionaig*, ciorram*, duilgheadas*
            ionnsachaidh, aillse, asthma, a' chuing, leatromach, torrach, tràilleachd, alcolach*,
            breithneachadh, diagnos*, teiripe, stròc, hiv, uàrd
        """,
        HitKind.SELF_HARM: """
            fèin-mharbhadh, fèin-mhurt, fèin mharbhadh, fèin-chron, fèin-ghoirteachadh, cur às dha fhèin, cur às
            dhi fhèin, cus-dòs, ag iarraidh bàs, ag iarraidh bàsachadh, eu-dòchas*
        """,
        HitKind.JUDGING: """
            teich, teicheadh, theich, ruith air falbh, ruith i air falbh, ruith e air falbh, misg, misgeach,
            misgear*, drungair*, siùrsach*, às a chiall, às a ciall, às a rian, craicte, cuthach, a' fulang le,
            a' fulang bho, trioblaideach, draghail, air seachran, eilthireach* mì-laghail, neo-àbhaisteach, gun
            rian
        """,
        HitKind.CARE: """
            sgoil*, sgoilear*, tidsear*, neach-teagaisg, luchd-teagaisg, sgoil-àraich, obraiche sòisealta, obraichean
            sòisealta, neach-obrach sòisealta, luchd-obrach sòisealta, obair shòisealta, ann an cùram, fo chùram,
            cùram cloinne, taigh-chloinne, dachaigh chloinne, dachaigh-chloinne, cùram altraim, teaghlach altraim,
            altraim*, èisteachd na cloinne, èisteachd chloinne, òrdugh stiùiridh, neach-glèidhidh, brath a ghabhail,
            a' gabhail brath
        """,
        HitKind.FAMILY: """
            màthair, màthar, athair, mamaidh, dadaidh, pàrant*, bràthair, bràthar, piuthar, peathar, seanair,
            seanmhair, granaidh, uncail, antaidh, co-ogha*, leannan, an cèile, cèile aice, cèile aige, oide, muime
        """,
        HitKind.CRIME: """
            prìosan*, eucoir*, eucorach*, eucorair*, mèirleach*, barrantas, droga*, druga*, cocaine, heroin, an grèim
            aig a' phoileas, chuireadh an grèim, fo urras, parole
        """,
        HitKind.IMMIGRATION: """
            comraich, fògarrach*, fògarraich, in-imrich*, eilthireach*, bhìosa, visa, nàiseantachd, saoranachd, home
            office
        """,
        HitKind.SIGHTING: "fianais*, neach-fianais, luchd-fianais, cctv",
    },
    born="rugadh, ceann-latha breith, ceann-là breith, co-là-breith, co-là breith, latha-breith",
    months="faoilleach, fhaoillich, gearran, ghearrain, màrt, mhàirt, giblean, ghiblein, cèitean, chèitein, ògmhios, "
    "ògmhìos, iuchar, iuchair, lùnastal, sultain, dàmhair, samhain, dùbhlachd",
    addresses=(
        r"\b\d{1,4}[a-z]?,? (?:an |a' )?(?:sràid|rathad|ceum|clobhsa|ascaill|bruthach)(?: [\w'-]+)?\b",
        r"\b(?:flat|àireamh) \d+[a-z]?\b",
    ),
    mutated=_lenited,
).patterns()
