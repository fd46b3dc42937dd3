"""Past replies row by row out of a file: CSV, JSON Lines, Parquet or mbox; bad rows are named and passed."""

import csv
import io
import json
import re
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import IO, Any, AnyStr, Final, Literal, cast

from assist.messages import say

Format = Literal["csv", "jsonl", "parquet", "mbox"]
SUFFIXES: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".mbox": "mbox",
    ".mbx": "mbox",
}
MBOX_COLUMNS: Final = ("reply", "customer", "agent", "thread", "sent_at")
_LONGEST_ROW: Final = 500
"""Lines that one quoted CSV row may span; a quote that is never closed must not swallow the file."""
_LONGEST_LINE: Final = 1 << 22
"""Characters (in JSON Lines, bytes) of a line, and of a row of several: no file is held in memory whole."""
_NO_TEXT: Final = re.compile("[\udc80-\udcff]")
"""Bytes that were no UTF-8, as decoding left them."""


class Unreadable(Exception):
    """The file as a whole cannot be read; `message` says why and what would help."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(say(f"bulk.{key}", "en", **values))
        self.key = key
        self.values = values

    def message(self, language: str) -> str:
        """What is wrong, in one sentence."""
        return say(f"bulk.{self.key}", language, **self.values)


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it stands in the file; `line` is where it begins (in Parquet and mbox: its number)."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be used; `key` names a message of ``bulk.toml``."""

    line: int
    key: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    def message(self, language: str) -> str:
        """What is wrong with the row, in one sentence."""
        return say(f"bulk.{self.key}", language, **self.values)


def format_of(path: Path) -> Format:
    """What kind of file it is, by its first bytes, then by its name. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise Unreadable("no_file", file=path, why=error.strerror or "") from error
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"From ") and b"\n" in head:
        return "mbox"
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{"):
        return "jsonl"
    if path.suffix.lower() in SUFFIXES:
        return SUFFIXES[path.suffix.lower()]
    raise Unreadable("unknown_format", file=path.name)


def columns_of(path: Path) -> list[str]:
    """The columns that the file has. Raises Unreadable."""
    kind = format_of(path)
    if kind == "mbox":
        return list(MBOX_COLUMNS)
    if kind == "parquet":
        return list(_parquet(path).schema_arrow.names)
    if kind == "csv":
        with _opened(path) as lines:
            return _header(lines, path)[0]
    found: dict[str, None] = {}
    for number, row in enumerate(read(path)):
        if isinstance(row, Raw):
            found.update(dict.fromkeys(row.values))
        if number >= 50:
            break
    return list(found)


def read(path: Path) -> Iterator[Raw | Fault]:
    """Every row, in order; a generator that may be left at any time. Raises Unreadable at the start."""
    readers: dict[Format, Callable[[Path], Iterator[Raw | Fault]]] = {
        "csv": _csv_rows,
        "jsonl": _json_rows,
        "parquet": _parquet_rows,
        "mbox": _mbox_rows,
    }
    return readers[format_of(path)](path)


def _csv_rows(path: Path) -> Iterator[Raw | Fault]:
    with _opened(path) as lines:
        columns, delimiter = _header(lines, path)
        while lines.peek(0):
            row, used = _csv_row(lines, delimiter, len(columns))
            line = lines.number
            lines.drop(used)
            if isinstance(row, list):
                yield Raw(line, dict(zip(columns, row, strict=True)))
            elif row is not None:
                yield Fault(line, row, {"columns": len(columns)} if row == "columns" else {})


def _csv_row(lines: "_Lines", delimiter: str, width: int) -> tuple[list[str] | str | None, int]:
    """The next row (or what is wrong with it, by name, or None for an empty line); how many lines it takes.

    A quoted value may hold line breaks. Where a quote is not closed, or what it closes on is no row, the
    first line alone is bad and reading goes on with the next.
    """
    text = ""
    for used in range(1, _LONGEST_ROW + 1):
        line = lines.peek(used - 1)
        if not line:
            break
        text += line
        if len(text) > _LONGEST_LINE:
            return "long_line" if used == 1 else "bad_quotes", 1
        if used == 1 and not text.strip():
            return None, 1
        if _NO_TEXT.search(line):
            return "not_utf8", 1
        if used > 1 and '"' not in line:
            continue  # the quote is still open
        try:
            row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                continue
            return "bad_quotes", 1
        return (row, used) if len(row) == width else ("columns", 1)
    return "bad_quotes", 1


def _header(lines: "_Lines", path: Path) -> tuple[list[str], str]:
    """Columns and delimiter; the lines go on after them."""
    while line := lines.peek(0):
        if not line.strip():
            lines.drop(1)
            continue
        delimiter = max(",;\t|", key=line.count)
        row, used = _csv_row(lines, delimiter, line.count(delimiter) + 1)
        if not isinstance(row, list):
            row, used = _plain_header(line, delimiter, path), 1
        lines.drop(used)
        names = [name.strip() for name in row]
        if len(set(names)) < len(names) or not all(names):
            raise Unreadable("bad_header", file=path.name)
        return names, delimiter
    raise Unreadable("empty_file", file=path.name)


def _plain_header(line: str, delimiter: str, path: Path) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable("bad_header", file=path.name) from error


class _Lines:
    """The lines of a text file, one after the other, looked ahead at as far as a row may reach."""

    def __init__(self, file: IO[str]) -> None:
        self.number = 1
        """Of the line that comes next."""
        self._rest = _physical(file)
        self._ahead: deque[str] = deque()

    def peek(self, n: int) -> str:
        """The line after the next `n`, with its end; empty behind the last."""
        while len(self._ahead) <= n:
            line = next(self._rest, "")
            if not line:
                return ""
            self._ahead.append(line)
        return self._ahead[n]

    def drop(self, n: int) -> None:
        """Go on behind the next `n`, which have been peeked at."""
        for _ in range(n):
            self._ahead.popleft()
        self.number += n


@contextmanager
def _opened(path: Path) -> Generator[_Lines]:
    """The lines of a UTF-8 or UTF-16 file. Bytes that are no text stay visible as lone surrogates."""
    with path.open("rb") as file:
        wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        yield _Lines(file)


def _physical(file: IO[AnyStr]) -> Iterator[AnyStr]:
    """Lines with their ends; of a line over the limit only so much that it shows."""
    while line := file.readline(_LONGEST_LINE + 1):
        rest = line
        while len(rest) > _LONGEST_LINE and rest[-1:] not in ("\n", b"\n"):
            rest = file.readline(_LONGEST_LINE + 1)
        yield line


def _json_rows(path: Path) -> Iterator[Raw | Fault]:
    with path.open("rb") as file:
        for line, data in enumerate(_physical(file), 1):
            if len(data) > _LONGEST_LINE:
                yield Fault(line, "long_line")
                continue
            if not data.strip():
                continue
            try:
                value: Any = json.loads(data.decode("utf-8-sig"))
            except UnicodeDecodeError:
                yield Fault(line, "not_utf8")
            except (ValueError, RecursionError):
                yield Fault(line, "not_json")
            else:
                if isinstance(value, dict):
                    found = cast("dict[str, Any]", value)
                    yield Raw(line, {str(name): _text(one) for name, one in found.items()})
                else:
                    yield Fault(line, "not_object")


def _parquet_rows(path: Path) -> Iterator[Raw | Fault]:
    line = 0
    for batch in _parquet(path).iter_batches(batch_size=1000):
        for row in batch.to_pylist():
            line += 1
            yield Raw(line, {str(name): _text(value) for name, value in row.items()})


def _parquet(path: Path) -> Any:
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise Unreadable("no_pyarrow") from error
    try:
        return parquet.ParquetFile(path)
    except (arrow.ArrowInvalid, OSError) as error:
        raise Unreadable("not_parquet", file=path.name) from error


def _mbox_rows(path: Path) -> Iterator[Raw | Fault]:
    from assist.bulk.mail import rows

    return rows(path)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat else json.dumps(value, ensure_ascii=False, default=str)
