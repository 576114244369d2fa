"""Filling the demo: everything through the journeys that real staff and senders take."""

from datetime import datetime, timedelta

from appeals.rules.door import Ask, Lane
from appeals.workflow import door
from searchhero.demo import crowd, desk, partners, people, reports
from staff.rules import Role

HIRED_BEFORE = timedelta(days=60)
ASKED = "I am safe. Please take the picture down, people at work have seen it."


def fill(now: datetime) -> None:
    """Staff, teams, partners, appeals, heroes and reports.

    Raises:
        people.AlreadyFilledError: when it was filled before; nothing was changed.
        desk.BlockedError: when an appeal of the cast does not pass the gate.
    """
    then = now - HIRED_BEFORE
    staff = people.hire(then)
    people.put_forward(staff["admin"], staff["triager"], Role.DUTY_MANAGER, now - timedelta(hours=2))
    teams = people.form_teams(staff["duty"], staff["admin"], then)
    briefed = partners.make_partners(staff["duty"], staff["admin"], then)
    writers = desk.Desk(editor=staff["editor"], approver=staff["approver"], teams=teams, partners=briefed)
    appeals = desk.publish_all(writers, now)
    partners.call_back(now)
    crowd.gather(now)
    door.ask(appeals[0], "demo", Ask(words=ASKED), lane=lambda: Lane.NORMAL, now=now - timedelta(minutes=4))
    reports.report_all(reports.Desk(triager=staff["triager"], appeals=appeals), now)
