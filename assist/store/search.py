"""Full-text search behind one function: FTS5 in SQLite, tsvector in PostgreSQL, the same words found by both.

Both index runs of letters and digits, case-folded, unstemmed: the replies mix two languages, and a
stemmer for one spoils the other. ``word*`` finds what begins so.
"""

import re
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    TableClause,
    bindparam,
    cast,
    column,
    literal_column,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_TEXTS = "{reply customer}"
_WORD = re.compile(r"[^\W_]+")

fts: TableClause = table("reply_search", column("rowid"))
"""The FTS5 table of SQLite; its rowid is the reply's id."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together; the last may be the beginning of one."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What must be found and what must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    def __bool__(self) -> bool:
        """Whether it asks for anything at all."""
        return bool(self.wanted or self.unwanted)


def parse(text: str) -> Search:
    """Read what a person typed; punctuation separates words, so nothing typed is a syntax error."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for minus, quoted, bare in _TERM.findall(text):
        written = quoted or bare
        words = tuple(_WORD.findall(written.lower()))
        if words:
            (unwanted if minus else wanted).append(Term(words, prefix=written.endswith("*")))
    return Search(tuple(wanted), tuple(unwanted))


def sqlite_match(expression: str) -> ColumnElement[bool]:
    """``reply_search MATCH expression``; the parameter is called `match`."""
    return literal_column("reply_search").op("MATCH", is_comparison=True)(bindparam("match", expression))


def sqlite_expressions(search: Search) -> list[str]:
    """One FTS5 expression for each term that must be found."""
    return [f"{_TEXTS} : {_fts5(term)}" for term in search.wanted]


def sqlite_any(terms: tuple[Term, ...]) -> str:
    """FTS5's expression for any of the terms."""
    return f"{_TEXTS} : ({' OR '.join(_fts5(term) for term in terms)})"


def postgresql_match(search: Search) -> ColumnElement[bool]:
    """``replies.search @@ …`` for the whole search."""
    wanted = [_tsquery(term) for term in search.wanted]
    unwanted = ["!" + _tsquery(term) for term in search.unwanted]
    query = cast(bindparam(None, " & ".join(wanted + unwanted)), TSQUERY)
    return literal_column("replies.search").op("@@", is_comparison=True)(query)


def _fts5(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


def _tsquery(term: Term) -> str:
    # Words are letters and digits only, so quoting needs no escapes.
    words = [f"'{word}'" for word in term.words]
    if term.prefix:
        words[-1] += ":*"
    return "(" + " <-> ".join(words) + ")"
