"""What every command shares with its terminal: the language it speaks, and how it says no in one line."""

import argparse
import os
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from assist.messages import UI_LANGUAGES, say
from assist.settings import Settings

if TYPE_CHECKING:
    from assist.store.database import Database


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # pyright: ignore[reportPrivateUsage]
"""What `register` gets; argparse has no public name for it."""


class Refusal(Exception):
    """Ends a command with one line on standard error that says what is wrong and how to mend it.

    `status` is the exit status: 1 where the input had errors, 2 where the command cannot be run like this.
    """

    def __init__(self, line: str, status: int = 2) -> None:
        super().__init__(line)
        self.status = status


def stated_language() -> str | None:
    """The language that the environment names (LC_ALL, LC_MESSAGES, LANG), or None for C and the like."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = os.environ.get(variable, "")
        if locale:
            code = locale.lower().split("_")[0].split(".")[0]
            return "id" if code in ("id", "in", "ind") else "en" if code == "en" else None
    return None


def language() -> str:
    """The interface language of this terminal; English where the environment names neither."""
    return stated_language() or UI_LANGUAGES[0]


def read_settings(args: argparse.Namespace) -> Settings:
    """The settings: options of the command named like one, then `ASSIST_…`, then the defaults.

    Raises Refusal where a value cannot be used.
    """
    named = {name: getattr(args, name, None) for name in Settings.model_fields}
    try:
        return Settings(**{name: value for name, value in named.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Refusal(
            say("cli.bad_setting", language(), name=name, value=first["input"], why=first["msg"])
        ) from None


def open_store(settings: Settings) -> "Database":
    """The store that the settings name, migrated; raises Refusal where it cannot be opened."""
    from sqlalchemy.exc import ArgumentError, DBAPIError

    from assist.store.database import open_database
    from assist.store.migrate import SchemaTooNew

    try:
        return open_database(settings)
    except SchemaTooNew as error:
        later = say("cli.later_store", language(), data=settings.data, revision=error.revision)
        raise Refusal(later) from None
    except (OSError, ValueError, ArgumentError, DBAPIError) as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise Refusal(say("cli.no_store", language(), data=settings.data, why=why)) from None
