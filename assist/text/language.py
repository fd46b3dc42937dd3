"""Which language a reply is in: Indonesian (or Malay), English, both, or one that nobody trained us for."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal, cast

from py3langid.langid import MODEL_FILE, LanguageIdentifier

Language = Literal["id", "en", "mixed", "other"]

MIXED_SHARE: Final = 0.25
"""Share of the recognised function words that the weaker language needs for a reply to count as mixed."""
_KNOWN_SHARE: Final = 0.3  # of all words; below it the language model is asked as well
_SURE: Final = 0.8  # probability from which the language model overrules the function words
_KNOWN: Final[dict[str, Language]] = {"id": "id", "ms": "id", "jv": "id", "su": "id", "en": "en"}
"""What the language model's codes stand for here."""
_LEAST_WORDS: Final = 4
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@lru_cache(maxsize=1024)  # the language model takes ten milliseconds where it is asked
def detect(text: str) -> Language:
    """The language of `text`. Too little text to tell is ``id`` or ``en`` by its nearest sound.

    Function words decide (a page of each language lies beside this module); where they are too few,
    py3langid's model does, over all its languages first, so that Dutch or Thai comes out as ``other``.
    """
    if not text.isascii() and _mostly_foreign(text):
        return "other"
    words: list[str] = _WORD.findall(text.lower().replace("’", "'"))
    indonesian = sum(word in function_words("id") for word in words)
    english = sum(word in function_words("en") for word in words)
    if indonesian + english < _KNOWN_SHARE * len(words) or indonesian == english == 0:
        ranked = _by_model(text)
        nearest, probability = ranked[0]
        if nearest not in _KNOWN and len(words) >= _LEAST_WORDS and probability >= _SURE:
            return "other"
        if indonesian == english:
            return next(_KNOWN[code] for code, _ in ranked if code in _KNOWN)
    weaker = min(indonesian, english)
    if weaker >= 2 and weaker >= MIXED_SHARE * (indonesian + english):
        return "mixed"
    return "id" if indonesian >= english else "en"


def _mostly_foreign(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    return len(_LATIN.findall(text)) < letters / 2


def _by_model(text: str) -> list[tuple[str, float]]:
    """All languages that the model knows with their probabilities, the likeliest first."""
    return cast("list[tuple[str, float]]", _identifier().rank(text))  # pyright: ignore[reportUnknownMemberType]


@cache
def function_words(language: str) -> frozenset[str]:
    """The function words of `language` (``id`` or ``en``), chat spellings included."""
    text = files("assist.text").joinpath(f"function_words.{language}.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


@cache
def all_function_words() -> frozenset[str]:
    """The function words of both languages: what carries no meaning of its own in a mixed draft either."""
    return function_words("id") | function_words("en")


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)  # pyright: ignore[reportUnknownMemberType]
