from foundation.database import reading, transaction
from staff import queries
from staff.rules import Role
from tests.staff.factories import make_person, make_team


def test_team(signed_in):
    with transaction() as session:
        make_person(session, Role.EDITOR)
        team = make_team(session)
    with reading() as session:
        assert len(queries.approved_addresses(session, team.id)) == 1
    assert signed_in(Role.EDITOR).person
