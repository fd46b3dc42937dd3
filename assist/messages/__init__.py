"""Every sentence that people read and that is not about the rubric, by key, in each interface language."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

UI_LANGUAGES: Final = ("en", "id")


@cache
def catalogue(language: str) -> dict[str, str]:
    """All messages of `language` as ``room.key`` → text, read from ``messages/LANGUAGE/ROOM.toml``."""
    found: dict[str, str] = {}
    for file in sorted(files(__name__).joinpath(language).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for key, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
                found[f"{file.name.removesuffix('.toml')}.{key}"] = str(text)
    return found


def say(key: str, language: str = "en", **values: Any) -> str:
    """The message `key` in `language` (English where that is none of UI_LANGUAGES), filled with `values`.

    Raises KeyError for an unknown key: a missing sentence is a fault in the code, caught by tests.
    """
    return catalogue(language if language in UI_LANGUAGES else "en")[key].format(**values)
