"""Several photos of an appeal: cut anew under a new name, in order, taken back alone; files in step with rows."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from appeals import queries, workflow
from appeals.models import Appeal, AppealPhoto
from appeals.rules import Code, Edits, EndReason, Marks, PhotoWords
from foundation.database import reading, transaction
from foundation.images import Format, store
from foundation.settings import settings
from staff.rules import Role
from tests.appeals.factories import NOW, complete, publish_through_the_gate, seen, yes

WORDS = PhotoWords(alt="A woman in a teal coat", source="Her family", permission="Her sister, by phone")
LEFT_HALF = Edits(width=50, focus_x=20)


def picture(colour="teal", size=(900, 700)) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def draft(desk):
    return workflow.start_draft(desk.editor, complete(desk), now=NOW)


def add(appeal_id, desk, colour="teal"):
    return workflow.add_photo(appeal_id, desk.editor, picture(colour), WORDS, now=NOW)


def publish(appeal_id, desk):
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW) == []
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id), factor=yes, now=NOW) == []


def live(appeal_id):
    with reading() as session:
        return queries.published(session, session.get_one(Appeal, appeal_id).public_id, NOW)


def on_desk(appeal_id):
    with reading() as session:
        return queries.draft(session, session.get_one(Appeal, appeal_id)).photos


def on_disk(key):
    return store.read_public(key, 320, Format.JPEG) is not None


def test_an_edited_photo_has_a_new_name_and_ends_the_approval(desk, draft):
    name = add(draft, desk)
    workflow.submit_for_review(draft, desk.editor, material=True, now=NOW)
    approved = seen(draft)
    key = workflow.cut_photo(draft, desk.editor, name, LEFT_HALF, now=NOW)
    assert key not in {name, None}
    assert seen(draft) != approved
    found = workflow.publish_appeal(draft, desk.approver, seen=approved, factor=yes, now=NOW)
    assert {each.code for each in found} == {Code.NOT_SUBMITTED, Code.NOT_WHAT_WAS_SEEN}
    (photo,) = on_desk(draft)
    assert (photo.name, photo.key, photo.width, photo.height, photo.alt) == (name, key, 450, 700, WORDS.alt)


def test_the_public_sees_the_old_pictures_until_the_new_text_is_published(desk, draft):
    name = add(draft, desk)
    publish(draft, desk)
    key = workflow.cut_photo(draft, desk.editor, name, Edits(turn=90), now=NOW)
    workflow.take_off_pictures()
    assert [photo.key for photo in live(draft).photos] == [name]
    assert on_disk(name)
    assert on_disk(key)
    publish(draft, desk)
    assert [photo.key for photo in live(draft).photos] == [key]
    workflow.take_off_pictures()
    assert not on_disk(name)
    assert on_disk(key)
    assert store.has_sealed(name), "the upload stays sealed"


def test_a_cut_that_was_never_public_leaves_the_disk_when_the_next_one_is_made(desk, draft):
    name = add(draft, desk)
    first = workflow.cut_photo(draft, desk.editor, name, Edits(turn=90), now=NOW)
    second = workflow.cut_photo(draft, desk.editor, name, Edits(turn=180), now=NOW)
    workflow.take_off_pictures()
    assert [on_disk(key) for key in (name, first, second)] == [False, False, True]
    assert not store.has_sealed(first, "whole")
    assert store.has_sealed(second, "whole")


def test_R2_a_photo_that_is_taken_back_goes_with_every_cut_of_it_at_once(desk, draft):
    name, other = add(draft, desk), add(draft, desk, "red")
    publish(draft, desk)
    key = workflow.cut_photo(draft, desk.editor, name, LEFT_HALF, now=NOW)
    assert workflow.remove_photo(draft, desk.approver, name, now=NOW)
    assert [photo.key for photo in live(draft).photos] == [other]
    assert [photo.key for photo in on_desk(draft)] == [other]
    workflow.take_off_pictures()
    assert [on_disk(each) for each in (name, key, other)] == [False, False, True]


def test_only_the_focus_moves_without_new_pixels(desk, draft):
    name = add(draft, desk)
    before = seen(draft)
    assert workflow.cut_photo(draft, desk.editor, name, Edits(focus_x=10, focus_y=90), now=NOW) == name
    publish(draft, desk)
    assert live(draft).photos[0].focus == (0.1, 0.9)
    assert seen(draft) != before


def test_a_focus_is_told_of_the_picture_as_it_is_cut(desk, draft):
    name = add(draft, desk)
    workflow.cut_photo(draft, desk.editor, name, Edits(left=20, width=40, focus_x=30, focus_y=100), now=NOW)
    publish(draft, desk)
    assert live(draft).photos[0].focus == (0.25, 1.0)


@pytest.mark.parametrize(
    "edits", [Edits(left=50, width=60), Edits(width=5), Edits(top=-1), Edits(width=20, focus_x=60)]
)
def test_a_cut_outside_the_picture_is_refused(desk, draft, edits):
    name = add(draft, desk)
    with pytest.raises(ValueError, match="outside"):
        workflow.cut_photo(draft, desk.editor, name, edits, now=NOW)


def test_marks_are_public_and_a_change_of_them_ends_the_approval(desk, draft):
    name, plain = add(draft, desk), add(draft, desk, "red")
    before = seen(draft)
    workflow.mark_photo(draft, desk.editor, name, Marks(blurred=True, progressed=True), now=NOW)
    assert seen(draft) != before
    publish(draft, desk)
    first, second = live(draft).photos
    assert (first.blurred, first.progressed, second.blurred, second.progressed) == (True, True, False, False)
    assert live(draft).face.key == plain


def test_photos_change_places_and_stay_so(desk, draft):
    one, two, three = add(draft, desk), add(draft, desk, "red"), add(draft, desk, "blue")
    assert workflow.move_photo(draft, desk.editor, three, earlier=True, now=NOW)
    assert workflow.move_photo(draft, desk.editor, one, earlier=False, now=NOW)
    assert not workflow.move_photo(draft, desk.editor, three, earlier=True, now=NOW)
    assert [photo.key for photo in on_desk(draft)] == [three, one, two]


def test_words_typed_before_somebody_cut_the_photo_are_not_lost_in_silence(desk, draft):
    name = add(draft, desk)
    with reading() as session:
        edition = session.get_one(Appeal, draft).edition
    workflow.cut_photo(draft, desk.other_editor, name, LEFT_HALF, now=NOW)
    writing = complete(desk)
    typed = workflow.Writing(fields=writing.fields, photos={name: PhotoWords(alt="New", source="S", permission="P")})
    assert workflow.save_draft(draft, desk.editor, typed, edition=edition, now=NOW) == workflow.Outcome.MERGED
    assert [photo.alt for photo in on_desk(draft)] == ["New"]


def test_another_appeals_photo_is_not_touched(desk, draft):
    name, other = add(draft, desk), workflow.start_draft(desk.editor, complete(desk), now=NOW)
    assert workflow.cut_photo(other, desk.editor, name, LEFT_HALF, now=NOW) is None
    assert not workflow.mark_photo(other, desk.editor, name, Marks(blurred=True), now=NOW)
    assert not workflow.move_photo(other, desk.editor, name, earlier=True, now=NOW)
    assert not workflow.remove_photo(other, desk.editor, name, now=NOW)
    assert not workflow.remove_photo(draft, desk.editor, "nul\0", now=NOW)
    assert [photo.name for photo in on_desk(draft)] == [name]


def test_a_file_that_cannot_be_deleted_holds_up_no_other(desk, draft):
    stuck, free = add(draft, desk), add(draft, desk, "red")
    path = next((settings().photo_dir / "public").glob(f"*/{stuck}-320.jpg"))
    path.unlink()
    path.mkdir()  # unlink fails on a folder
    workflow.withdraw_appeal(draft, desk.editor, EndReason.STAND_DOWN, now=NOW)
    workflow.take_off_pictures()
    assert not on_disk(free)
    with reading() as session:
        states = dict(session.execute(select(AppealPhoto.key, AppealPhoto.state)).all())
        assert queries.oldest_to_take_off(session) == NOW
    assert states == {stuck: "ready", free: "gone"}
    path.rmdir()
    workflow.take_off_pictures()
    with reading() as session:
        assert queries.oldest_to_take_off(session) is None


def test_a_disk_that_takes_no_pictures_leaves_a_row_that_waits_and_the_sweep_makes_them(desk, draft):
    folder = settings().photo_dir / "public"
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    name = add(draft, desk)
    (photo,) = on_desk(draft)
    assert photo.state == "waiting"
    assert {each.code for each in workflow.submit_for_review(draft, desk.editor, material=True, now=NOW)} == {
        Code.PHOTO_WAITING
    }
    folder.unlink()
    with reading() as session:
        owed = queries.photos_to_make(session)
        assert queries.oldest_to_make(session) == NOW
    for photo_id in owed:
        workflow.make_pictures(photo_id)
    assert on_disk(name)
    with reading() as session:
        assert queries.oldest_to_make(session) is None


def test_R2_pictures_that_were_still_to_be_made_are_not_made_of_an_appeal_that_has_ended(desk, draft):
    name = add(draft, desk)
    with transaction() as session:
        session.scalars(select(AppealPhoto)).one().state = "waiting"
    store.withdraw(name)
    workflow.withdraw_appeal(draft, desk.editor, EndReason.STAND_DOWN, now=NOW)
    with reading() as session:
        assert (queries.photos_to_make(session), queries.oldest_to_make(session)) == ([], None)
    assert workflow.reopen_appeal(draft, desk.editor, now=NOW)
    with reading() as session:
        assert len(queries.photos_to_make(session)) == 1


def test_a_disk_that_does_not_take_the_upload_keeps_nothing(desk, draft):
    folder = settings().photo_dir / "sealed"
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    with pytest.raises(OSError, match="sealed"):
        add(draft, desk)
    assert on_desk(draft) == ()


def test_an_upload_to_an_appeal_that_has_ended_leaves_no_file(desk):
    ended = publish_through_the_gate(desk)
    workflow.withdraw_appeal(ended, desk.editor, EndReason.STAND_DOWN, now=NOW)
    assert add(ended, desk) is None
    files = {path.name for path in settings().photo_dir.rglob("*") if path.is_file()}
    assert files <= {"purged.jsonl"}, "the ledger of the withdrawal may stand there, nothing else"


def _age(path: Path) -> None:
    old = (NOW - timedelta(hours=2)).timestamp()
    os.utime(path, (old, old))


def test_files_without_rows_go_and_rows_without_files_have_them_made_again(desk, draft):
    whole, bereft, gone = add(draft, desk), add(draft, desk, "red"), add(draft, desk, "blue")
    publish(draft, desk)
    orphan, young = "0" * 20, "1" * 20
    for key in (orphan, young):
        store.put_public(key, 320, Format.JPEG, b"orphan")
        store.put_sealed(key, b"orphan", "whole")
    with transaction() as session:
        session.scalars(select(AppealPhoto).where(AppealPhoto.key == gone)).one().state = "gone"
    public = settings().photo_dir / "public"
    next(public.glob(f"*/{bereft}-640.webp")).unlink()
    for path in settings().photo_dir.rglob("*.*"):
        if young not in path.name:
            _age(path)
    workflow.reconcile_pictures(NOW + timedelta(hours=2))
    with reading() as session:
        states = dict(session.execute(select(AppealPhoto.key, AppealPhoto.state)).all())
        owed = queries.photos_to_make(session)
    assert states == {whole: "ready", bereft: "waiting", gone: "gone"}
    for photo_id in owed:
        workflow.make_pictures(photo_id)
    left = {path.name[:20] for path in public.rglob("*.*")}
    assert left == {whole, bereft, young}, "one that was written just now may have its row coming"


def test_pictures_that_the_public_still_sees_are_made_again_after_they_were_replaced(desk, draft):
    name = add(draft, desk)
    publish(draft, desk)
    workflow.cut_photo(draft, desk.editor, name, LEFT_HALF, now=NOW)
    next((settings().photo_dir / "public").glob(f"*/{name}-640.webp")).unlink()
    workflow.reconcile_pictures(NOW + timedelta(hours=2))
    with reading() as session:
        owed = queries.photos_to_make(session)
    for photo_id in owed:
        workflow.make_pictures(photo_id)
    assert store.read_public(name, 640, Format.WEBP)


def test_a_name_that_can_be_none_is_not_found_and_no_fault(signed_in, desk, draft):
    editor = signed_in(Role.EDITOR)
    for path in ("x%00y.jpg", "x%00y", "x%00y/whole.jpg"):
        assert editor.get(f"/staff/appeals/{draft}/photos/{path}").status_code == 404


@pytest.mark.parametrize("role", [Role.APPROVER, Role.TRIAGER, Role.DUTY_MANAGER, Role.EDITOR])
def test_P11_one_post_of_one_person_takes_a_photo_back_from_the_public(signed_in, desk, draft, role):
    name, other = add(draft, desk), add(draft, desk, "red")
    publish(draft, desk)
    here = f"/staff/appeals/{draft}"
    answer = signed_in(role).post_form(f"{here}/photos/{name}/withdraw", page=f"{here}/review")
    assert answer.status_code == 303
    assert [photo.key for photo in live(draft).photos] == [other]


def test_P11_a_photo_is_taken_back_whatever_else_is_wrong_with_the_form(signed_in, desk, draft):
    name = add(draft, desk)
    here = f"/staff/appeals/{draft}"
    answer = signed_in(Role.EDITOR).post_form(here, {"edition": "2", "age": "thirty", "step": f"remove:{name}"})
    assert answer.status_code == 422
    assert "thirty" in answer.text
    assert on_desk(draft) == ()
