"""Preview is publish: what an approver saw is byte for byte what goes out."""

import json
from dataclasses import fields, replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from sqlalchemy import select

from appeals import preview, queries, workflow
from appeals.models import Appeal, AppealSchedule
from appeals.rules import Translation, fingerprint
from foundation import clock, tokens
from foundation.audit import AuditEntry
from foundation.database import reading
from heroes import preview as of_heroes
from heroes.composers import links
from heroes.rules import Kind
from staff.rules import Role
from tests.appeals.factories import complete, drafted_with_photo, previewed, seen, yes
from tests.heroes.factories import digest, follow
from tests.staff.factories import code_at

NOW = clock.now().replace(hour=9, minute=30, second=0, microsecond=0)
OF_THE_MOMENT = {"public_id", "version", "published_at", "appeal_id", "language"}
"""Not content: the appeal's own name, the number of its version, when it goes out, and the language of who reads."""
OTHER = {
    "known_as": "Catriona", "age": 50, "description": "Small.", "last_seen": "By the pier.", "area": "Nairn, Moray",
    "region": "Moray", "nation": "Wales", "force": "Teviot Police", "reference": "TP/26/1", "photos": (),
    "national": True, "latitude": 51.5, "longitude": -3.2, "radius": 20_000,
    "review_at": NOW + timedelta(days=9), "missing_since": "2021-04",
    "translations": (Translation(language="cy", description="Bach.", last_seen="Ger y pier.", alts=()),),
}  # fmt: skip


@pytest.fixture
def handed_in(desk):
    """With a photo, in review."""
    appeal_id = drafted_with_photo(desk, NOW)
    workflow.say_missing_since(appeal_id, desk.editor, "2024-02", now=NOW)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW) == []
    return appeal_id


def on_desk(appeal_id, now=NOW):
    with reading() as session:
        return queries.as_public(session, session.get_one(Appeal, appeal_id), now)


def composed(appeal, app, *, drawn=True):
    """Every channel; ``drawn`` ones take long."""
    with app.test_request_context("/"), reading() as session:
        return {
            name: preview.composed(each, session, appeal)
            for name, each in preview.channels().items()
            if drawn or not each.media_type.startswith(("image/", "application/pdf"))
        }


def publish(appeal_id, desk):
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, NOW), factor=yes, now=NOW) == []


def test_P11_every_channel_answers_with_the_bytes_that_were_previewed(app, client, desk, handed_in):
    with time_machine.travel(NOW, tick=False):
        previewed = composed(on_desk(handed_in), app)
        publish(handed_in, desk)
        public = on_desk(handed_in)
        public = replace(public, version=1)
        at = {name: each.at(public) for name, each in preview.channels().items() if each.at}
        assert set(at) >= {"page", "embed", "rss", "json", "cap", "poster-a4", "poster-a5", "picture-1200x630"}
        for name, path in at.items():
            answer = client.get(path)
            assert answer.status_code == 200, name
            if preview.channels()[name].part:
                assert previewed[name] in answer.data, name
            else:
                assert previewed[name] == answer.data, name


def test_P11_the_digest_reads_as_it_was_previewed_but_for_the_heros_own_place_and_links(app, desk, handed_in):
    hero = follow("Inverness", 10_000, "weekly")
    with time_machine.travel(NOW, tick=False):
        previewed = composed(on_desk(handed_in), app)
        publish(handed_in, desk)
    with app.app_context():
        [mail] = digest(kind=Kind.WEEKLY, now=NOW + timedelta(minutes=1)).taken
        reader = of_heroes.reader()
    message = message_from_bytes(mail.content, policy=policy.default)
    for name, kind in (("digest-text", "plain"), ("digest", "html")):
        sent = message.get_body((kind,)).get_content().replace("\r\n", "\n").rstrip("\n")
        sent = sent.replace("Inverness, Highland", reader.place)
        for path in (links.choices_path, links.leave_path):
            sent = sent.replace(
                tokens.absolute(path(hero.id, 0)), tokens.absolute(path(reader.hero_id, reader.link_version))
            )
        assert sent == previewed[name].decode().rstrip("\n"), name


def test_P11_whatever_changes_a_previewed_byte_changes_the_fingerprint(app, handed_in):
    appeal = on_desk(handed_in)
    before, approved = composed(appeal, app, drawn=False), fingerprint(appeal, material=True)
    assert set(OTHER) == {each.name for each in fields(appeal)} - OF_THE_MOMENT
    for name, value in OTHER.items():
        other = replace(appeal, **{name: value})
        if composed(other, app, drawn=False) != before:
            assert fingerprint(other, material=True) != approved, name
    words_that_show = {"known_as", "age", "last_seen", "area", "photos", "missing_since"}
    for name in words_that_show:
        assert composed(replace(appeal, **{name: OTHER[name]}), app, drawn=False) != before, name


def test_what_the_frames_show_are_those_bytes_with_the_pictures_of_the_desk(app, signed_in, handed_in):
    approver = signed_in(Role.APPROVER)
    with time_machine.travel(clock.now(), tick=False):
        appeal = on_desk(handed_in, clock.now())
        previewed = composed(appeal, app)
        here = f"/staff/appeals/{handed_in}/preview"
        for name, channel in preview.channels().items():
            answer = approver.get(f"{here}/{name}")
            photos = f"/appeals/{appeal.public_id}/photos/"
            back = answer.data.replace(f"{here}/photos/".encode(), photos.encode())
            sent = previewed[name]
            if channel.media_type == "text/html":
                sent = sent.replace(tokens.absolute(photos).encode(), photos.encode())
            assert back == sent, name
            assert answer.mimetype == channel.media_type
            assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
            assert "script" not in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "private, no-store"
    picture = f"{here}/photos/{appeal.photos[0].key}-320.jpg"
    assert approver.get(picture).mimetype == "image/jpeg"
    assert approver.get(f"{here}/photos/{'x' * 20}-320.jpg").status_code == 404


def test_nobody_outside_sees_a_preview_and_an_unfinished_draft_has_none(client, desk, signed_in, handed_in):
    here = f"/staff/appeals/{handed_in}/preview"
    assert "/staff/sign-in" in client.get(here).location
    assert signed_in(Role.AUDITOR).get(f"{here}/page").status_code == 403
    empty = workflow.start_draft(desk.editor, workflow.Writing(fields=complete(desk).fields.__class__()), now=NOW)
    answer = signed_in(Role.EDITOR).get(f"/staff/appeals/{empty}/preview")
    assert "there is nothing to show yet" in answer.text
    assert signed_in(Role.EDITOR).get(f"{here}/unknown").status_code == 404


def test_the_dark_digest_is_dark_whatever_the_screen_of_the_one_who_looks(signed_in, handed_in):
    editor = signed_in(Role.EDITOR)
    here = f"/staff/appeals/{handed_in}/preview/digest"
    assert "prefers-color-scheme:dark" in editor.get(here).text
    for scheme in ("light", "dark"):
        assert "prefers-color-scheme:dark" not in editor.get(f"{here}?scheme={scheme}").text
    assert editor.get(f"{here}?scheme=light").data != editor.get(f"{here}?scheme=dark").data


def test_H8_the_urgent_alert_says_what_to_do_and_its_title_names_nobody(app, handed_in):
    from heroes.composers.alert import alert_mail

    with app.test_request_context("/"):
        written = alert_mail(of_heroes.reader(), on_desk(handed_in))
    assert "Morven" not in written.title
    for body in (written.text, written.html):
        for said in ("Morven Tulloch", "Call 999", "Do not approach", "SP/26/0417", "Near the bus station"):
            assert said in body


def refusals(appeal_id):
    with reading() as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.subject_id == str(appeal_id)).order_by(AuditEntry.seq)
        )
        return [json.loads(each.detail)["obstacles"] for each in rows if each.action == "appeal.publish_refused"]


def test_P11_who_has_not_opened_this_preview_is_led_to_it_and_publishes_nothing(desk, signed_in):
    now = clock.now()
    handed_in, other = (workflow.start_draft(desk.editor, complete(desk, now), now=now) for _ in range(2))
    for each in (handed_in, other):
        assert workflow.submit_for_review(each, desk.editor, material=True, now=now) == []
    approver, colleague = signed_in(Role.APPROVER), signed_in(Role.APPROVER)
    here = f"/staff/appeals/{handed_in}"
    assert 'name="code"' not in approver.get(f"{here}/review").text
    shown = previewed(approver, handed_in)
    lent, of_another = previewed(colleague, handed_in), previewed(approver, other)
    for token in ("", seen(handed_in, now), lent, of_another, shown[:-1]):
        form = {"seen": token, "code": code_at(clock.now())}
        answer = approver.post_form(f"{here}/publish", form, page=f"{here}/preview")
        assert answer.location == f"{here}/preview"
        assert "Read it first as it will go out" in approver.get(answer.location).text
    assert refusals(handed_in) == [["not_previewed"]] * 5
    with reading() as session:
        assert session.get_one(Appeal, handed_in).state == "review"


def test_P11_what_was_handed_in_anew_is_previewed_anew_though_no_public_word_differs(desk, signed_in):
    now = clock.now()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now)
    approver, here = signed_in(Role.APPROVER), f"/staff/appeals/{appeal_id}"
    before = previewed(approver, appeal_id)
    behind = complete(desk, now, officer="Inspector Tam Rennie")
    assert workflow.save_draft(appeal_id, desk.editor, behind, edition=1, now=now) == "saved"
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now + timedelta(seconds=1)) == []
    form = {"seen": before, "code": code_at(clock.now())}
    told = approver.post_form(f"{here}/publish", form, page=f"{here}/preview", follow_redirects=True)
    assert "has changed since you opened this page" in told.text
    assert refusals(appeal_id) == [["not_what_was_seen"]]
    form["seen"] = previewed(approver, appeal_id)
    told = approver.post_form(f"{here}/publish", form, page=f"{here}/preview", follow_redirects=True)
    assert "Published." in told.text


@pytest.fixture
def typed():
    ahead = clock.in_london(clock.now() + timedelta(hours=20))
    return {"publish_on": ahead.date().isoformat(), "publish_time": ahead.strftime("%H:%M")}


def test_an_approver_approves_for_a_moment_ahead_and_one_person_takes_it_back(desk, signed_in, typed):
    now = clock.now()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now)
    editor, approver = signed_in(Role.EDITOR), signed_in(Role.APPROVER)
    here = f"/staff/appeals/{appeal_id}"
    assert f'href="{here}/preview"' in approver.get(f"{here}/review").text
    form = typed | {"seen": previewed(approver, appeal_id), "code": code_at(clock.now())}
    wrong = approver.post_form(f"{here}/schedule", form | {"publish_time": "soon"}, page=f"{here}/preview")
    assert wrong.status_code == 422
    assert "24 hours, for example" in wrong.text
    told = approver.post_form(f"{here}/schedule", form, page=f"{here}/preview", follow_redirects=True)
    assert "It goes out by itself on" in told.text
    with reading() as session:
        assert queries.scheduled(session, appeal_id).approved_by == approver.person.id
    told = editor.post_form(f"{here}/schedule/cancel", page=f"{here}/preview", follow_redirects=True)
    assert "does not go out by itself any more" in told.text
    with reading() as session:
        assert session.scalars(select(AppealSchedule.state)).all() == ["void"]


def test_an_editor_gives_the_month_and_an_approver_makes_it_long_term(desk, signed_in):
    now = clock.now()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    editor, approver = signed_in(Role.EDITOR), signed_in(Role.APPROVER)
    here = f"/staff/appeals/{appeal_id}"
    page = f"{here}/preview"
    told = editor.post_form(f"{here}/missing-since", {"month": "3", "year": ""}, page=page, follow_redirects=True)
    assert "Give a month that has begun" in told.text
    editor.post_form(f"{here}/missing-since", {"month": "3", "year": "2019"}, page=page)
    assert "Missing since March 2019" in editor.get(page).text
    assert editor.post_form(f"{here}/long-term", {"reason": "Years"}, page=page).status_code == 403
    told = approver.post_form(f"{here}/long-term", {"reason": "Years"}, page=page, follow_redirects=True)
    assert "long-term appeal now" in told.text
    approver.post_form(f"{here}/long-term", {"end": "yes"}, page=page)
    with reading() as session:
        assert session.get_one(Appeal, appeal_id).long_term is False
