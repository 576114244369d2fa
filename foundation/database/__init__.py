"""PostgreSQL, the only dialect: the declarative base, and the one way to open a transaction."""

from foundation.database.base import Base
from foundation.database.glances import Glance, glance
from foundation.database.session import (
    SafeMethodWroteError,
    after_commit,
    alone,
    engine,
    reading,
    safe_method,
    transaction,
)
from foundation.database.types import Sealed, SealedText

__all__ = [
    "Base",
    "Glance",
    "SafeMethodWroteError",
    "Sealed",
    "SealedText",
    "after_commit",
    "alone",
    "engine",
    "glance",
    "reading",
    "safe_method",
    "transaction",
]
