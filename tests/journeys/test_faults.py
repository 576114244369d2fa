"""The same journey, with the power cut in the middle: nothing is lost.

Each test stalls or breaks one part while a confirm mail, a digest, a forwarding and a photo are all under way.
"""

import re
from io import BytesIO

import pytest
import redis
from PIL import Image
from sqlalchemy import select

from appeals.rules import PublicAppeal
from foundation import clock
from foundation.database import reading, transaction
from outbox.models import OutboxMessage
from sightings.models import Sighting, SightingPhoto
from tests.appeals.factories import publish_appeal
from tests.heroes.factories import follow
from tests.journeys.system import System, eventually
from tests.journeys.visitor import Visitor
from tests.outbox.relay import Relay
from tests.staff.factories import make_team

TEAM = "mpu.north@northshire.example.org"
NEWCOMER = "newcomer@people.example.org"
DANGER = "A woman is lying by the bench now and her hand is bleeding."
pytestmark = pytest.mark.timeout(420)


@pytest.fixture
def appeal() -> PublicAppeal:
    """A live appeal around Inverness whose team has an address."""
    with transaction() as session:
        team = make_team(session, emails=(TEAM,))
    return publish_appeal(
        now=clock.now(), team_id=team.id, area="Inverness, Highland", latitude=57.478, longitude=-4.224
    )


def set_off(system: System, visitor: Visitor, appeal: PublicAppeal) -> list[str]:
    """Put one of everything under way; the addresses that must get mail."""
    heroes = [follow("Inverness", 50_000, "daily", address=f"hero{number}@people.example.org") for number in range(3)]
    assert heroes
    visitor.join(NEWCOMER, "Inverness, Highland")
    visitor.report(appeal.public_id, DANGER, place_words="The bench below the Old Ropeworks")
    photo = BytesIO()
    Image.new("RGB", (400, 300), (90, 120, 90)).save(photo, "JPEG")
    visitor.report_with_photo(appeal.public_id, "She walked along the towpath.", photo.getvalue())
    system.command("digest", "run", "daily")
    return [NEWCOMER, TEAM, *(f"hero{number}@people.example.org" for number in range(3))]


def everything_arrived(relay: Relay, addresses: list[str]) -> None:
    """Everybody has their mail, and who has it twice has it under one Message-ID."""
    for address in addresses:
        got = eventually(lambda who=address: relay.to(who), seconds=200, what=f"the mail to {address}")
        about = {str(mail.message["Message-ID"]) for mail in got}
        assert len(about) <= 1 + (address == TEAM), f"{address} got {len(about)} different mails"
    eventually(lambda: states(SightingPhoto) == {"clean"}, seconds=120, what="the clean photo")
    assert states(Sighting) == {"submitted", "forwarded"}
    eventually(lambda: states(OutboxMessage) == {"sent"}, seconds=120, what="an outbox without a waiting row")


def states(table: type[Sighting | SightingPhoto | OutboxMessage]) -> set[str]:
    with reading() as session:
        return set(session.scalars(select(table.state)))


def test_Y6_workers_killed_while_every_mail_is_on_the_wire_lose_nothing(
    system: System, visitor: Visitor, relay: Relay, appeal: PublicAppeal
) -> None:
    relay.stalled = True
    addresses = set_off(system, visitor, appeal)
    eventually(lambda: relay.stalling >= 2, what="mails that wait for the relay's answer")
    system.kill("worker")
    system.kill("bulk")
    relay.stalled = False
    system.start("worker", "bulk")
    everything_arrived(relay, addresses)


def test_Y6_an_emptied_valkey_loses_nothing_of_what_was_queued(
    system: System, visitor: Visitor, relay: Relay, appeal: PublicAppeal
) -> None:
    system.kill("worker")
    system.kill("bulk")
    addresses = set_off(system, visitor, appeal)
    broker = redis.Redis.from_url(system.environment["SEARCHHERO_VALKEY_URL"])
    assert broker.llen("urgent") + broker.llen("default") + broker.llen("bulk") > 0
    broker.flushall()
    system.start("worker", "bulk")
    everything_arrived(relay, addresses)


def test_Y6_a_relay_that_is_down_for_a_while_loses_nothing(
    system: System, visitor: Visitor, relay: Relay, appeal: PublicAppeal
) -> None:
    relay.down()
    addresses = set_off(system, visitor, appeal)
    eventually(_tried_in_vain, what="an attempt that found the relay down")
    relay.up()
    everything_arrived(relay, addresses)


def _tried_in_vain() -> bool:
    with reading() as session:
        return bool(session.scalar(select(OutboxMessage.id).where(OutboxMessage.attempts > 0).limit(1)))


def test_H2_the_confirm_link_still_works_when_the_web_was_killed_in_between(
    system: System, visitor: Visitor, relay: Relay
) -> None:
    visitor.join(NEWCOMER, "Inverness, Highland")
    mail = eventually(lambda: relay.to(NEWCOMER), what="the confirm mail")[0]
    link = re.search(r"http://\S+/heroes/confirm/\S+", mail.text)[0]
    system.kill("web")
    system.start("web")
    assert visitor.get(link).status == 200
    assert visitor.post(link).status == 200
