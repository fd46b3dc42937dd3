"""The rubric's sentences as they lie on disk: one readable TOML file a subject and language."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

_HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "id")
"""Languages that the rubric has sentences in."""
_PART: Final = re.compile(r"\{([a-z_]+)\}")


@cache
def table(language: str, subject: str) -> dict[str, Any]:
    """The parsed ``LANGUAGE/SUBJECT.toml``. Raises FileNotFoundError for one that does not exist."""
    return tomllib.loads((_HERE / language / f"{subject}.toml").read_text(encoding="utf-8"))


def whole(source: str, parts: dict[str, str]) -> str:
    """`source` with every name in braces replaced by the part that it stands for."""
    return _PART.sub(lambda named: whole(parts[named[1]], parts), source)


@cache
def pattern(source: str) -> re.Pattern[str]:
    """`source` as a regular expression that takes upper and lower case alike."""
    return re.compile(source, re.IGNORECASE)


def spoken(language: str, ui: str | None = None) -> str:
    """The language to speak about a draft in `language`: `ui` where it is one of ours, else the draft's.

    A mixed draft is answered in Indonesian, whose agents mix; one in another language in English.
    """
    if ui in LANGUAGES:
        return ui
    return "id" if language in ("id", "mixed") else "en"
