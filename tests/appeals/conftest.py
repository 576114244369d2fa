"""What nearly every test of appeals begins with."""

from datetime import datetime

import pytest

from foundation import clock
from tests.appeals.factories import Desk, make_desk


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def desk() -> Desk:
    """People who write, approve and manage, and a team."""
    return make_desk()
