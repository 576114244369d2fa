"""The rules of the duty of care that the foundation keeps. Their depth is in ``tests/foundation``."""

import os
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from foundation import audit, tokens
from foundation.database import SafeMethodWroteError, reading, safe_method, transaction
from foundation.images import Format, ImageRefusedError, clean, store
from tests.foundation.test_images import ORIGINALS, SECRET

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


def test_Y1_the_trail_is_chained_and_the_applications_role_cannot_change_it():
    with transaction() as session:
        audit.record(session, at=NOW, actor="staff:1", action="test.done", subject=("thing", 1))
    for statement in ("update audit_entry set actor = 'x'", "delete from audit_entry", "update audit_head set seq = 0"):
        with pytest.raises(DBAPIError, match="permission denied"), transaction() as session:
            session.execute(text(statement))
    with reading() as session:
        assert audit.verify(session)[1] == []


def test_Y5_links_carry_the_configured_address_whatever_the_host_header(app):
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert tokens.absolute("/team/x") == "http://localhost/team/x"


def test_H2_get_and_head_cannot_write_neither_by_our_door_nor_by_the_reading_one():
    with safe_method(), pytest.raises(SafeMethodWroteError), transaction():
        pass
    with reading() as session, pytest.raises(DBAPIError, match="read-only"):
        session.execute(text("delete from sweep_run"))


def test_P9_public_names_are_random_and_say_nothing():
    names = {tokens.opaque() for _ in range(10_000)}
    assert len(names) == 10_000
    assert len({name[:4] for name in names}) > 9_000, "no common beginning: no time, no counter"


def test_P6_and_S6_no_place_or_word_of_the_camera_is_in_a_published_picture():
    for make in ORIGINALS.values():
        for made in clean(make()).pictures:
            assert SECRET not in made.content
            assert b"GPS" not in made.content
            assert b"Exif" not in made.content


def test_S6_a_bad_photo_is_a_named_refusal():
    with pytest.raises(ImageRefusedError) as caught:
        clean(b"not a photo")
    assert caught.value.refusal == "not-an-image"


def test_S3_a_photo_is_fsynced_with_its_folder_before_it_is_told_to_be_kept(monkeypatch):
    order = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda file: (order.append("fsync"), fsync(file)))
    monkeypatch.setattr(os, "replace", lambda *paths: (order.append("rename"), replace(*paths)))
    key = tokens.opaque()
    store.put_sealed(key, b"original")
    assert order[-3:] == ["fsync", "rename", "fsync"]
    assert store.read_sealed(key) == b"original"
    store.delete(key)


def test_R2_a_withdrawn_picture_is_gone_for_everybody_at_once():
    key = tokens.opaque()
    store.put_public(key, 640, Format.WEBP, b"pixels")
    store.withdraw(key)
    assert store.read_public(key, 640, Format.WEBP) is None
