"""Forms of address and registers, as data: Bapak, Ibu, Kakak, kamu, Anda; formal or chatty."""

import re
from functools import cache
from typing import NamedTuple

from assist.rubric.tables import LANGUAGES, pattern, table


class Form(NamedTuple):
    """One way to address a customer in Indonesian: how to find it, as subject (`anda`), as call (`voc`)."""

    name: str
    match: re.Pattern[str]
    anda: str
    voc: str
    chatty: bool
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def forms() -> tuple[Form, ...]:
    """All forms of address."""
    return tuple(
        Form(
            name,
            pattern(entry["match"]),
            entry["anda"],
            entry["voc"],
            bool(entry.get("chatty", False)),
            tuple(entry["yes"]),
            tuple(entry["no"]),
        )
        for name, entry in table("id", "address").items()
    )


@cache
def register_marks(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What marks a (chatty, formal) draft in `language`."""
    entry = table(language, "register")
    return pattern(entry["chatty"]), pattern(entry["formal"])


@cache
def casual(language: str) -> tuple[tuple[str, str], ...]:
    """How words of our edits (first) are put in a chatty draft (second)."""
    return tuple((formal, chatty) for formal, chatty in table(language, "register")["casual"])


@cache
def titles(*languages: str) -> tuple[str, ...]:
    """The words by which a customer is called in `languages` (none named: in all), in small letters."""
    entries = [entry for name in languages or LANGUAGES for entry in table(name, "address").values()]
    return tuple(dict.fromkeys(word for entry in entries for word in entry.get("titles", ())))
