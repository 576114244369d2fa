"""Every setting is in `.env.example`, and everything in it is a setting."""

from pathlib import Path

from foundation.settings import PREFIX, Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def in_the_example() -> list[str]:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return [line.partition("=")[0] for line in lines]


def test_every_setting_is_in_the_example_once():
    assert sorted(in_the_example()) == sorted(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)


def test_every_setting_is_explained():
    previous = ""
    unexplained = []
    for line in EXAMPLE.read_text().splitlines():
        if line.startswith(PREFIX) and not previous.startswith(("#", PREFIX)):
            unexplained.append(line)
        previous = line
    assert unexplained == []


def test_every_setting_has_a_reader():
    root = EXAMPLE.parent
    rooms = ("appeals", "foundation", "heroes", "outbox", "searchhero", "sightings", "staff")
    sources = "\n".join(path.read_text() for room in rooms for path in (root / room).rglob("*.py"))
    by_property = {"mail_bulk_from": "bulk_sender", "database_owner_url": "owner_url"}
    wanted = [by_property.get(name, name) for name in Settings.model_fields]
    assert [name for name in wanted if f"settings().{name}" not in sources] == []
