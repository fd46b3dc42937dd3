"""Forms of address and registers, as data: Bapak, Ibu, Kakak, kamu, Anda; formal or chatty."""

import re
from functools import cache
from typing import NamedTuple

from assist.rubric.tables import pattern, table


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
