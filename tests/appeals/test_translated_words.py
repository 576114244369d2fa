"""The wording check of a translation: what it finds in each language, what it leaves alone, and who clears it."""

import unicodedata

import pytest

from appeals import queries, wording, workflow
from appeals.rules.translations import Refusal
from foundation.database import reading
from foundation.languages import OTHERS
from staff.rules import Role
from tests.appeals.factories import complete, published_with_photo
from tests.appeals.test_translations import approve, words

FOUND = {
    "pl": [
        ("health", "Ma demencję."),
        ("health", "choruje na cukrzycę"),
        ("health", "po wyjściu ze szpitala"),
        ("health", "bez leków"),
        ("health", "jest w ciąży"),
        ("self_harm", "Myśli samobójcze."),
        ("judging", "Uciekła z domu."),
        ("judging", "cierpi na depresję"),
        ("birth", "urodzony 12 maja 1990"),
        ("birth", "3 października 2001"),
        ("birth", "12.05.1990"),
        ("address", "mieszka przy ul. Długiej 12"),
        ("address", "na ulicy Trzeciego Maja 4a"),
        ("address", "12 High Street"),
        ("phone", "tel. 01632 960123"),
        ("postcode", "EH1 1AA"),
        ("judging", "PIJANY"),
        ("care", "nie wróciła ze szkoły"),
        ("care", "jej opiekun prawny"),
        ("care", "mieszka w domu dziecka"),
        ("family", "Jego matka czeka."),
        ("crime", "wyszedł z więzienia"),
        ("immigration", "stara się o azyl"),
        ("sighting", "Świadkowie mówią"),
    ],
    "cy": [
        ("health", "Mae ganddo ddementia."),
        ("health", "yn byw gyda dementia"),
        ("health", "iechyd meddwl bregus"),
        ("health", "ei meddyginiaeth"),
        ("health", "eu feddyginiaeth"),
        ("health", "yn yr ysbyty"),
        ("health", "â chanser"),
        ("self_harm", "hunanladdiad"),
        ("judging", "rhedodd i ffwrdd"),
        ("judging", "yn dioddef o iselder"),
        ("birth", "ganwyd ef"),
        ("birth", "12 Mai 1990"),
        ("birth", "3ydd o Fai 1990"),
        ("address", "12 Stryd Fawr"),
        ("address", "fflat 3"),
        ("care", "yn yr ysgol"),
        ("care", "ei gweithiwr cymdeithasol"),
        ("care", "mewn gofal maeth"),
        ("family", "ei fam"),
        ("crime", "o'r carchar"),
        ("immigration", "ceisiwr lloches"),
        ("sighting", "dywed tystion"),
        ("phone", "01632 960123"),
    ],
    "gd": [
        ("health", "tha seargadh-inntinn air"),
        ("health", "anns an ospadal"),
        ("health", "a thinneas"),
        ("health", "slàinte inntinn"),
        ("health", "a’ gabhail cungaidh"),
        ("self_harm", "fèin-mharbhadh"),
        ("judging", "Theich e"),
        ("judging", "air mhisg"),
        ("birth", "Rugadh i"),
        ("birth", "12 Cèitean 1990"),
        ("address", "12 Sràid an Rìgh"),
        ("care", "anns an sgoil"),
        ("care", "an neach-obrach sòisealta aige"),
        ("family", "a mhàthair"),
        ("crime", "às a’ phrìosan"),
        ("immigration", "fògarrach"),
        ("sighting", "luchd-fianais"),
        ("phone", "01632 960123"),
    ],
    "ur": [
        ("health", "اسے ذیابیطس ہے"),
        ("health", "ذہني مريض"),
        ("health", "ہسپتالوں میں"),
        ("health", "وہ دوائیں لیتا ہے"),
        ("health", "وہ حاملہ ہے"),
        ("self_harm", "خود کشی"),
        ("judging", "گھر سے بھاگ گئی"),
        ("judging", "ڈپریشن میں مبتلا"),
        ("birth", "تاریخ پیدائش"),
        ("birth", "۱۲ مئی ۱۹۹۰"),
        ("birth", "12/05/1990"),
        ("address", "مکان نمبر 12"),
        ("care", "اسکول سے واپسی پر"),
        ("care", "سوشل ورکر"),
        ("family", "اس کی والدہ"),
        ("crime", "جیل سے رہا"),
        ("immigration", "پناہ گزین"),
        ("sighting", "ایک گواہ"),
        ("phone", "۰۱۶۳۲ ۹۶۰۱۲۳"),
        ("health", "بِیمار"),
    ],
}
INNOCENT = {
    "pl": [
        "Zielona kurtka, krótkie rude włosy, około 170 cm wzrostu.",
        "Ostatnio widziana na dworcu autobusowym w niedzielę rano.",
        "Nosi lekką czapkę z włóczki i niebieskie dżinsy.",
        "O godzinie 15 poszedł przez park w stronę rzeki.",
        "Na ulicy widziano 2 osoby.",
        "Ma urodziwą, pogodną twarz i bliznę na ręce.",
        "Lubi tańczyć, szkicować i słuchać chóru.",
        "Szuka jej rodzina, która bardzo się martwi.",
        "Ma przy sobie tablet i czerwony plecak.",
        "Mamy nadzieję, że ktoś widział dziewczynę albo tego mężczyznę.",
    ],
    "cy": [
        "Siaced werdd, gwallt coch byr.",
        "Gwelwyd ddiwethaf ger yr orsaf fysiau fore Sul.",
        "Mae'n gwisgo jîns glas ac esgidiau cerdded.",
        "Mae'r teulu'n meddwl amdani ac yn pryderu.",
        "Tua 170 cm o daldra, gyda llygaid brown.",
        "Cerddodd ar hyd y ffordd tua 3 o'r gloch.",
        "Roedd hi'n cario bag mawr coch.",
        "Merch ifanc, neu ŵr tal; mae lloches bysiau gerllaw.",
        "Mae ganddo datŵ o dderyn ar ei law dde.",
    ],
    "gd": [
        "Seacaid uaine, falt goirid ruadh.",
        "Chunnacas i mu dheireadh aig stèisean nam bus madainn Didòmhnaich.",
        "Tha i mu 170 cm a dh’àirde le sùilean donna.",
        "Choisich e sìos an rathad mu 3 uairean.",
        "Nighean òg, no duine àrd le ad bheag.",
        "Bha baga mòr dearg aige.",
        "Tha an teaghlach aice gu math iomagaineach.",
        "Bha aodach àbhaisteach oirre.",
    ],
    "ur": [
        "سبز جیکٹ، چھوٹے سرخ بال",
        "آخری بار اتوار کی صبح بس اسٹیشن پر دیکھا گیا۔",
        "قد تقریباً 170 سینٹی میٹر ہے اور آنکھیں بھوری ہیں۔",
        "وہ سڑک پر 3 بجے چل رہا تھا۔",
        "اس کے پاس ایک بڑا سرخ تھیلا تھا۔",
        "اس کے گھر والے بہت پریشان ہیں۔",
        "یہ سامان کی حمل و نقل کی جگہ ہے۔",
        "نئی امید پیدا کرنا",
        "دوسرے دن وہ بازار گئی۔",
    ],
}


def hits(text, language):
    return [(str(hit.kind), hit.words) for hit in wording.hits_in(f"{language}/description", text, language=language)]


def kinds(text, language):
    return {kind for kind, _ in hits(text, language)}


@pytest.mark.parametrize(
    ("tag", "kind", "text"), [(tag, *each) for tag, all_of_it in FOUND.items() for each in all_of_it]
)
def test_P5_what_may_not_be_public_is_found_in_every_language(tag, kind, text):
    assert kind in kinds(text, tag)
    assert kind in kinds(text.upper(), tag)
    assert kind in kinds(unicodedata.normalize("NFD", text), tag)


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag, texts in INNOCENT.items() for text in texts])
def test_P5_an_everyday_description_has_nothing_to_clear(tag, text):
    assert hits(text, tag) == []
    assert hits(unicodedata.normalize("NFD", text), tag) == []


def test_P7_every_language_has_words_that_judge():
    assert set(FOUND) == set(OTHERS)
    for tag, found in FOUND.items():
        assert "judging" in {kind for kind, _ in found}, tag


def test_words_are_quoted_as_they_were_typed_with_their_marks_and_their_sentence():
    text = "Zielona kurtka. Ma  DEMENCJĘ, i torbę."
    (hit,) = wording.hits_in("pl/description", unicodedata.normalize("NFD", text), language="pl")
    assert unicodedata.normalize("NFC", hit.words) == "DEMENCJĘ"
    assert unicodedata.normalize("NFC", hit.sentence) == "Ma  DEMENCJĘ, i torbę."
    first, second = wording.hits_in("ur/description", "وہ ذہني مريض تھا۔ سبز کوٹ", language="ur")
    assert (first.words, second.words) == ("ذہني", "مريض")
    assert first.sentence == "وہ ذہني مريض تھا۔"


def test_P5_urdu_is_read_with_joiners_vowel_signs_and_either_digits():
    assert kinds("خود\u200cکشی", "ur") == {"self_harm"}
    assert kinds("بِیمار", "ur") == {"health"}
    assert hits("فون ۰۱۶۳۲ ۹۶۰۱۲۳ پر", "ur") == [("phone", "۰۱۶۳۲ ۹۶۰۱۲۳")]


@pytest.fixture
def live(desk, now):
    return published_with_photo(desk, now)


def found_in(appeal_id, language):
    with reading() as session:
        return wording.read_translation(queries.written(queries.translation(session, appeal_id, language)).translation)


def test_P5_a_hit_in_a_translation_is_mended_or_cleared_by_name_before_it_goes_out(desk, live, now):
    key = live.photos[0].key
    said = words("Zielona kurtka.", "Przed szpitalem", **{key: "Ma insulinę"})
    workflow.save_translation(live.appeal_id, "pl", desk.editor, said, now=now)
    assert approve(live.appeal_id, "pl", desk.approver, now) == [Refusal.WORDS]
    place, medicine = found_in(live.appeal_id, "pl")
    assert (place.field, medicine.field) == ("pl/last_seen", f"pl/alt-{key}")
    assert not workflow.clear_hit(live.appeal_id, desk.editor, place, " ", now=now)
    assert workflow.clear_hit(live.appeal_id, desk.editor, place, "A landmark", now=now)
    assert approve(live.appeal_id, "pl", desk.approver, now) == [Refusal.WORDS]
    mended = words("Zielona kurtka.", "Przed szpitalem", **{key: "Twarz"})
    workflow.save_translation(live.appeal_id, "pl", desk.editor, mended, now=now)
    assert approve(live.appeal_id, "pl", desk.approver, now) == []


def test_P5_a_clearance_ends_with_its_sentence_and_holds_in_no_other_language(desk, live, now):
    workflow.save_translation(live.appeal_id, "pl", desk.editor, words("Ma insulinę."), now=now)
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words("Tel. 01632 960123"), now=now)
    (medicine,), (number,) = found_in(live.appeal_id, "pl"), found_in(live.appeal_id, "cy")
    for hit in (medicine, number):
        assert workflow.clear_hit(live.appeal_id, desk.editor, hit, "The police asked for it", now=now)
    workflow.save_translation(live.appeal_id, "pl", desk.editor, words("Zawsze ma insulinę."), now=now)
    assert approve(live.appeal_id, "pl", desk.approver, now) == [Refusal.WORDS]
    workflow.save_translation(live.appeal_id, "pl", desk.editor, words("Tel. 01632 960123"), now=now)
    assert approve(live.appeal_id, "pl", desk.approver, now) == [Refusal.WORDS]
    assert approve(live.appeal_id, "cy", desk.approver, now) == []


def test_P6_nobody_clears_a_point_in_a_translation_and_words_that_judge_only_warn(desk, live, now):
    workflow.save_translation(live.appeal_id, "pl", desk.editor, words("55.9533, -3.1883"), now=now)
    (point,) = found_in(live.appeal_id, "pl")
    assert not workflow.clear_hit(live.appeal_id, desk.editor, point, "They wished it", now=now)
    assert approve(live.appeal_id, "pl", desk.approver, now) == [Refusal.WORDS]
    workflow.save_translation(live.appeal_id, "pl", desk.editor, words("Uciekła."), now=now)
    assert [str(hit.kind) for hit in found_in(live.appeal_id, "pl")] == ["judging"]
    assert approve(live.appeal_id, "pl", desk.approver, now) == []


def test_what_was_let_stand_in_english_stands_in_a_translation_when_it_is_a_number(desk, now):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now, description="Call 01632 960123."), now=now)
    with reading() as session:
        draft = wording.read(queries.draft(session, queries.appeal(session, appeal_id)))
    (number,) = draft.hits
    workflow.save_translation(appeal_id, "cy", desk.editor, words("Ffoniwch 01632 960123."), now=now)
    assert approve(appeal_id, "cy", desk.approver, now) == [Refusal.WORDS]
    assert workflow.clear_hit(appeal_id, desk.editor, number, "Of the force", now=now)
    assert approve(appeal_id, "cy", desk.approver, now) == []


def test_the_page_of_a_translation_lists_its_words_and_clears_them(signed_in, desk, live, now):
    workflow.save_translation(live.appeal_id, "pl", desk.editor, words("Ma insulinę. Uciekła."), now=now)
    editor = signed_in(Role.EDITOR)
    here = f"/staff/appeals/{live.appeal_id}/translations/pl"
    page = editor.get(here).text
    assert "Why “insulinę” may stand" in page
    assert "“Uciekła” may sound like blame" in page
    medicine = next(hit for hit in found_in(live.appeal_id, "pl") if hit.words == "insulinę")
    from appeals.forms import hit_id

    for reason, said in (("", "Not cleared"), ("So that they are not afraid to ask for it", "The words may stand.")):
        answer = editor.post_form(f"{here}/clear", {"hit": hit_id(medicine), "reason": reason}, page=here)
        assert answer.status_code == 303
        assert said in editor.get(here).text
    assert "So that they are not afraid to ask for it" in editor.get(here).text
    assert signed_in(Role.APPROVER).post_form(f"{here}/clear", {"hit": "x"}, page=here).status_code == 403


def test_words_of_a_translation_are_warned_about_while_they_are_typed(signed_in, desk, live, now):
    editor = signed_in(Role.EDITOR)
    here = f"/staff/appeals/{live.appeal_id}/translations/cy"
    alt = f"alt-{live.photos[0].key}"
    typed = {"description": "Mae ganddo ddementia.", alt: "rhodd i’r ysbyty", "csrf": "hospital", "last_seen": "Siop"}
    answer = editor.post_form(f"{here}/warnings", typed, page=here)
    assert {name: [hit["words"] for hit in found] for name, found in answer.json["fields"].items()} == {
        "description": ["ddementia"],
        alt: ["ysbyty"],
    }
    assert found_nothing_kept(live.appeal_id)
    assert (
        editor.post_form(f"/staff/appeals/{live.appeal_id}/translations/de/warnings", typed, page=here).status_code
        == 404
    )


def found_nothing_kept(appeal_id):
    with reading() as session:
        return queries.translation(session, appeal_id, "cy") is None


def test_P4_in_a_translation_too_nobody_clears_a_childs_care_or_school(signed_in, desk, now):
    child = complete(desk, now, age=15)
    appeal_id = workflow.start_draft(desk.editor, child, now=now)
    workflow.save_translation(appeal_id, "cy", desk.editor, words("Gwelwyd hi ger yr ysgol."), now=now)
    with reading() as session:
        kept = queries.written(queries.translation(session, appeal_id, "cy"))
    (hit,) = wording.read_translation(kept.translation)
    assert not workflow.clear_hit(appeal_id, desk.editor, hit, "The police agree", now=now)
    assert approve(appeal_id, "cy", desk.approver, now) == [Refusal.WORDS]
    page = f"/staff/appeals/{appeal_id}/translations/cy"
    typed = {"description": "Gwelwyd hi ger yr ysgol."}
    told = signed_in(Role.EDITOR).post_form(f"{page}/warnings", typed, page=page).json["fields"]
    assert told["description"][0]["advice"] == "It has to come out."


def test_P5_of_an_adult_they_may_be_cleared(signed_in, desk, now):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    page = f"/staff/appeals/{appeal_id}/translations/cy"
    typed = {"description": "Gwelwyd hi ger yr ysgol."}
    told = signed_in(Role.EDITOR).post_form(f"{page}/warnings", typed, page=page).json["fields"]
    assert told["description"][0]["advice"].startswith("Mend it")
