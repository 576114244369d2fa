"""RSS and Atom of many appeals made anew: CPU of each part, and of both as a server makes them within one epoch.

make a database first (any empty one will do), set SEARCHHERO_* as for the service, then
python -m bench.feeds --appeals 1000
"""

import argparse
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import structlog
from werkzeug.test import Client

from appeals import feeds, queries
from foundation import clock, kept
from foundation.database import reading
from searchhero import schema
from searchhero.web import create_app
from tests.appeals.factories import publish_appeal

ROUNDS = 15


def cpu(call: Callable[[], object]) -> float:
    """Median milliseconds of CPU of this thread: what PostgreSQL takes beside it is not counted."""
    took = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        call()
        took.append((time.thread_time() - started) * 1000)
    return median(took)


def both(client: Client) -> None:
    """One after another, after a change of the public side: the appeals are read once, each format is made once."""
    kept.forget()
    for form in ("rss", "atom"):
        answer = client.get(f"/feeds/appeals.{form}")
        assert answer.status_code == 200
        assert answer.data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--appeals", type=int, default=1000)
    given = parser.parse_args()
    schema.upgrade()
    now = clock.now()
    for number in range(given.appeals):
        publish_appeal(now=now, published_at=now - timedelta(minutes=number))
    app = create_app()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with app.test_request_context(), reading() as session:
        query = cpu(lambda: queries.published_list(session, now, limit=None))
        appeals = tuple(queries.published_list(session, now, limit=None))
        words = cpu(lambda: feeds.Feed(appeals=appeals, tombstones=(), changed_at=now).entries)
        feed = feeds.Feed(appeals=appeals, tombstones=(), changed_at=now)
        made = {name: cpu(lambda make=make: make(feed)) for name, make in FORMS.items()}
    print(f"{len(appeals)} appeals: read from the database {query:.1f} ms, words of the entries {words:.1f} ms")
    print("made anew of these: " + ", ".join(f"{name} {took:.1f} ms" for name, took in made.items()))
    print(f"RSS + Atom composed, words included: {words + made['rss'] + made['atom']:.1f} ms; must be at most 60")
    served = cpu(lambda: both(app.test_client()))
    print(f"RSS + Atom made anew as a server does, reading and answering included: {served:.1f} ms", flush=True)


FORMS = {"rss": feeds.rss, "atom": feeds.atom, "json": feeds.json_feed}

if __name__ == "__main__":
    main()
