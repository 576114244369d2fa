import os
from datetime import UTC, datetime, timedelta

import pytest

from foundation.images import Format, store
from foundation.settings import settings
from foundation.tokens import opaque

CONTENT = b"pixels of somebody" * 100


def _files() -> list[bytes]:
    return [path.read_bytes() for path in settings().photo_dir.rglob("*") if path.is_file()]


@pytest.fixture
def key():
    key = opaque()
    yield key
    store.delete(key)


def test_what_was_sealed_is_read_back_and_is_not_on_the_disk_as_it_was(key):
    store.put_sealed(key, CONTENT)
    store.put_sealed(key, b"cleaned", "1280-jpg")
    assert store.read_sealed(key) == CONTENT
    assert store.read_sealed(key, "1280-jpg") == b"cleaned"
    assert all(b"pixels" not in content for content in _files())


def test_what_is_not_there_is_none(key):
    assert store.read_sealed(key) is None
    assert store.read_public(key, 640, Format.JPEG) is None


def test_withdrawing_takes_the_public_pictures_and_leaves_the_sealed_and_other_ones(key):
    other = opaque()
    store.put_sealed(key, CONTENT)
    for name in (key, other):
        store.put_public(name, 640, Format.JPEG, b"jpeg")
        store.put_public(name, 640, Format.WEBP, b"webp")
    assert store.read_public(key, 640, Format.JPEG) == b"jpeg"
    store.withdraw(key)
    store.withdraw(key)
    assert store.read_public(key, 640, Format.JPEG) is None
    assert store.read_public(key, 640, Format.WEBP) is None
    assert store.read_sealed(key) == CONTENT
    assert store.read_public(other, 640, Format.WEBP) == b"webp"
    store.delete(other)


def test_deleting_takes_everything(key):
    store.put_sealed(key, CONTENT)
    store.put_sealed(key, CONTENT, "1280-jpg")
    store.put_public(key, 640, Format.JPEG, b"jpeg")
    store.delete(key)
    assert not [path for path in settings().photo_dir.rglob(f"*{key}*") if path.is_file()]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../../etc/passwd",
        "a" * 19,
        "A" * 20,
        "a" * 19 + "/",
        "a" * 20 + "\n",
        "aaaaaaaaaaaaaaaaaaai*",
        "ａ" * 20,
    ],
)
def test_a_name_that_is_not_ours_never_becomes_a_path(name):
    for use in (
        lambda: store.put_sealed(name, CONTENT),
        lambda: store.read_sealed(name),
        lambda: store.read_public(name, 640, Format.JPEG),
        lambda: store.delete(name),
    ):
        with pytest.raises(store.BadNameError):
            use()


def test_a_part_or_a_format_that_is_not_ours_never_becomes_a_path(key):
    with pytest.raises(store.BadNameError):
        store.read_sealed(key, "../original")
    with pytest.raises(ValueError):
        store.read_public(key, 640, "svg")


def test_a_disk_that_does_not_take_it_leaves_nothing_and_says_so(key, monkeypatch):
    store.put_sealed(key, CONTENT)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put_sealed(key, b"another")
    monkeypatch.undo()
    assert store.read_sealed(key) == CONTENT
    assert not list(settings().photo_dir.rglob("*.part"))


def test_it_is_on_the_disk_and_in_its_folder_before_it_is_told_to_be(key, monkeypatch):
    done = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda file: (done.append("fsync"), fsync(file)))
    monkeypatch.setattr(os, "replace", lambda *paths: (done.append("rename"), replace(*paths)))
    store.put_sealed(key, CONTENT)
    at = done.index("rename")
    assert done[at - 1] == "fsync"
    assert done[at + 1 :] == ["fsync"]


def test_the_names_of_old_sealed_files_can_be_compared_with_the_rows(key):
    recent = opaque()
    for name in (key, recent):
        store.put_sealed(name, CONTENT)
        store.put_sealed(name, CONTENT, "1280-jpg")
    path = next(settings().photo_dir.rglob(f"{key}.original"))
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    os.utime(path, (an_hour_ago.timestamp(), an_hour_ago.timestamp()))
    assert list(store.keys_before(datetime.now(UTC) - timedelta(minutes=30))) == [key]
    store.delete(recent)
