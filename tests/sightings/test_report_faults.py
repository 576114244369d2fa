"""What may go wrong around a report, and must not cost it."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from time import sleep
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerHour
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from foundation import clock
from foundation.database import reading, transaction
from foundation.database.session import engine_of
from foundation.images import store
from foundation.settings import settings as ours
from foundation.tokens import opaque
from sightings.models import Sighting, SightingPhoto
from sightings.rules.moments import Day
from sightings.workflow import owed, photos
from tests.appeals.factories import make_team
from tests.sightings.factories import (
    code_in,
    form_key,
    jpeg,
    live_appeal,
    send,
    sightings,
    submit_sighting,
)
from tests.sightings.factories import photos as photo_rows


@contextmanager
def spent(client, appeal, item: RateLimitItemPerHour, name: str):
    """The allowance ``name`` of this client is used up."""
    from foundation import limits

    with client.application.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        while limits.spend(item, name, limits.client()) is limits.Spent.WITHIN:
            pass
    yield


def valkey_pid() -> int:
    """The pid of this run's own Valkey, by the port that the settings name."""
    port = os.environ["SEARCHHERO_VALKEY_URL"].rpartition(":")[2].partition("/")[0].encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"valkey-server" in command and port in command:
            return int(folder.name)
    raise AssertionError("no such process")


def test_the_same_form_twice_at_once_is_one_report_with_one_receipt(app) -> None:
    appeal = live_appeal()
    key = form_key(app.test_client(), appeal)
    together = Barrier(4)

    def tap(_: int):
        together.wait()
        return send(app.test_client(), appeal, form_key=key, photo=jpeg())

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(tap, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({code_in(answer.text) for answer in answers}) == 1
    assert len(sightings()) == len(photo_rows()) == 1
    assert len(list(store.keys_before(clock.now()))) >= 1


def test_a_repeat_costs_no_allowance_and_says_when_its_words_differ(client) -> None:
    appeal = live_appeal()
    key = form_key(client, appeal)
    first = send(client, appeal, form_key=key)
    for _ in range(ours().sighting_client_per_hour):
        same = send(client, appeal, form_key=key)
    other = send(client, appeal, form_key=key, what="Something else")
    assert code_in(first.text) == code_in(same.text) == code_in(other.text)
    assert "kept it as it was" not in same.text
    assert "kept it as it was" in other.text
    assert send(client, appeal).status_code == 201
    assert [row.lane for row in sightings()] == ["normal", "normal"]


def test_over_the_limit_of_one_address_reports_go_to_the_slow_lane(client) -> None:
    appeal = live_appeal()
    with spent(client, appeal, RateLimitItemPerHour(ours().sighting_client_per_hour), "sighting-client"):
        assert send(client, appeal).status_code == 201
    [row] = sightings()
    assert (row.lane, "over_limit" in row.flags) == ("slow", True)


def test_over_the_limit_of_one_appeal_other_appeals_stay_normal(app) -> None:
    from foundation import limits, vault

    crowded, quiet = live_appeal(), live_appeal()
    about = vault.blind_index("sighting-limit", str(crowded.appeal_id))[:12].hex()
    for _ in range(ours().sighting_appeal_per_hour):
        with app.app_context():
            limits.spend(RateLimitItemPerHour(ours().sighting_appeal_per_hour), "sighting-appeal", about)
    assert submit_sighting(app, crowded).lane == "slow"
    assert submit_sighting(app, quiet).lane == "normal"


def test_danger_is_urgent_also_over_the_limit(client) -> None:
    appeal = live_appeal()
    with spent(client, appeal, RateLimitItemPerHour(ours().sighting_client_per_hour), "sighting-client"):
        send(client, appeal, what="She is bleeding")
    assert sightings()[0].lane == "urgent"


def test_above_the_ceiling_the_report_is_refused_with_the_numbers_and_its_text(client) -> None:
    appeal = live_appeal()
    with spent(client, appeal, RateLimitItemPerHour(ours().sighting_ceiling_per_hour), "sighting-ceiling"):
        answer = send(client, appeal, what="Seen by the harbour", place_words="Pier 3")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    for text_there in ("Seen by the harbour", "Pier 3", "tel:999", "tel:116000", "tel:101"):
        assert text_there in answer.text
    assert sightings() == []


def test_with_the_limiters_store_down_reports_are_taken_in_the_slow_lane(client) -> None:
    appeal = live_appeal()
    pid = valkey_pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        first, second = send(client, appeal), send(client, appeal, what="A knife was shown")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert (first.status_code, second.status_code) == (201, 201)
    assert [row.lane for row in sightings()] == ["slow", "urgent"]


def test_a_full_disk_costs_the_photo_and_not_the_report(client) -> None:
    """The folder of the sealed files is a file: every write into it fails as on a broken disk."""
    folder = ours().photo_dir / "sealed"
    aside = folder.with_name("sealed-aside")
    if folder.exists():
        folder.rename(aside)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("not a folder")
    try:
        answer = send(client, live_appeal(), photo=jpeg())
    finally:
        folder.unlink()
        if aside.exists():
            aside.rename(folder)
    assert answer.status_code == 201
    assert "photo could not be kept" in answer.text
    assert "photo_fault" in sightings()[0].flags
    assert photo_rows()[0].fault == "not_kept"


def test_the_photo_is_on_the_disk_before_its_row(client) -> None:
    """The table is held: the report cannot be written yet, and its file is there already."""
    appeal, before = live_appeal(), set(store.keys_before(clock.now()))
    with ThreadPoolExecutor(1) as threads, transaction() as session:
        session.execute(text("lock table sighting in share mode"))
        answer = threads.submit(send, client, appeal, photo=jpeg())
        for _ in range(200):
            if set(store.keys_before(clock.now())) - before:
                break
            sleep(0.02)
        assert set(store.keys_before(clock.now())) - before
        assert not answer.done()
        assert session.query(Sighting).count() == 0
    assert answer.result(10).status_code == 201


def test_an_urgent_report_without_a_forwarding_is_taken_up_by_a_sweep_once(app, client) -> None:
    from appeals.models import Appeal

    appeal = live_appeal()
    with transaction() as session:
        bare = make_team(session)
        session.get_one(Appeal, appeal.appeal_id).team_id = bare.id
    assert send(client, appeal, what="There is a body in the reeds").status_code == 201
    [row] = sightings()
    assert row.lane == "urgent"
    with engine_of(ours().owner_url).begin() as owner:  # the application itself may not remove them
        owner.execute(text("delete from forwarding_dispatch"))
        owner.execute(text("delete from forwarding"))
        owner.execute(text("update sighting set state = 'submitted'"))
    with app.app_context():
        owed.forward_owed(clock.now())
        owed.forward_owed(clock.now())
    with reading() as session:
        assert session.scalar(text("select count(*) from forwarding where not reviewed")) == 1


def test_a_photo_is_cleaned_and_the_place_in_it_is_kept_after_all_others(app) -> None:
    from sightings.rules.places import Source, best_point, from_json

    row = submit_sighting(app, live_appeal(), photo=jpeg(place=(56.1234, -3.4321)), grid="NT 252 735")
    photos.clean_waiting()
    photos.clean_waiting()
    [photo] = photo_rows()
    assert (photo.state, photo.width, photo.height) == ("clean", 64, 48)
    copy = store.read_sealed(photo.key, "clean")
    assert copy is not None
    assert b"Exif" not in copy
    assert b"secret" not in copy
    kept = from_json(next(each.places for each in sightings() if each.id == row.id))
    assert [place.source for place in kept] == ["grid", "photo"]
    assert kept[-1].latitude == pytest.approx(56.1234, abs=1e-4)
    assert kept[-1].longitude == pytest.approx(-3.4321, abs=1e-4)
    assert kept[-1].accuracy_m == 12
    assert best_point(kept).source is Source.GRID


def test_a_photo_that_cannot_be_decoded_is_a_flag_and_its_original_stays(app) -> None:
    submit_sighting(app, live_appeal(), photo=b"\xff\xd8\xff\xe0 no picture at all")
    photos.clean_waiting()
    [photo], [row] = photo_rows(), sightings()
    assert (photo.state, photo.fault) == ("broken", "damaged")
    assert "photo_fault" in row.flags
    assert store.read_sealed(photo.key)


def test_files_and_rows_are_brought_in_step(app) -> None:
    from datetime import timedelta

    submit_sighting(app, live_appeal(), photo=jpeg())
    [whole] = photo_rows()
    orphan = opaque()
    store.put_sealed(orphan, b"left over by a crash")
    with transaction() as session:
        bereft = SightingPhoto(id=uuid4(), sighting_id=whole.sighting_id, key=opaque(), received_at=clock.now())
        session.add(bereft)
    later = clock.now() + timedelta(hours=2)
    photos.reconcile(clock.now())
    assert store.read_sealed(orphan), "a young file may still get its row"
    photos.reconcile(later)
    photos.reconcile(later)
    assert store.read_sealed(orphan) is None
    assert store.read_sealed(whole.key)
    states = {photo.id: (photo.state, photo.fault) for photo in photo_rows()}
    assert states == {whole.id: ("waiting", None), bereft.id: ("broken", "gone")}


ODD = st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\x1b\u202e\u200b\ufeff\u0301٣²"), max_size=60)


@settings(max_examples=60)
@given(
    typed=st.dictionaries(
        st.sampled_from(
            [
                "what", "place_words", "postcode", "grid", "pin_latitude", "pin_longitude", "device_latitude",
                "device_longitude", "device_accuracy", "place_unknown", "date_day", "date_month", "date_year",
                "time_words", "contact_name", "contact_email", "contact_phone", "police_may_contact", "under_18",
                "happening", "form_key", "day",
            ]
        ),
        ODD | st.sampled_from([*Day, "31", "2", "99999", "-1", "1e309", "nan", "0", "x" * 10_001, "é" * 40_000]),
    ),
    photo=st.none() | st.binary(max_size=40),
)  # fmt: skip
def test_whatever_is_sent_the_form_never_breaks(client, typed: dict[str, str], photo: bytes | None) -> None:
    appeal = live_appeal()
    answer = send(client, appeal, **{"what": "Seen", **typed}, photo=photo)
    assert answer.status_code in {201, 422, 429}


def test_a_body_beyond_all_bounds_is_refused_as_too_large(client) -> None:
    answer = send(client, live_appeal(), what="x" * (5 * 1024 * 1024))
    assert answer.status_code == 413


def test_S8_a_clash_on_the_way_to_the_police_never_costs_the_report(client, monkeypatch) -> None:
    def clash(*_: object, **__: object) -> None:
        raise IntegrityError("insert", {}, Exception("uq_forwarding_reference"))

    monkeypatch.setattr("sightings.workflow.submit.forward_unreviewed", clash)
    assert send(client, live_appeal(), what="He has a knife.").status_code == 201
    assert [row.lane for row in sightings()] == ["urgent"]


@pytest.mark.parametrize("name", ["%00", "a%00b", "abcdefghijklmnopqrs%00", "ABCDEFGHIJKLMNOPQRST", "x" * 300])
def test_P9_no_spelling_of_a_name_is_answered_otherwise_than_an_unknown_one(client, name: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        unknown = client.open("/appeals/abcdefghjkmnpqrstvwx/sighting", method=method, data={})
        answer = client.open(f"/appeals/{name}/sighting", method=method, data={})
        assert (answer.status, answer.data, [*answer.headers]) == (unknown.status, unknown.data, [*unknown.headers])


def test_one_photo_that_cannot_be_opened_does_not_hold_up_the_next(app) -> None:
    for _ in range(2):
        submit_sighting(app, live_appeal(), photo=jpeg())
    first, _ = sorted(photo_rows(), key=lambda photo: photo.received_at)
    next(ours().photo_dir.glob(f"sealed/*/{first.key}.original")).write_bytes(b"of a key that is gone")
    photos.clean_waiting()
    assert {photo.key == first.key: photo.state for photo in photo_rows()} == {True: "waiting", False: "clean"}


def test_S6_a_photo_that_comes_while_the_files_are_counted_is_not_called_lost(app, monkeypatch) -> None:
    submit_sighting(app, live_appeal(), photo=jpeg())
    monkeypatch.setattr(store, "keys_before", lambda _: iter(()))
    photos.reconcile(clock.now())
    assert [photo.state for photo in photo_rows()] == ["waiting"]
