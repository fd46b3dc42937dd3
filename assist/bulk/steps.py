"""What both ways of a bulk audit share: how far it has come, and what makes it the same audit again."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from assist.bulk.columns import Columns
from assist.bulk.rows import Unreadable


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come: rows read, of how many; stored; known before; bad."""

    done: int
    total: int
    stored: int
    bad: int

    @property
    def known(self) -> int:
        """Rows that were stored before."""
        return self.done - self.stored - self.bad


def digest(path: Path, columns: Columns) -> str:
    """Of the file's bytes and the columns: the same audit goes on where it stopped. Raises Unreadable."""
    found = hashlib.sha256(repr(sorted(columns.to_json().items())).encode())
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                found.update(block)
    except OSError as error:
        raise Unreadable("no_file", file=path, why=error.strerror or "") from error
    return found.hexdigest()
