"""The web edge."""

from flask import Blueprint

from appeals.views import carry, desk, feeds, gate, public, tiles, translations

__all__ = ["BLUEPRINTS", "tiles"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    public.blueprint,
    carry.blueprint,
    feeds.blueprint,
    desk.blueprint,
    gate.blueprint,
    translations.blueprint,
)
