"""The recovery path: the nine steps by name, what each does, and words to begin it with."""

from functools import cache
from typing import NamedTuple

from assist.rubric.rubric import STEPS
from assist.rubric.tables import table


class StepWords(NamedTuple):
    """A step as an agent sees it; `starter` begins its sentence and ends without punctuation."""

    step: str
    name: str
    what: str
    starter: str


@cache
def recovery_path(language: str) -> tuple[StepWords, ...]:
    """All steps in the rubric's order, in `language`."""
    entries = table(language, "steps")
    return tuple(
        StepWords(step, entries[step]["name"], entries[step]["what"], entries[step]["starter"])
        for step in STEPS
    )
