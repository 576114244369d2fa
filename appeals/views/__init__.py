"""The web edge."""

from flask import Blueprint

from appeals.views import api, api_keys, carry, desk, feeds, gate, photos, public, tiles, translations

__all__ = ["BLUEPRINTS", "tiles"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    public.blueprint,
    carry.blueprint,
    feeds.blueprint,
    api.blueprint,
    api_keys.blueprint,
    desk.blueprint,
    gate.blueprint,
    photos.blueprint,
    translations.blueprint,
)
