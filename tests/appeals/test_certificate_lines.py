"""One line of the certificate for all addresses of a channel: the worst of them is what it says."""

from datetime import UTC, datetime

from appeals.certificate.document import SealedChannel
from appeals.certificate.summary import by_channel

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def address(path: str, *, fault: str = "", neutral: bool = False) -> SealedChannel:
    return SealedChannel(
        channel="feeds", path=path, kind="shared", shown_at=AT, shown_date=AT, neutral_since=AT if neutral else None,
        neutral_date=AT if neutral else None, checked_at=AT, status=200, fault=fault,
    )  # fmt: skip


def test_R3_an_address_that_still_shows_the_person_is_not_hidden_behind_one_that_was_not_looked_at_yet():
    waiting, silent, shows = address("/1"), address("/2", fault="timeout"), address("/3", fault="shows")
    for rows in ([waiting, silent, shows], [shows, silent, waiting], [silent, waiting, shows]):
        assert [(each.addresses, each.fault) for each in by_channel(rows)] == [(3, "shows")]
    assert by_channel([address("/4", neutral=True), waiting, silent])[0].fault == "timeout"


def test_R3_a_channel_is_neutral_since_the_last_of_its_addresses_is():
    assert by_channel([address("/1", neutral=True), address("/2")])[0].neutral_since is None
    assert by_channel([address("/1", neutral=True), address("/2", neutral=True)])[0].neutral_since == AT
