"""Alembic's environment: it runs as the owner of the tables, on the connection that it is given."""

from typing import Any, Literal

from alembic import context

from foundation.database import Sealed, SealedText
from searchhero.tables import metadata


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """An encrypted column is bytes to the database: a migration does not lean on the code of its day."""
    return "sa.LargeBinary()" if kind == "type" and isinstance(item, Sealed | SealedText) else False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_type=True, render_item=render_item)
with context.begin_transaction():
    context.run_migrations()
