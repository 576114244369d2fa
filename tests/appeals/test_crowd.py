"""A crowd that asks for posters and share pictures right after a publication holds up nobody else."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask, Response

from appeals import pictures, poster, workflow
from appeals.rules import EndReason
from appeals.views import carry
from foundation import clock
from foundation.stranger import BUSY_REST, BUSY_TRIES, Stranger
from foundation.turns import Turns
from searchhero import serve
from tests.appeals.factories import published_with_photo
from tests.browser import serving

LONG = 20.0
"""Seconds that no test waits for unless it fails."""


@pytest.fixture
def live(desk):
    return published_with_photo(desk, clock.now())


@pytest.fixture
def held(monkeypatch):
    """A share picture whose drawing has begun and waits to be let go, with the one place that there is."""
    begun, go, compose = Event(), Event(), pictures.compose

    def slowly(*given):
        begun.set()
        assert go.wait(LONG)
        return compose(*given)

    monkeypatch.setattr(pictures, "compose", slowly)
    monkeypatch.setattr(carry, "DRAWING", Turns(at_once=1, inside=1, patience=LONG))
    yield begun, go
    go.set()


def ask(app: Flask, path: str):
    return app.test_client().get(path)


def by_another(step, *given, **named) -> None:
    """In a thread of its own: the one that draws answers a GET, which may not write."""
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(step, *given, **named).result(LONG)


def everything(answer) -> tuple:
    return answer.status_code, answer.data, sorted(answer.headers)


def test_drawings_leave_a_thread_of_each_process_to_everybody_else():
    assert carry.DRAWING.inside < serve.THREADS


def test_P5_who_gets_no_turn_is_told_in_neutral_words_when_to_ask_again(app, live, held):
    begun, go = held
    base = f"/appeals/{live.public_id}"
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(ask, app, f"{base}/share/1200x630.jpg")
        assert begun.wait(LONG)
        refused = ask(app, f"{base}/poster.pdf")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, str(carry.AGAIN))
        assert refused.headers["Cache-Control"] == "no-store"
        assert "X-Accel-Expires" not in refused.headers
        assert "Please wait a little" in refused.text
        assert not any(word in refused.text for word in (live.known_as, live.area, live.public_id))
        assert ask(app, base).status_code == 200
        go.set()
        assert first.result(LONG).status_code == 200
    assert ask(app, f"{base}/poster.pdf").mimetype == "application/pdf"


def test_what_is_gone_is_gone_also_while_no_turn_is_free(app, desk, live, held):
    begun, go = held
    with ThreadPoolExecutor(1) as threads:
        threads.submit(ask, app, f"/appeals/{live.public_id}/share/1200x630.jpg")
        assert begun.wait(LONG)
        assert workflow.withdraw_appeal(live.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
        unknown = ask(app, "/appeals/00000000000000000000/poster.pdf")
        assert everything(ask(app, f"/appeals/{live.public_id}/poster.pdf")) == everything(unknown)
        go.set()


@pytest.mark.parametrize("path", ["poster.pdf?size=a5", "share/1080x1350.jpg"])
def test_R2_what_is_withdrawn_while_it_is_drawn_is_not_given(app, desk, live, monkeypatch, path):
    for composer in (poster, pictures):
        compose = composer.compose

        def meanwhile(*given, compose=compose):
            by_another(workflow.withdraw_appeal, live.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
            return compose(*given)

        monkeypatch.setattr(composer, "compose", meanwhile)
    unknown = ask(app, "/appeals/00000000000000000000/poster.pdf")
    assert everything(ask(app, f"/appeals/{live.public_id}/{path}")) == everything(unknown)


def test_R2_a_photo_that_is_taken_back_while_it_is_drawn_is_not_given(app, desk, live, monkeypatch):
    compose, path = pictures.compose, f"/appeals/{live.public_id}/share/1200x630.jpg"
    drawn = []

    def meanwhile(*given):
        if not drawn:
            by_another(workflow.remove_photo, live.appeal_id, desk.editor, live.photos[0].key, now=clock.now())
        drawn.append(compose(*given))
        return drawn[-1]

    monkeypatch.setattr(pictures, "compose", meanwhile)
    refused, again = ask(app, path), ask(app, path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, str(carry.AGAIN))
    assert again.status_code == 200
    assert again.data != drawn[0]


@pytest.mark.parametrize("busy", [1, BUSY_TRIES + 1])
def test_the_service_s_own_visit_asks_again_when_it_got_no_turn_but_not_for_ever(busy):
    crowd, asked, rests = Flask(__name__), [], []

    @crowd.get("/drawn")
    def drawn():
        asked.append(1)
        return Response(status=503, headers={"Retry-After": "600"}) if len(asked) <= busy else "drawn"

    with serving(crowd) as address:
        visit = Stranger(key=str, origin=address.replace("localhost", "127.0.0.1"), rest=rests.append)
        answer = visit("/drawn")
    assert answer.status == (200 if busy < BUSY_TRIES else 503)
    assert len(asked) == min(busy + 1, BUSY_TRIES)
    assert rests == [BUSY_REST] * (len(asked) - 1)
