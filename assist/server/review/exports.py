"""Taking replies, labels and the audit log out: CSV that no spreadsheet runs, Parquet, JSON Lines."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from assist.server.problems import ProblemError
from assist.server.review import parquet
from assist.server.review.asked import read_query
from assist.server.review.desk import Desk, DeskRoute, LeadDesk, ReviewDesk
from assist.store import audit_log, labelled

router = APIRouter(route_class=DeskRoute)

FORMATS: Final = ("csv", "parquet", "jsonl")
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl; charset=utf-8",
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CHUNK: Final = 1 << 16


def formats() -> list[str]:
    """The formats this install can write: Parquet needs the extra `parquet`."""
    return [one for one in FORMATS if one != "parquet" or find_spec("pyarrow")]


@router.get("/review/export")
def replies(desk: ReviewDesk, format: str = "csv") -> Response:
    """The replies that the filters in the URL choose; as JSON Lines, the settled ones with their labels."""
    if format not in formats():
        raise ProblemError(422, "bad_filter", name="format")
    filters, _ = read_query(desk.request)
    with desk.database.write() as session:
        audit_log.write(
            session, desk.person, "exported", "replies", format=format, filters=filters.to_query()
        )

    def rows() -> Iterator[dict[str, Any]]:
        with desk.database.read() as session:
            read = labelled.labelled if format == "jsonl" else labelled.rows
            yield from read(session, filters, desk.person)

    return _file(rows(), "replies", format)


@router.get("/review/log/export")
def log(desk: LeadDesk, format: str = "csv") -> Response:
    """The whole audit log, oldest first."""
    if format not in ("csv", "jsonl"):
        raise ProblemError(422, "bad_filter", name="format")
    with desk.database.write() as session:
        audit_log.write(session, desk.person, "exported", "log", format=format)
    return _file(_entries(desk), "audit-log", format)


def safe_cell(value: object) -> object:
    """A cell that a spreadsheet shows as text: what would start a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def csv_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Rows as CSV with a header, in pieces; begins with the mark by which spreadsheets know UTF-8."""
    line = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    yield "\ufeff"
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(line, list(row))
            writer.writeheader()
        writer.writerow({name: safe_cell(value) for name, value in row.items()})
        if line.tell() > _CHUNK:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def _entries(desk: Desk) -> Iterator[dict[str, Any]]:
    with desk.database.read() as session:
        for entry in audit_log.everything(session):
            yield {
                "id": entry.id,
                "at": entry.at.isoformat(),
                "person": entry.person,
                "action": entry.action,
                "subject": entry.subject,
                "detail": json.dumps(entry.detail, ensure_ascii=False, sort_keys=True),
            }


def _file(rows: Iterator[dict[str, Any]], name: str, format: str) -> Response:
    content = {"csv": csv_lines, "parquet": parquet.pieces, "jsonl": _json_lines}[format](rows)
    day = datetime.now(UTC).date().isoformat()
    headers = {"Content-Disposition": f'attachment; filename="assist-{name}-{day}.{format}"'}
    return StreamingResponse(content, media_type=_TYPES[format], headers=headers)


def _json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
