"""The web edge."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
