"""Rules P11 and R2 for photos, by a state machine: a picture that was taken back never shows again, in any cut."""

import io
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, precondition
from PIL import Image
from sqlalchemy import select

from appeals import queries, workflow
from appeals.models import AppealPhoto
from appeals.rules import WRITABLE, Edits, PhotoWords
from appeals.workflow import purge
from foundation import kept
from foundation.database import reading
from foundation.images import Format, store
from tests.appeals.backup import Backup, back_up, restore
from tests.appeals.factories import complete, seen, yes
from tests.promises.machine import Machine, letters, run, step

WHO = st.integers(0, 3)
WORDS = PhotoWords(alt="A woman in a teal coat", source="Her family", permission="Her sister, by phone")
MOST = 3
"""Uploads of one run: each is decoded in a process of its own."""


def picture(number: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (330, 250), (number * 40 % 256, 90, 90)).save(content, "PNG")
    return content.getvalue()


class Photos(Machine):
    """Added, cut, approved, taken back, opened again and restored, by anybody."""

    outcomes = frozenset({
        "published a cut", "kept the old cut", "refused what was not seen", "taken back from the public",
        "taken back with its older cut", "restored to before a taking back", "off the disk",
    })  # fmt: skip
    openings = (
        ("cut_and_publish", {"quarter": 90}),
        ("cut_publish_and_take_back", {}),
        ("publish_what_is_not_what_was_seen", {"taken": False}),
        ("publish_what_is_not_what_was_seen", {"taken": True}),
        ("take_back_and_restore", {}),
        ("withdraw_publish_anew_and_restore", {"sweeps": False}),
        ("withdraw_publish_anew_and_restore", {"sweeps": True}),
    )
    photos = Bundle("photos")
    backups = Bundle("backups")
    client = None

    @initialize(target=photos)
    def open(self):
        self.begin()
        self.id = workflow.start_draft(self.desk.editor, complete(self.desk, self.now), now=self.now)
        self.taken_back: dict[str, tuple[int, set[str]]] = {}
        """By upload: the step, and every picture that there was of it."""
        self.ended: set[str] = set()
        """The words of every version that was withdrawn: each publication has its own."""
        self.approved: list[set[str]] = []
        self.added = 0
        self.first = self.add(who=0)
        self.go_the_first_way()
        return self.first

    def go_the_first_way(self):
        name, given = self.opening
        taken = {} if name == "withdraw_publish_anew_and_restore" else {"name": self.first}
        getattr(self, name)(**taken, **given)

    def made_of(self, name: str) -> set[str]:
        """The keys of every picture that there ever was of one upload."""
        with reading() as session:
            keys = select(AppealPhoto.key).where(AppealPhoto.appeal_id == self.id, AppealPhoto.original == name)
            return set(session.scalars(keys))

    def shown(self) -> set[str]:
        live = self.live()
        return {photo.key for photo in live.photos} if live else set()

    @precondition(lambda self: self.added < MOST and self.row().state in WRITABLE)
    @step(target=photos, who=WHO)
    def add(self, who):
        self.added += 1
        return workflow.add_photo(self.id, self.people[who], picture(self.added), WORDS, now=self.now)

    @step(name=photos, who=WHO, edits=st.sampled_from([Edits(turn=90), Edits(width=50, focus_x=20)]))
    def cut(self, name, who, edits):
        workflow.cut_photo(self.id, self.people[who], name, edits, now=self.now)
        if self.shown() & self.made_of(name):
            self.did("kept the old cut")

    @step(who=WHO, approver=WHO)
    def publish(self, who, approver):
        self.save(self.people[who], description=f"A green jacket, {letters(self.moment)}.")
        before = self.shown()
        if self.hand_in_and_publish(self.people[who], self.people[approver]):
            self.approved.append(self.shown())
            if before and self.shown() - before:
                self.did("published a cut")

    @step(name=photos, taken=st.booleans())
    def publish_what_is_not_what_was_seen(self, name, taken):
        """Between the approver's look and the click a picture is cut anew, or goes."""
        self.save(self.desk.editor, description=f"A green jacket, {letters(self.moment)}.")
        workflow.submit_for_review(self.id, self.desk.editor, material=False, change_reason="Words", now=self.now)
        before, was = seen(self.id, self.now), self.shown()
        if taken:
            self.take_back(name=name, who=2)
        else:
            self.cut(name=name, who=1, edits=Edits(turn=180 if self.moment % 2 else 270))
        if seen(self.id, self.now) != before:
            found = workflow.publish_appeal(self.id, self.desk.approver, seen=before, factor=yes, now=self.now)
            assert found
            assert self.shown() <= was
            self.did("refused what was not seen")

    @step(name=photos, who=WHO)
    def take_back(self, name, who):
        made, was = self.made_of(name), self.shown()
        if not workflow.remove_photo(self.id, self.people[who], name, now=self.now - timedelta(minutes=5)):
            return
        self.taken_back[name] = (self.moment, made)
        if was & made:
            self.did("taken back from the public")
            if len(made) > 1:
                self.did("taken back with its older cut")

    @step(name=photos)
    def cut_publish_and_take_back(self, name):
        """What is public is an older cut than the one on the desk."""
        self.publish(who=0, approver=2)
        self.cut(name=name, who=0, edits=Edits(left=10, width=60, focus_x=30))
        self.take_back(name=name, who=3)

    @step(name=photos, quarter=st.sampled_from([90, 180, 270]))
    def cut_and_publish(self, name, quarter):
        self.publish(who=1, approver=2)
        self.cut(name=name, who=0, edits=Edits(turn=quarter))
        self.publish(who=1, approver=3)

    @step(who=WHO)
    def withdraw_and_open_again(self, who):
        if live := self.live():
            self.ended.add(live.description)
        self.withdraw(self.people[who])
        assert workflow.reopen_appeal(self.id, self.desk.editor, now=self.now)

    @step()
    def sweep(self):
        purge.note_standing()
        workflow.take_off_pictures()
        with reading() as session:
            owed = queries.photos_to_make(session)
        for photo_id in owed:
            workflow.make_pictures(photo_id)
        for _, made in self.taken_back.values():
            assert not any(store.has_public(key, 320, Format.JPEG) for key in made)
            self.did("off the disk")

    @step(target=backups)
    def back_up(self) -> tuple[Backup, int]:
        return back_up(), self.moment

    @step(backup=backups)
    def restore(self, backup):
        rows, of = backup
        restore(rows)
        if any(moment > of for moment, _ in self.taken_back.values()):
            self.did("restored to before a taking back")
        if self.row().state not in WRITABLE:
            assert workflow.reopen_appeal(self.id, self.desk.editor, now=self.now)

    @step(name=photos)
    def take_back_and_restore(self, name):
        self.publish(who=0, approver=2)
        backup = self.back_up()
        self.take_back(name=name, who=1)
        self.restore(backup=backup)
        self.sweep()

    @step(sweeps=st.booleans())
    def withdraw_publish_anew_and_restore(self, sweeps):
        """What comes back is the version that was withdrawn, and not the one that took its place."""
        self.publish(who=0, approver=2)
        backup = self.back_up()
        self.withdraw_and_open_again(who=1)
        self.publish(who=0, approver=2)
        if sweeps:
            self.sweep()
        self.restore(backup=backup)

    @invariant()
    def what_was_withdrawn_does_not_come_back(self):
        live = self.live()
        assert live is None or live.description not in self.ended

    @invariant()
    def what_was_taken_back_shows_nowhere(self):
        gone = set().union(*(made for _, made in self.taken_back.values()))
        assert self.shown() & gone == set()
        with reading() as session:
            assert {photo.key for photo in queries.photos(session, self.id)} & gone == set()
        public_id = self.row().public_id
        kept.forget()
        for key in sorted(gone):
            assert self.client.get(f"/appeals/{public_id}/photos/{key}-320.jpg").status_code == 410

    @invariant()
    def only_pictures_that_somebody_approved_show(self):
        assert not self.shown() or any(self.shown() <= approved for approved in self.approved)


def test_P11_a_picture_is_public_as_it_was_approved_and_what_was_taken_back_never_shows_again(app):
    Photos.client = app.test_client()
    with app.app_context():
        run(Photos, examples=3, steps=7)
