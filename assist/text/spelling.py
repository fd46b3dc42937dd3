"""Chat spellings: how words are shortened on phones, and a message as if they had been written out.

Lexical normalisation, as is usual before models that have seen more edited text than chats; only where a form
can stand for nothing else, and only in a customer's message, where no offset has to hold.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("id", "en")
_LENGTHENED: Final = re.compile(r"([^\W\d_wWI])\1{2,}(?=[\W\d_]|$)")
"""A word whose last letter is held ("lamaaaa"); no ``www``, no Roman three."""
_LINK: Final = re.compile(r"(\S*(?://|@|www\.)\S*)")
"""Links, addresses and account names stay."""
_TAIL: Final = re.compile(r"\(.*|\+$")


@cache
def table() -> dict[str, Any]:
    """The page of spellings beside this module."""
    return tomllib.loads(files("assist.text").joinpath("spellings.toml").read_text(encoding="utf-8"))


def written_out(message: str) -> str:
    """`message` with shortened words written out and held letters said once; a first capital stays."""
    return "".join(
        part if _LINK.fullmatch(part) else _certain().sub(_word, _LENGTHENED.sub(r"\1", part))
        for part in _LINK.split(message)
    )


@cache
def forms() -> dict[str, tuple[str, ...]]:
    """Word → all forms in which chats spell it, the certain ones first."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for part in ("certain", "loose"):
            for word, spelt in table()[language][part].items():
                bare = (_TAIL.sub("", form) for form in spelt)
                found[word] = tuple(dict.fromkeys((*found.get(word, ()), *bare)))
    return found


def _word(match: re.Match[str]) -> str:
    word = list(_spelt())[(match.lastindex or 0) - 1]
    return word[0].upper() + word[1:] if match[0][0].isupper() else word


@cache
def _spelt() -> dict[str, list[str]]:
    """Word → its certain forms, in the order of the groups of `_certain`."""
    return {word: found for language in LANGUAGES for word, found in table()[language]["certain"].items()}


@cache
def _certain() -> re.Pattern[str]:
    """All certain forms, a group for each word; forms hold no groups of their own."""
    groups = (f"({'|'.join(found)})" for found in _spelt().values())
    return re.compile(rf"\b(?:{'|'.join(groups)})(?![\w'’])", re.IGNORECASE)
