"""The web edge of the sightings room."""

from flask import Blueprint

from sightings import wall
from sightings.views import deeds
from sightings.views.desk import DESK
from sightings.views.receipt import RECEIPT
from sightings.views.report import REPORT
from sightings.views.team import TEAM

__all__ = ["BLUEPRINTS", "deeds", "wall"]

BLUEPRINTS: tuple[Blueprint, ...] = (REPORT, RECEIPT, DESK, TEAM)
