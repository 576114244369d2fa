"""The web edge."""

from flask import Blueprint

from appeals.views import desk, gate, public, tiles

__all__ = ["BLUEPRINTS", "tiles"]

BLUEPRINTS: tuple[Blueprint, ...] = (public.blueprint, desk.blueprint, gate.blueprint)
