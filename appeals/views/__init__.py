"""The web edge."""

from flask import Blueprint

from appeals.views import (
    api,
    api_keys,
    briefing,
    carry,
    certificate,
    deeds,
    desk,
    door,
    door_desk,
    embed,
    feeds,
    gate,
    history,
    life,
    listing,
    partner_link,
    photos,
    preview,
    previewed,
    public,
    purge,
    tiles,
    translations,
    warning,
)

__all__ = ["BLUEPRINTS", "deeds", "previewed", "tiles"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    public.blueprint,
    carry.blueprint,
    door.blueprint,
    door_desk.blueprint,
    embed.blueprint,
    feeds.blueprint,
    api.blueprint,
    api_keys.blueprint,
    desk.blueprint,
    warning.blueprint,
    gate.blueprint,
    certificate.blueprint,
    history.blueprint,
    photos.blueprint,
    briefing.blueprint,
    partner_link.blueprint,
    translations.blueprint,
    preview.blueprint,
    life.blueprint,
    listing.blueprint,
    purge.blueprint,
)
