"""Labelled replies out of JSON Lines, each line checked against the contract's format."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from assist.messages import say

Row = dict[str, Any]
"""One labelled reply in the contract's format."""
_Flag = Annotated[int, Field(ge=0, le=1)]


class _Labels(BaseModel):
    defensive: _Flag
    blame: _Flag
    needs_apology: _Flag
    apology: Literal["full", "hollow", "none"]
    missing_apology: _Flag


class _Phrase(BaseModel):
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    category: str
    kind: str


class _Labelled(BaseModel):
    id: str | int
    lang: str
    customer: str
    reply: str
    labels: _Labels
    phrases: list[_Phrase] | None = None
    steps: dict[str, _Flag] | None = None
    group: str | None = None


class DataError(ValueError):
    """A labelled reply that cannot be used. `code` names a message of ``messages/*/labelled.toml``."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(say(f"labelled.{code}", "en", **values))
        self.code = code
        self.values = values

    def message(self, language: str) -> str:
        """File, line and fault, in one sentence."""
        return say(f"labelled.{self.code}", language, **self.values)


def lines(file: Path) -> Iterator[tuple[int, Row | DataError]]:
    """Number and row, or what is wrong with it, of each line of `file` that is not blank.

    Raises DataError where the file as a whole is not UTF-8, OSError where it cannot be read.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("not_utf8", file=file.name, at=error.start) from error
    # JSON Lines end at a line feed alone: a reply may hold U+2028 and its like.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _row(line, file.name, number)


def _row(line: str, file: str, number: int) -> Row | DataError:
    try:
        row = json.loads(line)
        _Labelled.model_validate(row)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        code = "field" if where else "no_object"
        return DataError(code, file=file, line=number, field=where)
    except ValueError:
        return DataError("no_object", file=file, line=number)
    return row


def read(files: Iterable[Path]) -> list[Row]:
    """All rows of JSON Lines `files`, in order. Raises DataError at the first that cannot be used."""
    rows: list[Row] = []
    for file in files:
        for _, row in lines(file):
            if isinstance(row, DataError):
                raise row
            rows.append(row)
    return rows
