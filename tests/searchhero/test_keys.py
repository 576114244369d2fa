"""`searchhero keys rotate`, with two keys."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary, select, type_coerce

from foundation import vault
from foundation.database import transaction
from foundation.images import store
from foundation.settings import settings
from foundation.tokens import opaque
from outbox.models import OutboxMessage
from searchhero import keys

AT = datetime(2026, 1, 1, tzinfo=UTC)


def letter(recipient):
    return OutboxMessage(
        lane="bulk", kind="digest", subject_kind="hero", subject_id="1", recipient=recipient, sender="a@example.org",
        subject="s", text="t", html="h", message_id=uuid4().hex, request_id="", created_at=AT, next_attempt_at=AT,
        give_up_at=AT,
    )  # fmt: skip


@pytest.fixture
def new_key(environment, monkeypatch):
    """From here on there is a newer key in front of the old one; gives the way to forget the old one."""

    def use(value):
        monkeypatch.setenv("SEARCHHERO_VAULT_KEYS", value)
        settings.cache_clear()
        vault._keys.cache_clear()

    old, new = environment["SEARCHHERO_VAULT_KEYS"], Fernet.generate_key().decode()
    yield lambda: (use(f"{new},{old}"), lambda: use(new))[1]
    monkeypatch.undo()
    settings.cache_clear()
    vault._keys.cache_clear()


def under_newest():
    raw = type_coerce(OutboxMessage.recipient, LargeBinary)
    with transaction() as session:
        return [vault.is_newest(bytes(value)) for value in session.scalars(select(raw))]


def test_everything_opens_without_the_old_key_afterwards(new_key):
    photo = opaque()
    store.put_sealed(photo, b"picture")
    with transaction() as session:
        session.add_all([letter(f"secret {number}") for number in range(7)])
    forget_the_old_one = new_key()
    moved = dict(keys.rotate(batch=3))
    assert moved["outbox_message"] == 7
    assert moved["photos"] >= 1
    forget_the_old_one()
    with transaction() as session:
        assert sorted(session.scalars(select(OutboxMessage.recipient))) == [f"secret {number}" for number in range(7)]
    assert store.read_sealed(photo) == b"picture"
    store.delete(photo)


def test_stopped_half_way_it_ends_the_work_at_the_next_call(new_key):
    with transaction() as session:
        session.add_all([letter(f"secret {number}") for number in range(5)])
    new_key()
    with keys.engine_of(settings().owner_url).begin() as connection:
        table, columns = next(pair for pair in keys.sealed_columns() if pair[0].name == "outbox_message")
        keys._rotate_batch(connection, table, columns, 2, None)
    assert sorted(under_newest()) == [False, False, False, True, True]
    assert dict(keys.rotate(batch=2))["outbox_message"] == 3
    assert all(under_newest())
    assert dict(keys.rotate(batch=2))["outbox_message"] == 0


def test_every_sealed_column_of_every_room_is_found():
    found = {f"{table.name}.{column.name}" for table, columns in keys.sealed_columns() for column in columns}
    assert {"staff_account.totp_secret", "outbox_message.recipient"} <= found
