"""RSS and Atom (and JSON Feed) of many appeals made anew: CPU of the composing, and of the whole answer with its query.

make a database first (any empty one will do), set SEARCHHERO_* as for the service, then
python -m bench.feeds --appeals 1000
"""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from appeals import feeds, queries
from foundation import clock
from foundation.database import reading
from searchhero import schema
from searchhero.web import create_app
from tests.appeals.factories import publish_appeal

ROUNDS = 15


def cpu(call: Callable[[], object]) -> float:
    """Median milliseconds of CPU."""
    took = []
    for _ in range(ROUNDS):
        started = time.process_time()
        call()
        took.append((time.process_time() - started) * 1000)
    return median(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--appeals", type=int, default=1000)
    given = parser.parse_args()
    schema.upgrade()
    now = clock.now()
    for number in range(given.appeals):
        publish_appeal(now=now, published_at=now - timedelta(minutes=number))
    app = create_app()
    with app.test_request_context(), reading() as session:
        query = cpu(lambda: queries.published_list(session, now, limit=None))
        appeals = tuple(queries.published_list(session, now, limit=None))
        feed = feeds.Feed(appeals=appeals, tombstones=(), changed_at=now)
        made = {name: cpu(lambda make=make: make(feed)) for name, make in FORMS.items()}
    print(f"{len(appeals)} appeals: read from the database {query:.1f} ms")
    print("made anew: " + ", ".join(f"{name} {took:.1f} ms" for name, took in made.items()))
    print(f"RSS + Atom made anew: {made['rss'] + made['atom']:.1f} ms of CPU; must be at most 60", flush=True)


FORMS = {"rss": feeds.rss, "atom": feeds.atom, "json": feeds.json_feed}

if __name__ == "__main__":
    main()
