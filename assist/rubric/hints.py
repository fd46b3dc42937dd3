"""Rules for hints: advice on a whole reply that is no fault of the three scores."""

import re
from functools import cache
from typing import NamedTuple

from assist.rubric.tables import pattern, table


class HintRule(NamedTuple):
    """One hint: `message` with slots, what to count, and what keeps it away."""

    kind: str
    message: str
    pattern: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    at_least: int
    words: int
    sentence: int
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def hint_rules(language: str) -> dict[str, HintRule]:
    """The rules of `language` by kind, in the order in which hints are shown."""
    return {kind: _rule(kind, entry) for kind, entry in table(language, "hints").items()}


def _rule(kind: str, entry: dict[str, object]) -> HintRule:
    def regular(key: str) -> re.Pattern[str] | None:
        return pattern(str(entry[key])) if key in entry else None

    def number(key: str) -> int:
        return int(str(entry.get(key, 0)))

    def examples(key: str) -> tuple[str, ...]:
        found = entry[key]
        assert isinstance(found, list)
        return tuple(str(example) for example in found)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

    return HintRule(
        kind,
        str(entry["message"]),
        regular("pattern"),
        regular("unless"),
        number("at_least"),
        number("words"),
        number("sentence"),
        examples("yes"),
        examples("no"),
    )
