"""Every line that the service writes into the audit trail can be read in words."""

import ast
from pathlib import Path

from foundation.audit import deeds
from sightings.rules.states import Verdict

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("appeals", "heroes", "outbox", "sightings", "staff")
SHORT = {
    "appeals/workflow/certificate/leftovers.py": "appeal",
    "appeals/workflow/door.py": "door",
    "staff/workflow/addresses.py": "staff",
    "staff/workflow/sessions.py": "",
}
"""Files with a short hand of their own for ``audit.record``, and what it puts before the verb."""
MADE = {f"sightings.{verdict}" for verdict in Verdict}
"""Put together at run time."""


def written():
    """Actions and kinds of subject that stand in the source."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        before = SHORT.get(str(path.relative_to(ROOT)))
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name == "record" and isinstance(call.func, ast.Attribute):
                given = {each.arg: each.value for each in call.keywords}
                if isinstance(given.get("action"), ast.Constant):
                    yield given["action"].value
                if isinstance(given.get("subject"), ast.Tuple) and isinstance(given["subject"].elts[0], ast.Constant):
                    yield given["subject"].elts[0].value
            elif name == "record" or (name in {"_record", "_note", "_audit"} and before is not None):
                verbs = [each.value for each in call.args if isinstance(each, ast.Constant)]
                room = "appeal" if before is None else before
                yield from (f"{room}.{verb}".lstrip(".") for verb in verbs if isinstance(verb, str))


def test_every_action_and_every_kind_of_subject_is_said_in_words(app):
    codes = {*written(), *MADE}
    assert len(codes) > 80
    assert {code for code in codes if deeds.said(code) == code} == set()


def test_a_code_of_an_older_release_is_shown_as_it_is(app):
    assert deeds.said("appeal.forgotten_verb") == "appeal.forgotten_verb"
