"""Rows as a Parquet file, for installs that have the extra `parquet`."""

import tempfile
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import Any, Final

_BATCH: Final = 1000
_CHUNK: Final = 1 << 16
_TEXTS: Final = ("settled_apology", "settled_kinds", "settled_by", "settled_at")


def pieces(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """The file in pieces; it is written to disk first, as its index comes last."""
    # pyarrow has no types of its own, and is not there in every install.
    pa: Any = import_module("pyarrow")
    pq: Any = import_module("pyarrow.parquet")
    with tempfile.TemporaryFile() as file:
        writer: Any = None
        schema: Any = None
        while batch := list(islice(rows, _BATCH)):
            schema = schema or pa.schema([(name, _type(pa, name)) for name in batch[0]])
            writer = writer or pq.ParquetWriter(file, schema)
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
        if writer is None:
            pq.write_table(pa.table({"id": pa.array([], pa.string())}), file)
        else:
            writer.close()
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece


def _type(pa: Any, name: str) -> Any:
    """A column's type by its name, not by the first rows' values: those may all be empty."""
    if name.startswith("score_"):
        return pa.float64()
    if name.startswith("settled_") and name not in _TEXTS:
        return pa.bool_()
    return pa.string()
