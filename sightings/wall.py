"""This room's tiles on the staff wall."""

from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from sightings.queries import ages
from sightings.queries.ages import Wait
from sightings.rules.states import Lane
from staff.access import Person
from staff.rules import Role
from staff.wall import Tile, tile

_DESK, _POLICE = "/staff/sightings", "/staff/sightings?show=police"


@tile(Role.TRIAGER, Role.DUTY_MANAGER)
def unopened_urgent(session: Session, person: Person, now: datetime) -> Tile | None:
    return _only_if_any(gettext("Urgent reports that nobody has opened"), ages.unopened_urgent(session), _DESK)


@tile(Role.TRIAGER, Role.DUTY_MANAGER, Role.ADMINISTRATOR)
def unsendable(session: Session, person: Person, now: datetime) -> Tile | None:
    title = gettext("Reports that cannot go: the team has no approved address")
    return _only_if_any(title, ages.unsendable(session), "/staff/teams")


@tile(Role.TRIAGER, Role.DUTY_MANAGER)
def red(session: Session, person: Person, now: datetime) -> Tile | None:
    title = gettext("The police have not answered anything: telephone them")
    return _only_if_any(title, ages.red(session), _POLICE)


@tile(Role.TRIAGER, Role.DUTY_MANAGER)
def needs_a_human(session: Session, person: Person, now: datetime) -> Tile | None:
    title = gettext("Senders who need a person today")
    return _only_if_any(title, ages.supportive(session), _DESK)


@tile(Role.DUTY_MANAGER, Role.APPROVER)
def located(session: Session, person: Person, now: datetime) -> Tile | None:
    title = gettext("The police say located: withdraw?")
    return _only_if_any(title, ages.located_but_public(session, now), "/staff/appeals")


@tile(Role.TRIAGER, Role.DUTY_MANAGER)
def past_due(session: Session, person: Person, now: datetime) -> Tile | None:
    return _plain(gettext("Not acknowledged by the police in time"), ages.past_due(session, now), _POLICE)


@tile(Role.TRIAGER, Role.DUTY_MANAGER)
def untriaged(session: Session, person: Person, now: datetime) -> Tile | None:
    return _plain(gettext("Reports to look at"), ages.untriaged(session, Lane.NORMAL), _DESK)


@tile(Role.TRIAGER, Role.DUTY_MANAGER)
def untriaged_slow(session: Session, person: Person, now: datetime) -> Tile | None:
    return _plain(gettext("Reports in the slow lane"), ages.untriaged(session, Lane.SLOW), _DESK)


@tile(Role.DUTY_MANAGER)
def without_outcome(session: Session, person: Person, now: datetime) -> Tile | None:
    title = gettext("With the police for a week, no outcome yet")
    return _plain(title, ages.without_outcome(session, now), _POLICE)


def _only_if_any(title: str, wait: Wait, url: str) -> Tile | None:
    count, since = wait
    return Tile(title=title, count=count, url=url, since=since, urgent=True) if count else None


def _plain(title: str, wait: Wait, url: str) -> Tile:
    count, since = wait
    return Tile(title=title, count=count, url=url, since=since)
