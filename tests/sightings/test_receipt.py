"""Where a report is, by its receipt code."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from foundation.database import transaction
from sightings.models import Sighting
from tests.appeals.factories import make_staff
from tests.sightings.factories import code_in, form_key, live_appeal, send, sightings

CODE = "/sightings/receipt"


def look(client, code: str):
    return client.post(CODE, data={"code": code})


def done(page: str) -> list[bool]:
    """Which of the four steps, in order."""
    return [part.startswith(" sh-progress__step--done") for part in page.split('<li class="sh-progress__step')[1:]]


@pytest.mark.parametrize(
    ("state", "looked_at", "expected"),
    [
        ("submitted", False, [True, False, False, False]),
        ("credible", True, [True, True, False, False]),
        ("set_aside", True, [True, True, False, False]),
        ("acknowledged", True, [True, True, True, True]),
        ("closed", True, [True, True, True, True]),
    ],
)
def test_the_four_steps_follow_the_report(client, state: str, looked_at: bool, expected: list[bool]) -> None:
    appeal = live_appeal()
    code = code_in(send(client, appeal, what="The one with the red hat").text)
    send(client, appeal, what="noise")
    with transaction() as session:
        triager = make_staff(session, roles=("triager",)).id
        changes = {"state": state, "set_aside_reason": "a doubt" if state == "set_aside" else None}
        if looked_at:
            verdict = "set_aside" if state == "set_aside" else "credible"
            changes |= {"verdict": verdict, "triaged_by": triager, "triaged_at": datetime(2026, 1, 1, tzinfo=UTC)}
        [mine] = [row.id for row in sightings() if "red hat" in row.what]
        session.execute(update(Sighting).where(Sighting.id == mine).values(**changes))
    answer = look(client, code)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert done(answer.text) == expected
    assert "red hat" not in answer.text
    assert "doubt" not in answer.text


def test_an_urgent_report_shows_as_passed_before_anybody_has_looked(client) -> None:
    code = code_in(send(client, live_appeal(), what="He is hurt").text)
    assert done(look(client, code).text) == [True, False, True, False]


def test_a_code_is_understood_as_people_type_it(client) -> None:
    code = code_in(send(client, live_appeal()).text)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert look(client, f"  {typed} ").status_code == 200


def test_asking_needs_no_cookie_and_a_get_writes_nothing(client) -> None:
    assert client.get(CODE).status_code == 200
    assert "Set-Cookie" not in client.get(CODE).headers
    assert "Set-Cookie" not in look(client, "x").headers


def test_the_code_in_the_address_is_never_read(client) -> None:
    code = code_in(send(client, live_appeal()).text)
    assert client.get(f"{CODE}?code={code}").data == client.get(CODE).data


def test_the_same_form_again_shows_the_same_code(client) -> None:
    appeal = live_appeal()
    key = form_key(client, appeal)
    codes = {code_in(send(client, appeal, form_key=key).text) for _ in range(2)}
    assert len(codes) == 1
