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
        HitKind.CARE: """
            szkoł*, szkół, uczeń, uczni*, uczennic*, nauczyciel*, przedszkol*, pracownik* socjaln*, pracownic*
            socjaln*, opiek* społeczn*, opiek* zastępcz*, rodzin* zastępcz*, piecz* zastępcz*, pod opieką państw*, dom*
            dziecka, placówk* opiekuńcz*, placówk* wychowawcz*, kurator*, opiekun* prawn*, wychowank*, wykorzystywan*,
            wykorzystan* seksualn*, wykorzyst* seksualn*
        """,
        HitKind.FAMILY: """
            matka, matki, matkę, matką, matce, mama, mamą, ojciec, ojca, ojcem, ojcu, tata, taty, rodzice, rodziców,
            rodzicami, ojczym*, macoch*, mąż, męża, mężem, żona, żony, żoną, żonę, brat, brata, bratem, siostr*, syn,
            syna, synem, córk*, babci*, dziadek, dziadk*, wujek, wujk*, ciotk*, cioci*, kuzyn*, narzeczon*, partner*
        """,
        HitKind.CRIME: """
            więzie*, więźni*, areszt*, skazan*, przestęp*, list* gończ*, narkotyk*, kokain*, heroin*, gang, gangi,
            gangu, gangiem, kradzie*, kradł*, skradzion*, zwolnieni* warunkow*, dozór policyjn*
        """,
        HitKind.IMMIGRATION: """
            azyl*, uchodźc*, imigra*, migrant*, wiza, wizy, wizę, deport*, obywatelstw*, narodowoś*, nielegaln*, prawo
            pobytu
        """,
        HitKind.SIGHTING: "świadek, świadk*, monitoring*, cctv",
    },
    born="urodzon*, urodzen*, urodzin*, urodził*, data urodzenia",
    months="styczni, lut, marc, kwie, maj, czerw, lip, sierp, wrze, październik, listopad, grud",
    addresses=(
        rf"\b(?:{_STREETS}) ?{_NAME}(?: {_NAME}){{0,2}} \d{{1,4}}[a-z]?\b",
        r"\b(?:mieszkani\w+|lokal\w*|m\.) (?:nr |numer )?\d+\b",
    ),
).patterns()
