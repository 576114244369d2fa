"""Reports in the languages of the public pages: words of danger, and the page that a report was written on."""

import unicodedata

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from foundation.database import reading, transaction
from foundation.languages import LANGUAGES, OWN
from outbox.models import OutboxMessage
from sightings import package, words
from sightings.models import Forwarding
from sightings.rules import claims, danger
from sightings.rules.words import Flag, flags_of
from staff.rules import Role
from tests.sightings import cases
from tests.sightings.cases import link, make_case
from tests.sightings.factories import key_in, live_appeal, path_of, sightings

DANGER = {
    "pl": [
        "Jest ranna, krwawi",
        "miał nóż w ręku",
        "Mezczyzna z nozem",
        "nie oddycha",
        "Chce się zabić",
        "Ona stoi na torach",
        "dziewczynka szła z obcym mężczyzną",
        "Facet prowadził małą dziewczynkę za rękę",
        "Znalazłem zwłoki w lesie",
        "Dzieje się to teraz",
        "Nadal tu siedzi",
        "Widzę ją na przystanku",
        "wołała o pomoc",
        "Został pobity",
        "samobójstwo",
    ],
    "cy": [
        "Mae hi wedi'i hanafu",
        "Roedd gwaed ar ei law",
        "Roedd ganddo gyllell",
        "â chyllell",
        "Dyw e ddim yn anadlu",
        "Mae eisiau marw arni",
        "plentyn gyda dyn dieithr",
        "Roedd dyn yn tynnu bachgen",
        "Mae'n digwydd nawr",
        "Mae hi yma rŵan",
        "Mae hi yn yr afon",
        "Mae e'n dal yno",
        "yn gweiddi am help",
        "Des i o hyd i gorff",
    ],
    "gd": [
        "Tha i leònte",
        "bha fuil air aodann",
        "bha sgian aige",
        "le gunna",
        "Tha i ag iarraidh bàs fhaighinn",
        "balach còmhla ri fear nach aithne dhomh",
        "Tha e a' tachairt an-dràsta",
        "Tha i an seo fhathast",
        "Chì mi i",
        "bha i san abhainn",
        "chan eil e a' gluasad",
        "corp air an tràigh",
        "ag èigheach airson cobhair",
        "an drasta",
    ],
    "ur": [
        "وہ زخمی ہے",
        "اس کے ہاتھ میں چاقو تھا",
        "خودکشی کرنا چاہتی ہے",
        "خود کشی",
        "سانس نہیں لے رہا",
        "ایک آدمی بچی کو کھینچ رہا تھا",
        "بچہ ایک اجنبی آدمی کے ساتھ تھا",
        "یہ ابھی ہو رہا ہے",
        "وہ یہاں بیٹھی ہے",
        "اس وقت پل پر کھڑا ہے",
        "لاش ملی",
        "وہ بے ہوش تھی",
        "دریا میں گر گئی",
        "زخمي ہے",
        "woh zakhmi hai",
    ],
}
INNOCENT = {
    "pl": [
        "Widziałem ją na przystanku we wtorek rano",
        "W zielonej kurtce i blade dżinsy",
        "Szedł w stronę hurtowni",
        "Nie miał noża",
        "Bez śladów krwi",
        "Nie jest ranny",
        "To się nie dzieje teraz",
        "w godzinach rannych",
        "Rodzina bardzo się martwi",
        "Kobieta w czerwonej czapce z włóczki kupowała bilet",
        "do teraz nie wróciła",
        "Teraz wiem, że to ona była w sklepie",
        "Stał przy kasie i rozmawiał przez telefon",
        "Miała niebieskie nosze",
    ],
    "cy": [
        "Gwelais hi wrth y safle bws ddydd Mawrth",
        "Roedd hi'n gwisgo côt werdd",
        "Cerddodd ar hyd y brif ffordd",
        "Doedd ganddo ddim cyllell",
        "Doedd dim gwaed",
        "nid yw'n digwydd nawr",
        "bron iawn wrth y siop",
        "Mi wn i mai hi oedd hi",
        "nawr ac yn y man",
        "Dwi'n meddwl ei bod hi'n cerdded tua'r harbwr",
        "Roedd dyn yn prynu papur newydd",
        "Doedd hi ddim wedi brifo",
    ],
    "gd": [
        "Chunnaic mi i aig stad a' bhus Dimàirt",
        "Bha còta uaine oirre",
        "bha mi a' smaoineachadh gun robh i sgìth",
        "Bha gùn dearg oirre",
        "Cha robh sgian aige",
        "cha robh i leònte",
        "a-nis is a-rithist",
        "Choisich e suas an t-sràid",
        "bha e a' bruidhinn air a' fòn",
        "Chan eil e a' tachairt an-dràsta",
        "Bha falt goirid ruadh air",
    ],
    "ur": [
        "میں نے اسے منگل کو بس اسٹاپ پر دیکھا",
        "اس نے سبز جیکٹ پہنی تھی",
        "وہ زخمی نہیں تھا",
        "اس کے پاس چاقو نہیں تھا",
        "کوئی خون نہیں تھا",
        "یہ ابھی نہیں ہو رہا",
        "اس وقت وہ دکان میں تھی",
        "ابھی تک واپس نہیں آئی",
        "وہ بندرگاہ کی طرف چلا گیا",
        "ایک عورت روٹی خرید رہی تھی",
        "خوش لگ رہی تھی",
        "وہ زخمی یا پریشان نہیں تھا",
    ],
}
SEEKS = {
    "pl": [
        "Jestem jej ojcem",
        "To jest moja córka",
        "Gdzie ona jest?",
        "Proszę powiedzieć, gdzie jest mój syn",
        "Podajcie mi jej adres",
        "Czy ją znaleziono?",
        "jestem czlonkiem rodziny",
    ],
    "cy": [
        "Fi yw ei thad",
        "Fy merch yw hi",
        "Ble mae hi nawr?",
        "lle mae o",
        "Dwedwch wrthyf i ble mae hi",
        "Ydych chi wedi dod o hyd iddo?",
        "aelod o'r teulu",
    ],
    "gd": [
        "Is mise a h-athair",
        "'S mise a màthair",
        "'S i mo nighean",
        "Càit a bheil i?",
        "caite a bheil e",
        "Innis dhomh càit",
        "an seòladh aice",
    ],
    "ur": [
        "میں اس کا باپ ہوں",
        "یہ میری بیٹی ہے",
        "وہ کہاں ہے؟",
        "مجھے بتائیں وہ کہاں ہے",
        "اس کا پتہ دیں",
        "کیا وہ مل گئی؟",
    ],
}
IS_THEM = {
    "pl": [
        "To ja, proszę usunąć moje zdjęcie",
        "Nie jestem zaginiona",
        "Jestem tą osobą ze zdjęcia",
        "Przestańcie mnie szukać",
        "uciekłam z domu",
        "Nie chcę, żeby ktoś mnie znalazł",
        "Nie mówcie mu, gdzie jestem",
        "Nazywam się Morwenna",
    ],
    "cy": [
        "Fi yw'r person yn y llun",
        "Dwi ddim ar goll",
        "llun ohono i yw hwn",
        "Peidiwch â chwilio amdana i",
        "Tynnwch fy llun i lawr",
        "peidiwch â dweud wrtho ble ydw i",
        "Morwenna ydw i",
    ],
    "gd": [
        "Is mise an duine san dealbh",
        "Chan eil mi air chall",
        "dealbh dhìom",
        "thoir sìos e",
        "ruith mi air falbh",
        "Is mise Morwenna",
    ],
    "ur": [
        "یہ میں ہوں",
        "میں لاپتہ نہیں ہوں",
        "میری تصویر ہٹا دیں",
        "مجھے مت ڈھونڈیں",
        "میں گھر سے بھاگ گئی",
        "اسے مت بتائیں میں کہاں ہوں",
        "میرا نام Morwenna ہے",
    ],
}


def pairs(said):
    return [pytest.param(tag, sentence, id=f"{tag}-{sentence}") for tag, each in said.items() for sentence in each]


def urgent(text, page):
    return Flag.URGENT in flags_of(text, known_as="", page=page)


@pytest.mark.parametrize(("tag", "sentence"), pairs(DANGER))
def test_S8_words_of_danger_are_found_in_every_language_on_whatever_page(tag, sentence):
    for page in LANGUAGES:
        assert urgent(sentence, page)
    assert urgent(f"I saw her. {sentence.upper()}!", OWN)
    assert urgent(unicodedata.normalize("NFD", sentence), tag)


@pytest.mark.parametrize(("tag", "sentence"), pairs(INNOCENT))
def test_S8_an_everyday_sentence_is_no_alarm_in_its_language(tag, sentence):
    assert not urgent(sentence, tag)
    assert not urgent(unicodedata.normalize("NFD", sentence), tag)


def test_S8_every_language_of_the_pages_has_its_words_of_danger():
    assert set(danger.TONGUES) == set(DANGER) | {OWN} == set(LANGUAGES)


def test_S8_urdu_is_read_with_whichever_letters_the_keyboard_has():
    joined = "خود\u200cکشی"
    arabic = "چاقو زخمي هے لڑكي"
    assert urgent(joined, "ur")
    assert urgent(arabic, "ur")
    assert urgent("زَخمی", "ur")


def test_S8_what_means_danger_elsewhere_only_is_everyday_on_the_page_where_it_is():
    assert urgent("gun", "en")
    assert not urgent("gun robh i sgìth", "gd")
    assert urgent("He had a gun", "pl")
    assert not urgent("Ma blade policzki", "pl")


def send_from(client, tag, what):
    appeal = live_appeal()
    before = "" if tag == OWN else f"/{tag}"
    page = client.get(f"{before}{path_of(appeal)}?step=form")
    answer = client.post(f"{before}{path_of(appeal)}", data={"form_key": key_in(page.text), "what": what})
    assert answer.status_code == 201
    return sightings()[-1]


def test_a_report_keeps_the_language_of_its_page_and_urgent_words_in_it_go_at_once(client):
    calm = send_from(client, "pl", "Stała na przystanku.")
    pressing = send_from(client, "ur", "وہ زخمی ہے")
    english = send_from(client, OWN, "She stood at the stop.")
    assert [row.language for row in (calm, pressing, english)] == ["pl", "ur", OWN]
    assert [row.lane for row in (calm, pressing, english)] == ["normal", "urgent", "normal"]
    with reading() as session:
        sent = session.scalars(select(Forwarding)).one()
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "forwarding")).one()
    assert sent.sighting_id == pressing.id
    assert package.unpack(sent.package)["language"] == "ur"
    for said in (mail.text, mail.html):
        assert "Written on the Urdu page." in said
        assert "Polish" not in said


def test_the_desk_and_the_team_are_told_of_the_page_and_of_english_nothing(app, client, signed_in):
    triager = signed_in(Role.TRIAGER)
    with app.app_context():
        case = make_case()
        polish, english = cases.forwarded(case, language="pl"), cases.forwarded(case)
        waits = cases.report(case, language="cy")
        pages = [client.get(link(item)).text for item in (polish, english)]
    assert ["Written on the Polish page" in page for page in pages] == [True, False]
    assert "Written on the Welsh page" in triager.get("/staff/sightings").text
    opened = triager.post_form(f"/staff/sightings/{waits.id}/open", page="/staff/sightings")
    assert opened.status_code in {302, 303}
    assert "Written on the Welsh page" in triager.get(f"/staff/sightings/{waits.id}").text
    with reading() as session:
        mails = session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == "forwarding").order_by(OutboxMessage.created_at)
        ).all()
    assert sorted("Written on the" in mail.text for mail in mails) == [False, True]


def test_every_page_that_is_not_in_english_has_its_words_for_staff():
    assert set(words.PAGES) == set(LANGUAGES) - {OWN}


def test_a_package_of_before_the_languages_reads_as_english(app):
    with app.app_context():
        sent = cases.forwarded(make_case())
    old = sent.package.replace(b'"language":"en",', b"")
    assert old != sent.package
    assert package.unpack(old)["language"] == OWN


def test_no_report_is_kept_with_a_language_that_has_no_page(app):
    with app.app_context(), pytest.raises(IntegrityError), transaction() as session:
        cases.make_report(session, make_case(), language="de")


def said(text, page):
    """Written as it stands, without accents, and on a page of another language: each must be read."""
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if unicodedata.category(each) != "Mn")
    return [flags_of(each, known_as="Ms Morwenna Tell", page=on) for each in (text, bare) for on in (page, OWN)]


@pytest.mark.parametrize(("page", "text"), [(page, text) for page, texts in SEEKS.items() for text in texts])
def test_S9_who_claims_kinship_or_asks_where_they_are_is_flagged_in_every_language(page, text):
    assert all(Flag.SEEKER in flags for flags in said(text, page))


@pytest.mark.parametrize(("page", "text"), [(page, text) for page, texts in IS_THEM.items() for text in texts])
def test_S7_who_seems_to_be_the_person_is_flagged_in_every_language(page, text):
    assert all(Flag.SELF in flags for flags in said(text, page))


@pytest.mark.parametrize(("page", "text"), [(page, text) for page, texts in INNOCENT.items() for text in texts])
def test_S7_S9_a_plain_report_claims_nothing(page, text):
    assert all(not flags & {Flag.SEEKER, Flag.SELF} for flags in said(text, page))


def test_S7_every_language_of_the_pages_has_its_claims():
    assert {*claims.OTHERS, OWN} == set(LANGUAGES) == {*SEEKS, OWN} == {*IS_THEM, OWN}
