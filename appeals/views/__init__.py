"""The web edge."""

from flask import Blueprint

from appeals.views import (
    api,
    api_keys,
    carry,
    desk,
    embed,
    feeds,
    gate,
    life,
    listing,
    photos,
    preview,
    previewed,
    public,
    tiles,
    translations,
)

__all__ = ["BLUEPRINTS", "previewed", "tiles"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    public.blueprint,
    carry.blueprint,
    embed.blueprint,
    feeds.blueprint,
    api.blueprint,
    api_keys.blueprint,
    desk.blueprint,
    gate.blueprint,
    photos.blueprint,
    translations.blueprint,
    preview.blueprint,
    life.blueprint,
    listing.blueprint,
)
