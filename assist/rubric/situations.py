"""Situations that a wording needs or must not meet: what the customer tells, what the reply does already."""

from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

from assist.rubric.tables import LANGUAGES, Finder, table, whole

Where = Literal["customer", "reply", "phrase", "draft"]
UNTROUBLED: Final = "untroubled"
"""The one situation that no words show: the model finds nothing that happened to the customer."""


MIDWAY: Final = "midway"
"""Nor this one: the reply goes on behind the phrase, so that nothing closes it there."""


class Situation(NamedTuple):
    """One situation in one language; `of` tells whose words are searched."""

    name: str
    of: Where
    when: Finder
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def situations(language: str) -> dict[str, Situation]:
    """All situations by name."""
    parts = table(language, "parts")
    return {
        name: Situation(
            name,
            entry["of"],
            Finder(whole(entry["when"], parts)),
            tuple(entry["yes"]),
            tuple(entry["no"]),
        )
        for name, entry in table(language, "situations").items()
    }


@lru_cache(maxsize=512)
def holding(text: str, of: Where) -> frozenset[str]:
    """Names of the situations that `text`, the words of `of`, shows. Both languages are searched."""
    return frozenset(
        name
        for language in LANGUAGES
        for name, situation in situations(language).items()
        if situation.of == of and situation.when(text)
    )


@lru_cache(maxsize=2048)
def shows(text: str, of: Where, *names: str) -> bool:
    """Whether `text`, the words of `of`, shows one of the situations `names`: `holding` searches them all."""
    return any(
        situation.of == of and situation.when(text)
        for language in LANGUAGES
        for name in names
        if (situation := situations(language).get(name))
    )
