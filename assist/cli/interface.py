"""What every command shares with its terminal: the language it speaks, and how it says no in one line."""

import os

from assist.messages import UI_LANGUAGES


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
