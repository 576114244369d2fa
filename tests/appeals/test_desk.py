"""The desk and the gate through the web, as editor, approver and duty manager."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from PIL import Image
from sqlalchemy import select

from appeals import queries, workflow
from appeals.models import Appeal, AppealPhoto
from appeals.rules import EndReason, Question
from foundation import clock
from foundation.database import reading, transaction
from staff.access import Person
from staff.rules import Role
from staff.wall import tiles_for
from tests.appeals.factories import complete, make_desk, make_place, make_team, previewed, publish_through_the_gate
from tests.staff.factories import code_at


@pytest.fixture
def typed():
    """A whole form as a browser sends it."""
    with transaction() as session:
        team = make_team(session)
        make_place(session, "Testburgh")
        make_place(session, "Testham", region="Fife")
        make_place(session, "Testham", region="Moray")
    day = clock.in_london(clock.now() + timedelta(days=10)).date()
    return {
        "edition": "1", "known_as": "Morven Tulloch", "age": "34", "description": "Tall, green coat.",
        "last_seen": "Near the bus station.", "place": "testburgh", "place_id": "", "area_radius": "10000",
        "force": "Strathmore Police", "reference": "SP/26/0417", "officer": "Sergeant Isla Brodie",
        "team_id": str(team.id), "legal_basis": "police_request", "legal_reason": "They asked.",
        "family_consent": "refused", "risk": "high", "reach": "area", "reach_reason": "police_asked",
        "review_on": day.isoformat(), "risk_checked": "y", "step": "save",
    } | {f"risk_{question}": "no" for question in Question}  # fmt: skip


def rows():
    with reading() as session:
        return session.scalars(select(Appeal)).all()


def test_from_an_empty_form_to_the_public_page_by_two_people(signed_in, typed, client):
    editor, approver = signed_in(Role.EDITOR), signed_in(Role.APPROVER)
    answer = editor.post_form("/staff/appeals/new", typed)
    (row,) = rows()
    desk = f"/staff/appeals/{row.id}"
    assert (answer.status_code, answer.location) == (303, desk)
    page = editor.get(desk)
    assert "Nothing is in the way" in page.text
    assert 'value="Testburgh, Highland"' in page.text
    answer = editor.post_form(desk, typed | {"step": "submit", "place": "Testburgh, Highland"})
    assert answer.location == f"{desk}/review"
    assert "another person must publish it" in editor.get(f"{desk}/review").text
    assert f'href="{desk}/preview"' in approver.get(f"{desk}/review").text
    form = {"seen": previewed(approver, row.id), "code": code_at(clock.now())}
    answer = approver.post_form(f"{desk}/publish", form, page=f"{desk}/preview", follow_redirects=True)
    assert "Published." in answer.text
    assert "Morven Tulloch" in client.get(f"/appeals/{rows()[0].public_id}").text
    answer = approver.post_form(
        f"{desk}/withdraw", {"reason": "stand_down"}, page=f"{desk}/review", follow_redirects=True
    )
    assert "Withdrawn." in answer.text
    assert client.get(f"/appeals/{row.public_id}").status_code == 410
    assert "Open it again" in editor.get(desk, follow_redirects=True).text
    assert row.known_as in editor.get("/staff/appeals?show=ended").text


def test_what_is_wrong_keeps_what_was_typed_and_says_what_to_do(signed_in, typed):
    editor = signed_in(Role.EDITOR)
    wrong = typed | {"age": "thirty", "review_on": "soon", "place": "Nowhereville", "known_as": "Kept Name"}
    answer = editor.post_form("/staff/appeals/new", wrong)
    assert answer.status_code == 422
    for said in ("Kept Name", "thirty", "soon", "Nowhereville", "in figures", "year-month-day", "No such place"):
        assert said in answer.text
    assert rows() == []


def test_a_place_of_two_is_chosen_from_both(signed_in, typed):
    editor = signed_in(Role.EDITOR)
    answer = editor.post_form("/staff/appeals/new", typed | {"place": "Testham"})
    assert answer.status_code == 422
    choices = dict(re.findall(r'name="place_id"[^>]*value="(-?\d+)"[^>]*>\s*<label[^>]*>([^<]+)', answer.text))
    assert sorted(choices.values()) == ["Testham, Fife", "Testham, Moray"]
    moray = next(number for number, name in choices.items() if name.endswith("Moray"))
    assert editor.post_form("/staff/appeals/new", typed | {"place": "Testham", "place_id": moray}).status_code == 303
    assert rows()[0].place_id == int(moray)


def test_two_editors_at_once_both_see_both_and_lose_nothing(signed_in, typed):
    first, second = signed_in(Role.EDITOR), signed_in(Role.EDITOR, name="Una Petrie")
    first.post_form("/staff/appeals/new", typed)
    desk = f"/staff/appeals/{rows()[0].id}"
    second.post_form(desk, typed | {"description": "Written by Una."})
    answer = first.post_form(desk, typed | {"description": "Written by me."})
    assert answer.status_code == 422
    assert "Una Petrie saved while you were writing" in unescape(answer.text)
    assert "Written by Una." in answer.text
    assert "Written by me." in answer.text
    assert rows()[0].description == "Written by Una."
    edition = re.search(r'name="edition"[^>]*value="(\d+)"', answer.text)[1]
    mine = typed | {"description": "Written by me.", "edition": edition, "both": "description"}
    unchosen = first.post_form(desk, mine)
    assert unchosen.status_code == 422
    assert "Choose for each field" in unchosen.text
    assert rows()[0].description == "Written by Una."
    first.post_form(desk, mine | {"keep-description": "mine"})
    assert rows()[0].description == "Written by me."


@pytest.mark.parametrize(
    ("choice", "stands"), [("theirs", "Written by Una."), ("mine", "By me."), ("anew", "By both of us.")]
)
def test_each_field_that_both_changed_is_chosen_and_the_others_are_put_together(signed_in, typed, choice, stands):
    first, second = signed_in(Role.EDITOR), signed_in(Role.EDITOR)
    first.post_form("/staff/appeals/new", typed)
    desk = f"/staff/appeals/{rows()[0].id}"
    second.post_form(desk, typed | {"description": "Written by Una.", "officer": "Constable Una"})
    answer = first.post_form(desk, typed | {"description": "By me.", "legal_reason": "My reason."})
    assert "in the form already: Officer" in unescape(answer.text)
    edition = re.search(r'name="edition"[^>]*value="(\d+)"', answer.text)[1]
    choices = {"both": "description", "keep-description": choice, "anew-description": "By both of us."}
    merged = {"description": "By me.", "officer": "Constable Una", "legal_reason": "My reason.", "edition": edition}
    assert first.post_form(desk, typed | merged | choices).status_code == 303
    assert (rows()[0].description, rows()[0].officer, rows()[0].legal_reason) == (
        stands, "Constable Una", "My reason.",
    )  # fmt: skip


def test_it_saves_itself_what_can_be_saved_and_names_the_rest(signed_in, typed):
    editor = signed_in(Role.EDITOR)
    answer = editor.post_form("/staff/appeals/new", typed | {"step": "auto"})
    (row,) = rows()
    assert answer.json["url"] == f"/staff/appeals/{row.id}"
    assert row.risk_checked_at is None
    wrong = typed | {"step": "auto", "age": "thirty", "description": "Kept."}
    answer = editor.post_form(answer.json["url"], wrong)
    assert (answer.json["outcome"], answer.json["edition"]) == ("saved", 2)
    assert "but for: Age" in answer.json["said"]
    assert (rows()[0].age, rows()[0].description) == (34, "Kept.")


def test_a_form_that_comes_after_its_session_is_kept_sealed_for_its_writer_alone(signed_in, typed):
    editor, other = signed_in(Role.EDITOR), signed_in(Role.EDITOR)
    editor.post_form("/staff/appeals/new", typed)
    desk = f"/staff/appeals/{rows()[0].id}"
    token = editor.token(desk)
    with editor.session_transaction("/staff/") as jar:
        jar["staff"] |= {"seen": (clock.now() - timedelta(days=2)).isoformat()}
    late = typed | {"description": "Typed too late.", "csrf_token": token}
    answer = editor.post(desk, data=late)
    assert answer.location == f"/staff/sign-in?next={desk}"
    assert "kept for you" in editor.get(answer.location).text
    assert rows()[0].description == "Tall, green coat."
    assert "Typed too late." not in other.get(desk).text
    editor.sign_in(editor.person)
    page = editor.get(desk).text
    assert "Typed too late." in page
    assert "before your session ended" in page
    assert editor.post_form(desk, late).status_code == 303
    assert rows()[0].description == "Typed too late."
    assert "before your session ended" not in editor.get(desk).text


def test_a_hit_is_cleared_by_name_and_the_text_beside_it_is_saved(signed_in, typed):
    editor = signed_in(Role.EDITOR, name="Rowan Ferrie")
    editor.post_form("/staff/appeals/new", typed | {"last_seen": "Near the hospital."})
    desk = f"/staff/appeals/{rows()[0].id}"
    page = editor.get(desk).text
    name = re.search(r'value="clear:(\w+)"', page)[1]
    form = typed | {"last_seen": "Near the hospital.", "officer": "Sergeant New", "step": f"clear:{name}"}
    answer = editor.post_form(desk, form, follow_redirects=True)
    assert "write why these words may stand" in answer.text
    with reading() as session:
        edition = str(session.scalars(select(Appeal.edition)).one())
    form |= {f"reason-{name}": "A landmark", "edition": edition}
    answer = editor.post_form(desk, form, follow_redirects=True)
    assert "was cleared by Rowan Ferrie: A landmark" in unescape(answer.text)
    assert rows()[0].officer == "Sergeant New"
    assert rows()[0].last_seen == "Near the hospital."


def test_what_a_colleague_saved_meanwhile_stands_when_a_clearance_is_refused(signed_in, typed):
    """The form comes back with theirs in it: it would be written over by the next save, without a word."""
    editor, other = signed_in(Role.EDITOR), signed_in(Role.EDITOR)
    editor.post_form("/staff/appeals/new", typed | {"last_seen": "Near the hospital."})
    desk = f"/staff/appeals/{rows()[0].id}"
    name = re.search(r'value="clear:(\w+)"', editor.get(desk).text)[1]
    mine = typed | {"last_seen": "Near the hospital.", "edition": str(rows()[0].edition)}
    other.post_form(desk, mine | {"description": "Tall, mended."})
    answer = editor.post_form(desk, mine | {"officer": "Sergeant New", "step": f"clear:{name}"})
    assert answer.status_code == 422
    assert "Tall, mended." in answer.text
    assert 'name="risk_checked" type="checkbox" value="y" checked' not in answer.text
    again = re.search(r'name="edition"[^>]*value="(\d+)"', answer.text)[1]
    assert again == str(rows()[0].edition)
    assert (rows()[0].description, rows()[0].officer) == ("Tall, mended.", "Sergeant New")


def test_a_photo_goes_with_the_form_and_comes_off_again(signed_in, typed):
    editor = signed_in(Role.EDITOR)
    editor.post_form("/staff/appeals/new", typed)
    desk = f"/staff/appeals/{rows()[0].id}"
    content = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(content, "JPEG")
    bad = typed | {"photo_file": (io.BytesIO(b"not a picture"), "a.jpg")}
    answer = editor.post_form(desk, bad)
    assert answer.status_code == 422
    assert "not a picture that we can read" in answer.text
    edition = str(rows()[0].edition)
    good = typed | {
        "edition": edition, "photo_file": (io.BytesIO(content.getvalue()), "a.jpg"), "photo_alt": "A woman",
        "photo_source": "Family", "photo_permission": "Given",
    }  # fmt: skip
    assert editor.post_form(desk, good).status_code == 303
    with reading() as session:
        key = session.scalars(select(AppealPhoto.key)).one()
    picture = editor.get(f"{desk}/photos/{key}.jpg")
    assert (picture.status_code, picture.headers["Cache-Control"]) == (200, "private, no-store")
    words = {f"photo-{key}-alt": "A tall woman", f"photo-{key}-source": "Family", f"photo-{key}-permission": "Given"}
    editor.post_form(desk, typed | words | {"edition": str(rows()[0].edition)})
    assert 'value="A tall woman"' in editor.get(desk).text
    editor.post_form(desk, typed | {"edition": str(rows()[0].edition), "step": f"remove:{key}"})
    assert editor.get(f"{desk}/photos/{key}.jpg").status_code == 404


def test_a_doubt_is_approved_by_a_duty_manager_and_can_be_sent_back(signed_in, typed):
    editor, manager = signed_in(Role.EDITOR), signed_in(Role.DUTY_MANAGER)
    editor.post_form("/staff/appeals/new", typed | {"risk_stalking": "unknown"})
    desk = f"/staff/appeals/{rows()[0].id}"
    assert "ask a duty manager" in editor.get(desk).text
    answer = manager.post_form(f"{desk}/senior", {"note": ""}, page=f"{desk}/review")
    assert answer.status_code == 422
    shown = re.search(r'name="edition" value="(\d+)"', manager.get(f"{desk}/review").text)[1]
    for other in ("", "x", "²", str(int(shown) + 1)):
        manager.post_form(f"{desk}/senior", {"note": "Police agree", "edition": other}, page=f"{desk}/review")
        assert rows()[0].senior_by is None
    manager.post_form(f"{desk}/senior", {"note": "Police agree", "edition": shown}, page=f"{desk}/review")
    assert rows()[0].senior_reason == "Police agree"
    editor.post_form(desk, typed | {"risk_stalking": "unknown", "step": "submit", "risk_checked": ""})
    manager.post_form(f"{desk}/send-back", {"note": "Which coat?"}, page=f"{desk}/review")
    assert "Which coat?" in editor.get(desk).text


def test_each_role_may_do_its_own_and_everybody_of_them_may_withdraw(signed_in, typed):
    now = clock.now()
    appeal_id = publish_through_the_gate(make_desk(), now)
    desk = f"/staff/appeals/{appeal_id}"
    triager, auditor = signed_in(Role.TRIAGER), signed_in(Role.AUDITOR)
    assert triager.get("/staff/appeals/new").status_code == 403
    assert triager.post_form(f"{desk}/publish", page=f"{desk}/review").status_code == 403
    assert auditor.get(desk).status_code == 403
    assert triager.post_form(f"{desk}/withdraw", {"reason": "because"}, page=f"{desk}/review").status_code == 422
    assert triager.post_form(f"{desk}/withdraw", {"reason": "court_order"}, page=f"{desk}/review").status_code == 303
    with reading() as session:
        assert session.get_one(Appeal, appeal_id).state == "withdrawn"


def test_the_wall_shows_the_approver_what_others_wrote():
    now = clock.now()
    desk = make_desk()
    for writer in (desk.editor, desk.other_manager):
        appeal_id = workflow.start_draft(writer, complete(desk, now), now=now - timedelta(hours=5))
        assert workflow.submit_for_review(appeal_id, writer, material=True, now=now - timedelta(hours=5)) == []
    ended = publish_through_the_gate(desk, now)
    workflow.withdraw_appeal(ended, desk.editor, EndReason.STAND_DOWN, now=now)
    me = Person(id=desk.other_manager, name="", email="", roles=frozenset({Role.APPROVER}))
    with reading() as session:
        (tile,) = [each for each in tiles_for(session, me, now) if each.url == "/staff/appeals?waits=1"]
        assert queries.in_review(session)[0] == 2
    assert (tile.count, tile.urgent) == (1, True)


def test_a_comment_stands_beside_its_field_until_somebody_answers_it(signed_in, typed):
    editor, approver = signed_in(Role.EDITOR), signed_in(Role.APPROVER, name="Ailsa Munro")
    editor.post_form("/staff/appeals/new", typed)
    desk = f"/staff/appeals/{rows()[0].id}"
    said = {"field": "description", "comment": "Which green?"}
    approver.post_form(f"{desk}/comments", said, page=f"{desk}/review")
    page = editor.get(desk).text
    comment = re.search(r'value="resolve:([0-9a-f-]{36})"', page)[1]
    assert page.index("Which green?") < page.index('name="description"') < page.index('name="last_seen"')
    step = {"step": f"resolve:{comment}", f"answer-{comment}": "Olive", "risk_checked": ""}
    editor.post_form(desk, typed | step | {"place": "Testburgh, Highland"})
    assert "Which green?" not in editor.get(desk).text
    assert "Olive" in approver.get(f"{desk}/review").text


def test_the_gate_marks_in_words_what_changes_for_the_public(signed_in):
    desk, now = make_desk(), clock.now()
    appeal_id = publish_through_the_gate(desk, now)
    changed = complete(desk, now, last_seen="Near the harbour on Sunday evening.")
    workflow.save_draft(appeal_id, desk.editor, changed, edition=1, now=now + timedelta(minutes=1))
    approver = signed_in(Role.APPROVER)
    plain = re.sub(r"<[^>]+>", "", approver.get(f"/staff/appeals/{appeal_id}/review").text)
    assert "removed: −bus station" in plain
    assert "added: +harbour" in plain
    history = re.sub(r"<[^>]+>", "", approver.get(f"/staff/appeals/{appeal_id}/revisions").text)
    assert history.index("Edition 2") < history.index("version 1") < history.index("Edition 1")
    assert "added: +harbour" in history
