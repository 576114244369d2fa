"""The keeper in the real app and between processes: a withdrawal is known everywhere at once (R2, P9, P10)."""

import http.client
import time
from datetime import timedelta
from threading import Event, Thread

import psycopg
import pytest

from appeals import channels, workflow
from appeals.channels import Kind
from appeals.rules import EndReason
from foundation import clock, kept
from foundation.languages import LANGUAGES
from searchhero import measures
from searchhero.embedded import APPLICATION, OWNER, free_port
from searchhero.kept import Site
from tests.appeals.factories import end_appeal, make_desk, publish_appeal, published_with_photo
from tests.journeys.system import System, eventually

BOUND = 2.0
"""Seconds after which a withdrawal is known to every process, whatever became of the NOTIFY."""


@pytest.fixture
def site(environment):
    site = Site(environment["SEARCHHERO_DATABASE_URL"])
    eventually(site.current)
    yield site
    site.stop()


@pytest.fixture
def keeper(app):
    """The one around the app, once it knows the site."""
    app.test_client().get("/healthz")
    keeper = app.wsgi_app
    eventually(keeper._site.current)
    return keeper


def is_kept(keeper, path):
    seen = keeper._site.current()
    name, _, query = path.partition("?")
    return seen is not None and keeper.shelf.find(f"{name}?{query}", seen, time.monotonic()) is not None


def keep(keeper, client, path):
    """Ask until it is given from what is kept."""
    return eventually(lambda: (answer := client.get(path)) and is_kept(keeper, path) and answer)


def test_R2_the_commit_that_raises_the_epoch_tells_every_process(environment):
    appeal = publish_appeal(now=clock.now())
    with psycopg.connect(environment["SEARCHHERO_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"listen {kept.CHANNEL}")
        assert list(connection.notifies(timeout=0)) == []
        end_appeal(appeal.appeal_id)
        assert len(list(connection.notifies(timeout=10, stop_after=1))) == 1


def test_R2_the_epoch_is_known_also_when_the_word_of_it_is_lost(site, environment):
    before = eventually(site.current)
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("update site_epoch set value = value + 1")
    since = time.monotonic()
    eventually(lambda: site.current() is not before)
    assert time.monotonic() - since <= BOUND + 0.2
    assert eventually(site.current).epoch == before.epoch + 1


def test_R2_a_process_whose_database_is_away_trusts_nothing_after_two_seconds(site, postgres):
    assert eventually(site.current)
    with psycopg.connect(postgres.url(OWNER, "postgres"), autocommit=True) as connection:
        connection.execute(f"alter role {APPLICATION} nologin")
        try:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [APPLICATION]
            )
            since = time.monotonic()
            eventually(lambda: site.current() is None)
            assert time.monotonic() - since <= BOUND + 0.2
        finally:
            connection.execute(f"alter role {APPLICATION} login")
    assert eventually(site.current)


def test_P10_the_moment_at_which_an_appeal_ends_by_itself_is_known_beforehand(site):
    now = clock.now()
    soon = publish_appeal(now=now, review_at=now + timedelta(seconds=2)).review_at
    publish_appeal(now=now)
    assert eventually(lambda: (seen := site.current()) and seen.next_end == soon)
    eventually(lambda: clock.now() >= soon)
    assert (seen := site.current()) is None or seen.next_end > soon
    assert eventually(site.current).next_end > soon


def test_P10_kept_bytes_end_with_the_appeal_and_not_a_look_later(client, keeper):
    now = clock.now()
    appeal = publish_appeal(now=now, review_at=now + timedelta(seconds=3))
    path = f"/appeals/{appeal.public_id}"
    assert keep(keeper, client, path).status_code == 200
    while clock.now() < appeal.review_at:
        assert client.get("/appeals").status_code == 200
    assert client.get(path).status_code == 410
    assert appeal.public_id not in client.get("/appeals").text


def test_R2_a_process_that_withdraws_has_forgotten_with_the_commit(client, keeper):
    appeal = publish_appeal(now=clock.now())
    path = f"/appeals/{appeal.public_id}"
    keep(keeper, client, path)
    end_appeal(appeal.appeal_id)
    assert client.get(path).status_code == 410


def test_P9_every_own_address_is_kept_and_then_as_one_that_never_was(client, keeper):
    desk = make_desk()
    appeal = published_with_photo(desk, clock.now())
    own = [each.path for each in channels.addresses(appeal) if each.kind is Kind.OWN and "sighting" not in each.path]
    tags = {path: client.get(path).headers.get("ETag", '"none"') for path in own}
    keep(keeper, client, f"/appeals/{appeal.public_id}")
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    for path, tag in tags.items():
        tongue = path[:3] if path[1:].partition("/")[0] in LANGUAGES else ""
        unknown = client.get(f"{tongue}/appeals/00000000000000000000")
        for headers in ({}, {"If-None-Match": tag, "Accept-Encoding": "br"}):
            answer = client.get(path, headers=headers)
            assert (answer.status, answer.data, list(answer.headers)) == (
                unknown.status, unknown.data, list(unknown.headers)
            ), path  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/appeals", "/feeds/appeals.rss", "/feeds/appeals.atom", "/cy/appeals"])
def test_lists_and_feeds_are_kept_and_refuse_to_be_archived(client, keeper, path):
    publish_appeal(now=clock.now())
    answer = keep(keeper, client, path)
    assert answer.headers["X-Robots-Tag"] == "noarchive"
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=5, must-revalidate"
    again = client.get(path, headers={"Accept-Encoding": "br"})
    assert again.headers["Content-Encoding"] == "br"
    assert {name for name, _ in answer.headers} <= {name for name, _ in again.headers}


def test_an_unknown_host_is_refused_although_the_page_is_kept(client, keeper):
    keep(keeper, client, "/")
    assert client.get("/", base_url="http://elsewhere.example.org").status_code == 400
    assert client.get("/", headers={"Host": "localhost.elsewhere.example.org"}).status_code == 400


def test_an_answer_of_kept_bytes_is_counted_as_any_other(client, keeper):
    keep(keeper, client, "/")
    counted = measures.REQUESTS.labels("appeals.home", "GET", 200)
    before = counted._value.get()
    client.get("/")
    eventually(lambda: counted._value.get() > before)


class Visitor:
    """Asks one process for one page, on and on, and notes the moment of the last answer that was not neutral."""

    def __init__(self, port, path):
        self.port, self.path = port, path
        self.last_shown = 0.0
        self.faults = []
        self.count = 0
        self.stopped = Event()
        self.thread = Thread(target=self._ask)

    def _ask(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not self.stopped.is_set():
            began = time.monotonic()
            connection.request("GET", self.path, headers={"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
            self.count += 1
            if answer.status == 200:
                self.last_shown = began
            elif answer.status != 410:
                self.faults.append(answer.status)


def test_R2_a_withdrawal_in_one_process_is_neutral_in_all_others_within_two_seconds(environment, tmp_path):
    desk = make_desk()
    appeal = published_with_photo(desk, clock.now())
    systems = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        state = {**environment, "SEARCHHERO_STATE_DIR": str(folder)}
        systems.append(System(state, folder, free_port()))
    visitors = [Visitor(system.port, f"/appeals/{appeal.public_id}") for system in systems]
    try:
        for system in systems:
            system.start("web")
        for visitor in visitors:
            visitor.thread.start()
        eventually(lambda: min(visitor.count for visitor in visitors) > 200)
        workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
        withdrawn = time.monotonic()
        time.sleep(BOUND + 1)
    finally:
        for visitor in visitors:
            visitor.stopped.set()
        for visitor in visitors:
            if visitor.thread.ident:
                visitor.thread.join(15)
        for system in systems:
            system.stop()
    assert [visitor.faults for visitor in visitors] == [[], []]
    assert all(visitor.last_shown for visitor in visitors)
    assert max(visitor.last_shown for visitor in visitors) - withdrawn <= BOUND
