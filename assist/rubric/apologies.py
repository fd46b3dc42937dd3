"""Apologies that name the trouble: which trouble a customer reports, and how to be sorry for it."""

from functools import cache, lru_cache
from typing import Final, NamedTuple

from assist.rubric.befallen import befallen
from assist.rubric.tables import LANGUAGES, Finder, table, whole

WISH: Final = "wish"
"""The one entry that is no trouble: what could be better beside what the customer likes."""


class Trouble(NamedTuple):
    """One trouble in one language: how to know it, what it befalls, and apologies by register."""

    language: str
    name: str
    when: Finder
    things: tuple[str, ...]
    formal: tuple[str, ...]
    chatty: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def troubles(language: str) -> dict[str, Trouble]:
    """All troubles by name, the plainer the earlier; the last, ``general``, is what is left to say."""
    return {
        name: Trouble(
            language,
            name,
            Finder(whole(entry["when"], table(language, "parts"))),
            *(tuple(entry[key]) for key in ("things", "formal", "chatty", "yes", "no")),
        )
        for name, entry in table(language, "apologies").items()
    }


@lru_cache(maxsize=256)  # a draft's customer says the same at every keystroke
def reported(text: str) -> list[str]:
    """Names of the troubles that `text` reports: ``grave`` first, then most hits; ``general`` always last.

    Both languages are searched: customers mix them, and may write another one than the agent.
    """
    hits: dict[str, int] = {}
    for language in LANGUAGES:
        for name, trouble in troubles(language).items():
            hits[name] = max(hits.get(name, 0), trouble.when.count(text))
    named = [name for name, count in hits.items() if count and name != "general"]
    return [*sorted(named, key=lambda name: (name != "grave", -hits[name])), "general"]


def tells(text: str) -> bool:
    """Whether `text` tells of any trouble at all; a wish is none."""
    return any(
        trouble.when(text)
        for language in LANGUAGES
        for trouble in troubles(language).values()
        if trouble.name != WISH
    )


def thing_of(trouble: Trouble, text: str) -> str:
    """What the trouble befell by the clauses of `text` that tell of it, or an empty string."""
    places = [place for language in LANGUAGES for place in troubles(language)[trouble.name].when.places(text)]
    owned = any(whose in said for said in trouble.formal for whose in ("your {thing}", "{thing} {anda}"))
    return befallen(text, places, trouble.things, trouble.name, trouble.language, owned=owned)
