"""The rubric's sentences as they lie on disk: one readable TOML file a subject and language."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

_HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "id")
"""Languages that the rubric has sentences in."""
_ESCAPED: Final = re.compile(r"\\.|\(\?P<\w+>")
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


class Finder:
    """Whether a text shows a pattern, upper and lower case alike, how often, and where.

    Alternatives are tried twice as fast in a text of small letters as with case ignored, so the text is
    made small for a pattern that asks for no capitals.
    """

    def __init__(self, source: str) -> None:
        self._small = "(?-i:" not in source and not any(map(str.isupper, _ESCAPED.sub("", source)))
        self._pattern = re.compile(source) if self._small else pattern(source)

    def __call__(self, text: str) -> bool:
        """Whether `text` shows the pattern."""
        return self._pattern.search(small(text) if self._small else text) is not None

    def count(self, text: str) -> int:
        """How often `text` shows the pattern."""
        return len(self._pattern.findall(small(text) if self._small else text))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where `text` shows the pattern."""
        lower = small(text) if self._small else text
        if len(lower) != len(text):  # "İ" is two letters when small
            return [match.span() for match in pattern(self._pattern.pattern).finditer(text)]
        return [match.span() for match in self._pattern.finditer(lower)]


@lru_cache(maxsize=64)
def small(text: str) -> str:
    """`text` in small letters; asked for by one pattern after another."""
    return text.lower()


def spoken(language: str, ui: str | None = None) -> str:
    """The language to speak about a draft in `language`: `ui` where it is one of ours, else the draft's.

    A mixed draft is answered in Indonesian, whose agents mix; one in another language in English.
    """
    if ui in LANGUAGES:
        return ui
    return "id" if language in ("id", "mixed") else "en"
