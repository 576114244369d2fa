"""The table in docs/duty-of-care.md is held against the tests: what it calls kept is proved by a test with the id."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([PSFRHY]\d+) \| .* \| (kept|partly|later) \|", re.MULTILINE)
TEST = re.compile(r"def test_([PSFRHY]\d+)_")
RULES = {"P": 12, "S": 12, "F": 6, "R": 6, "H": 9, "Y": 6}


def table() -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs" / "duty-of-care.md").read_text()))


def proved() -> set[str]:
    return {rule for path in (ROOT / "tests").rglob("test_*.py") for rule in TEST.findall(path.read_text())}


def test_the_table_has_every_rule() -> None:
    assert set(table()) == {f"{letter}{number}" for letter, last in RULES.items() for number in range(1, last + 1)}


def test_every_rule_that_is_kept_or_partly_kept_has_a_test_with_its_id() -> None:
    built = {rule for rule, state in table().items() if state != "later"}
    assert built - proved() == set()


def test_a_rule_with_a_test_is_not_called_later() -> None:
    assert {rule for rule in proved() if table().get(rule) == "later"} == set()
