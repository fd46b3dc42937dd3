"""Where a reply's parts begin and end, and which sentences lean on their neighbours."""

import re
from functools import cache
from typing import Final, NamedTuple

from assist.rubric.tables import pattern, table

PLACES: Final = (
    "greeting",
    "hello",
    "thanks",
    "told",
    "assent",
    "meant",
    "known",
    "intro",
    "closing",
    "clause",
    "title",
    "leaning",
    "echo",
)


class Place(NamedTuple):
    """One part of a reply: its pattern, tried from a sentence's start, and examples that tests run."""

    pattern: re.Pattern[str]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def place(language: str, name: str) -> Place:
    """The part `name` (one of PLACES) as `language` writes it."""
    entry = table(language, "places")[name]
    return Place(pattern(entry["pattern"]), tuple(entry["yes"]), tuple(entry["no"]))
