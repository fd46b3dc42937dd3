"""Past replies in bulk, from a file into the review queue or into a file of results."""

import threading
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from assist.bulk import into_store
from assist.bulk.columns import Columns, guess
from assist.bulk.into_store import faults, imports
from assist.bulk.rows import Fault, Raw, Unreadable, columns_of, read
from assist.bulk.steps import Progress
from assist.scoring.scorer import Scorer
from assist.store.database import Database
from assist.store.intake import Intake
from assist.store.tables import Import, Person

__all__ = [
    "Fault",
    "Preview",
    "Progress",
    "Unreadable",
    "begin",
    "fault_message",
    "faults",
    "imports",
    "preview",
    "run",
]

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, as far as its first rows tell."""

    columns: list[str]
    rows: list[dict[str, str]]
    guess: dict[str, str]
    """The column of each field, by the columns' names; empty where none fits."""


def preview(path: Path) -> Preview:
    """The columns, the first good rows, and what each column seems to be. Raises Unreadable."""
    columns = columns_of(path)
    rows = list(islice((row.values for row in read(path) if isinstance(row, Raw)), _SHOWN))
    return Preview(columns, rows, guess(columns).to_json())


def begin(
    database: Database, path: Path, name: str, mapping: dict[str, str], person: Person | None
) -> Import:
    """The import of this file by this mapping of fields to columns: a new one, or the one it goes on with."""
    return into_store.begin(database, path, name, Columns(**mapping), person)


def run(database: Database, scorer: Scorer, import_id: int, *, stop: threading.Event) -> None:
    """Import what is left until done, or until `stop` is set. Raises as `into_store.steps` does."""
    steps = into_store.steps(database, scorer, Intake(scorer.settings), import_id)
    for _ in steps:
        if stop.is_set():
            steps.close()
            return


def fault_message(fault: Fault, language: str) -> str:
    """What is wrong with a row, in one sentence."""
    return fault.message(language)
