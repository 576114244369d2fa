"""What the wording check looks for in Polish: stems, since its endings are many. Machine-drafted."""

from appeals.rules import HitKind
from appeals.wording.lexicon import Lexicon

_NAME = r"(?-i:[A-ZŁŚŻĆŹ0-9])[\w.'-]*"
_STREETS = r"ul\.|ulic\w+|al\.|alej\w+|alei|os\.|osiedl\w+|pl\.|plac\w*"
POLISH = Lexicon(
    words={
        HitKind.HEALTH: """
            demencj*, otępien*, alzheimer*, parkinson*, autyz*, autyst*, asperger*, adhd, dwubiegunow*,
            schizofren*, psychoz*, psychotyczn*, psychiatr*, psychiczn*, psycholog*, epileps*, epilepty*,
            padaczk*, cukrzyc*, cukrzyk*, insulin*, depresj*, depresyjn*, lęk, lęki, lęków, lękow*, nerwic*,
            zaburzen*, zaburzeń, niepełnosprawn*, upośledz*, chory, chora, chorą, chorego, chorej, chorych,
            choruj*, chorob*, chorował*, diagnoz*, zdiagnozowan*, szpital*, pacjent*, klinik*, przychodni*,
            terapi*, terapeut*, leki, leku, leków, lekami, lekarstw*, tabletk*, tabletek, recept*, hiv, nowotw*,
            rak, raka, rakiem, ciąż*, astm*, inhalator*, uzależn*, alkoholi*, narkoman*, odwyk*, detoks*, udar,
            udaru, udarze, zdrowi* psychiczn*, metadon*
        """,
        HitKind.SELF_HARM: """
            samobój*, samookalecz*, okalecz*, przedawkow*, odebra* sobie życie, targn* się na życie, targn* się
            na swoje życie, zrobi* sobie krzywd*, chc* umrzeć, list pożegnaln*, rozpacz*, desperac*
        """,
        HitKind.JUDGING: """
            uciek*, ucieczk*, uciekinier*, zbieg, zbiegł*, włóczęg*, włóczy, włóczył*, ćpun*, pijak*, pijan*,
            menel*, żul, prostytut*, trudne dziecko, trudnego dziecka, trudna młodzież, sprawia* kłopot*,
            sprawia* problem*, wariat*, zwariowan*, szalon*, obłąkan*, nienormaln*, normaln*, cierpi na,
            cierpiąc* na, cierpiał* na, nielegaln* imigrant*, popełni* samobój*, notoryczn*, nieobliczaln*,
            rozwiązł*, zdemoralizowan*
        """,
    },
    born="urodzon*, urodzen*, urodzin*, urodził*, data urodzenia",
    months="styczni, lut, marc, kwie, maj, czerw, lip, sierp, wrze, październik, listopad, grud",
    addresses=(
        rf"\b(?:{_STREETS}) ?{_NAME}(?: {_NAME}){{0,2}} \d{{1,4}}[a-z]?\b",
        r"\b(?:mieszkani\w+|lokal\w*|m\.) (?:nr |numer )?\d+\b",
    ),
).patterns()
