"""The web edge. Public pages set no cookie; pages behind a link are kept by nobody on the way."""

from flask import Blueprint

from heroes import certificate, preview
from heroes.views import deeds
from heroes.views.desk import desk
from heroes.views.public import heroes

__all__ = ["BLUEPRINTS", "certificate", "deeds", "preview"]

BLUEPRINTS: tuple[Blueprint, ...] = (heroes, desk)
