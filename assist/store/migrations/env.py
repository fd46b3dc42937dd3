"""Alembic's entry: runs the migrations on the connection that `assist.store.migrate` hands over."""

from typing import Any

from alembic import context

from assist.store import ids  # noqa: F401  # pyright: ignore[reportUnusedImport]  adds its sequence
from assist.store.tables import Base


def ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Leave out of comparisons what 0002 makes in SQL, where the two databases differ."""
    return not (name or "").startswith("reply_search") and (kind, name) != ("column", "search")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=ours,
)
context.run_migrations()
