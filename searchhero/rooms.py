"""What the rooms bring with them, collected by file name."""

import importlib
import importlib.util
from types import ModuleType

import click

ROOMS = ("foundation.places", "outbox", "staff", "appeals", "heroes", "sightings", "searchhero", "searchhero.demo")


def commands() -> list[click.Command]:
    """The click commands of every room's ``cli.py``."""
    return [command for room in _modules("cli") for command in getattr(room, "COMMANDS", ())]


def import_tasks() -> None:
    """Make every room's tasks, sweeps and waiting rows known to Celery."""
    _modules("tasks")


def _modules(name: str) -> list[ModuleType]:
    found = (f"{room}.{name}" for room in ROOMS)
    return [importlib.import_module(module) for module in found if importlib.util.find_spec(module)]
