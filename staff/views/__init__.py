"""The web edge."""

from flask import Blueprint

from staff.views import account, audit, deeds, loader, mail, partners, people, sign_in, teams, tiles, unsaved, wall

BLUEPRINTS: tuple[Blueprint, ...] = (
    loader.blueprint,
    sign_in.blueprint,
    account.blueprint,
    people.blueprint,
    teams.blueprint,
    partners.blueprint,
    audit.blueprint,
    mail.blueprint,
    unsaved.blueprint,
)
HUNG = (deeds, tiles, wall)
"""Imported for what they hang on the blueprints and on the wall, and for what they say."""
