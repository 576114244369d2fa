"""The web edge of the sightings room."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
