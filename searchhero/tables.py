"""All tables of all rooms, for migrations and for the sweeps over encrypted columns."""

import importlib

from foundation.database import Base

MODELS = (
    "foundation.audit.models",
    "foundation.background",
    "foundation.places.models",
    "outbox.models",
    "staff.models",
    "appeals.models",
    "heroes.models",
    "sightings.models",
)

for name in MODELS:
    importlib.import_module(name)

metadata = Base.metadata
