"""A file of past replies into a file of results, one JSON object a line; stopped, it goes on where it was."""

import json
from collections.abc import Generator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from assist.bulk.columns import Columns, Row, row_of
from assist.bulk.rows import Fault, read
from assist.bulk.steps import Progress, digest
from assist.scoring.scorer import Scorer, ScoringError


def run(scorer: Scorer, path: Path, columns: Columns, out: Path, language: str) -> Generator[Progress]:
    """Score every row into `out`, telling how far it has come after each.

    Line for line the contract's result with the row's `line` (and `agent`, where known), or ``{"error",
    "line"}``; offsets count code points. The file appears under its name once it is whole. Raises
    Unreadable, and OSError where `out` cannot be written.
    """
    total = sum(1 for _ in read(path))
    part = out.with_name(f"{out.name}.{digest(path, columns)[:12]}.part")
    done, bad = _complete(part)
    yield Progress(done, total, done - bad, bad)
    with part.open("ab") as file:
        for raw in islice(read(path), done, None):
            row = raw if isinstance(raw, Fault) else row_of(raw, columns)
            answer = _answer(row, scorer, language)
            file.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            file.flush()
            done, bad = done + 1, bad + ("error" in answer)
            yield Progress(done, total, done - bad, bad)
    part.replace(out)


def errors(out: Path) -> list[str]:
    """The errors that stand in a file of results, each with its line."""
    found: list[str] = []
    with out.open("rb") as file:
        for line in file:
            answer: dict[str, Any] = json.loads(line)
            if "error" in answer:
                found.append(f"{answer['line']}: {answer['error']}")
    return found


def _answer(row: Row | Fault, scorer: Scorer, language: str) -> dict[str, Any]:
    if isinstance(row, Fault):
        return {"error": row.message(language), "line": row.line}
    try:
        result = scorer.score(row.reply, row.customer, suggest=False)
    except ScoringError as error:
        return {"error": error.message(language), "line": row.line}
    return {"line": row.line, **({"agent": row.agent} if row.agent else {}), **result.to_json()}


def _complete(part: Path) -> tuple[int, int]:
    """How many whole lines are there already, and how many are errors; what was cut off is dropped."""
    done = bad = end = 0
    with suppress(FileNotFoundError), part.open("r+b") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            done, bad, end = done + 1, bad + ("error" in json.loads(line)), end + len(line)
        file.truncate(end)
    return done, bad
