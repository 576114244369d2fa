"""The WebSub hub is told of every change, and of nothing else; how we speak to servers of others."""

from ipaddress import ip_address

import pytest

from appeals.queries import programs
from appeals.workflow import hub
from appeals.workflow.marks import raise_epoch
from foundation import clock
from foundation.database import reading, transaction
from foundation.outward import OutwardError, is_public, post_form
from tests.appeals.factories import publish_appeal

HUB = "https://hub.example.org/"


class FakeHub:
    """Takes what it is told, or does not."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers, self.told = list(answers), []

    def __call__(self, url, fields):
        self.told.append((url, fields))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def change():
    """Something public changes."""

    def happen() -> None:
        with transaction() as session:
            raise_epoch(session, clock.now())

    happen()
    return happen


def test_a_change_is_told_once_with_every_feed_that_holds_it(change):
    publish_appeal(now=clock.now(), region="Highland", nation="Scotland")
    fake = FakeHub(202, 202)
    assert hub.tell_hub(HUB, fake, now=clock.now())
    assert hub.tell_hub(HUB, fake, now=clock.now())
    ((url, fields),) = fake.told
    assert url == HUB
    assert fields[0] == ("hub.mode", "publish")
    assert {address for name, address in fields[1:] if name == "hub.url"} == {
        f"http://localhost/feeds/{name}.{form}"
        for name in ("appeals", "areas/highland", "areas/scotland")
        for form in ("rss", "atom", "json", "cap.xml")
    }
    change()
    hub.tell_hub(HUB, fake, now=clock.now())
    assert len(fake.told) == 2


@pytest.mark.parametrize("fault", [500, 302, OutwardError("TimeoutError")])
def test_a_hub_that_does_not_take_it_is_told_again(change, fault):
    fake = FakeHub(fault, 204)
    assert not hub.tell_hub(HUB, fake, now=clock.now())
    with reading() as session:
        assert programs.untold(session, HUB) is not None
    assert hub.tell_hub(HUB, fake, now=clock.now())
    with reading() as session:
        assert programs.untold(session, HUB) is None


@pytest.mark.parametrize("url", ["http://hub.example.org/", "ftp://hub.example.org/", "https:///x", "hub"])
def test_threat_32_only_https_is_spoken(url):
    with pytest.raises(OutwardError, match="https"):
        post_form(url, [], resolve=lambda host, port: pytest.fail("it was looked up"))


@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["fd00::1"], ["::ffff:127.0.0.1"], ["100.64.0.1"],
     ["224.0.0.1"], ["0.0.0.0"], ["8.8.8.8", "192.168.0.1"], []],
)  # fmt: skip
def test_threat_32_a_name_that_leads_inside_is_refused(found):
    with pytest.raises(OutwardError, match="public"):
        post_form(HUB, [], resolve=lambda host, port: [ip_address(each) for each in found])


def test_an_open_address_is_public():
    assert is_public(ip_address("8.8.8.8")) and is_public(ip_address("2606:4700::1111"))


def test_a_server_that_is_not_there_is_an_outward_fault_and_nothing_else():
    from searchhero.embedded import free_port

    where = f"https://localhost:{free_port()}/"
    with pytest.raises(OutwardError, match="ConnectionRefusedError"):
        post_form(where, [], resolve=lambda host, port: [ip_address("127.0.0.1")], may=lambda address: True)


def test_one_without_a_certificate_that_we_trust_is_told_nothing(live_server):
    where = live_server.replace("http:", "https:")
    with pytest.raises(OutwardError, match="SSL"):
        post_form(where, [], resolve=lambda host, port: [ip_address("127.0.0.1")], may=lambda address: True)
