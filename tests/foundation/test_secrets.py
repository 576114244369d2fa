"""The vault and the tokens."""

from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import Fernet, InvalidToken

from foundation import settings as settings_module
from foundation import tokens, vault
from foundation.tokens import BadTokenError, Purpose

HOUR = timedelta(hours=1)


@pytest.fixture
def keys(monkeypatch):
    """``keys(vault=..., secret=...)``: from now on these are the settings, newest key first."""

    def forget() -> None:
        settings_module.settings.cache_clear()
        vault._keys.cache_clear()

    def use(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"SEARCHHERO_{name.upper()}_KEYS", value)
        forget()

    yield use
    monkeypatch.undo()
    forget()


def test_what_was_sealed_under_an_older_key_is_read_and_moves_to_the_newest(keys):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    keys(vault=old)
    sealed = vault.seal(b"where somebody is")
    assert b"somebody" not in sealed
    keys(vault=f"{new},{old}")
    assert vault.unseal(sealed) == b"where somebody is"
    moved = vault.reseal(sealed)
    keys(vault=new)
    assert vault.unseal(moved) == b"where somebody is"
    with pytest.raises(InvalidToken):
        vault.unseal(sealed)


def test_a_changed_byte_is_not_unsealed():
    sealed = bytearray(vault.seal(b"where somebody is"))
    sealed[30] ^= 1
    with pytest.raises(InvalidToken):
        vault.unseal(bytes(sealed))


def test_blind_indexes_are_equal_for_equal_values_of_one_purpose_only():
    assert vault.blind_index("hero", "a@example.org") == vault.blind_index("hero", "a@example.org")
    assert vault.blind_index("hero", "a@example.org") != vault.blind_index("staff", "a@example.org")
    assert vault.blind_index("hero", "a@example.org") != vault.blind_index("hero", "b@example.org")
    assert len(vault.blind_index("hero", "a@example.org")) == 32


def test_a_link_of_one_purpose_opens_no_other():
    for purpose in Purpose:
        for other in set(Purpose) - {purpose}:
            with pytest.raises(BadTokenError):
                tokens.read(other, tokens.sign(purpose, "id"), max_age=HOUR)
            with pytest.raises(BadTokenError):
                tokens.read_for_ever(other, tokens.sign_for_ever(purpose, "id"))


def test_an_aged_and_a_lasting_link_do_not_stand_in_for_each_other():
    with pytest.raises(BadTokenError):
        tokens.read_for_ever(Purpose.HERO_CONFIRM, tokens.sign(Purpose.HERO_CONFIRM, "id"))
    with pytest.raises(BadTokenError):
        tokens.read(Purpose.HERO_CONFIRM, tokens.sign_for_ever(Purpose.HERO_CONFIRM, "id"), max_age=HOUR)


def test_a_link_ends_with_its_age():
    with time_machine.travel("2026-03-14T09:26:00Z", tick=False) as clock:
        token = tokens.sign(Purpose.HERO_CONFIRM, "id", 2)
        clock.shift(HOUR)
        assert tokens.read(Purpose.HERO_CONFIRM, token, max_age=HOUR) == ["id", 2]
        clock.shift(timedelta(seconds=1))
        with pytest.raises(BadTokenError):
            tokens.read(Purpose.HERO_CONFIRM, token, max_age=HOUR)


def test_a_lasting_link_is_the_same_every_time_and_outlives_a_rotation(keys):
    keys(secret="old")
    token = tokens.sign_for_ever(Purpose.HERO_LEAVE, "id", 1)
    assert token == tokens.sign_for_ever(Purpose.HERO_LEAVE, "id", 1)
    keys(secret="new,old")
    assert tokens.read_for_ever(Purpose.HERO_LEAVE, token) == ["id", 1]
    fresh = tokens.sign_for_ever(Purpose.HERO_LEAVE, "id", 1)
    assert fresh != token
    keys(secret="new")
    assert tokens.read_for_ever(Purpose.HERO_LEAVE, fresh) == ["id", 1]
    with pytest.raises(BadTokenError):
        tokens.read_for_ever(Purpose.HERO_LEAVE, token)


@pytest.mark.parametrize("token", ["", ".", "a.b", "ü", "\x00", "x" * 100_000])
def test_rubbish_is_a_bad_link_and_nothing_worse(token):
    with pytest.raises(BadTokenError):
        tokens.read(Purpose.TEAM_LINK, token, max_age=HOUR)
    with pytest.raises(BadTokenError):
        tokens.read_for_ever(Purpose.TEAM_LINK, token)


def test_opaque_names_are_twenty_letters_of_crockford_and_never_the_same():
    names = {tokens.opaque() for _ in range(1000)}
    assert len(names) == 1000
    assert all(len(name) == 20 and not set(name) & set("ilouILOU") for name in names)


@pytest.mark.parametrize("spoil", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} ",
                                   lambda code: code.replace("0", "o").replace("1", "l")])  # fmt: skip
def test_a_code_is_understood_however_it_was_typed(spoil):
    for number in range(50):
        code = tokens.code_for("receipt", str(number))
        assert len(code) == 19
        assert tokens.typed_code(spoil(code)) == code
    assert tokens.code_for("receipt", "1") != tokens.code_for("recovery", "1")


def test_links_carry_the_configured_origin_whatever_the_path():
    assert tokens.absolute("/heroes/leave/x") == tokens.absolute("heroes/leave/x") == "http://localhost/heroes/leave/x"
    assert tokens.absolute("//evil.example/x") == "http://localhost/evil.example/x"
