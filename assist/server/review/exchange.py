"""In and out: past tickets from a file, mapped by column and read in beside the work; exports."""

import hashlib
import re
import secrets
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from assist import bulk
from assist.server.problems import ProblemError
from assist.server.review.desk import DeskRoute, ReviewDesk
from assist.server.review.exports import formats
from assist.server.review.importing import Importing, has_to_be_uploaded_again, kept_days
from assist.store.tables import Import

router = APIRouter(route_class=DeskRoute)

FIELDS: Final = ("reply", "customer", "agent", "channel", "thread", "sent_at")
FAULTS: Final = 100
_KINDS: Final = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".mbox")
_TOKEN: Final = re.compile(r"[0-9a-f]{64}\.[a-z]+")
_PIECE: Final = 1 << 20


@router.get("/review/exchange")
def page(desk: ReviewDesk) -> Response:
    """The two doors, and the imports so far."""
    with desk.database.read() as session:
        imports = bulk.imports(session)
        days = kept_days(session)
    importing = _importing(desk.request)
    return desk.page(
        "exchange.html",
        room="exchange",
        imports=imports,
        running={one.id for one in imports if importing.is_running(one.id)},
        formats=formats(),
        kinds=",".join(_KINDS),
        days=days,
    )


@router.post("/review/import")
def upload(desk: ReviewDesk) -> Response:
    """Take a file in; it is looked at first, and read in once its columns are mapped."""
    file = desk.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return desk.go("/review/exchange", "import_no_file")
    ending = Path(file.filename).suffix.lower()
    with file.file:
        if ending not in _KINDS:
            return desk.go("/review/exchange", "import_kind", name=ending or "?")
        token = _store(_importing(desk.request).folder, file, ending)
    return desk.go(f"/review/import/new/{token}?name={_plain(file.filename)}")


@router.get("/review/import/new/{token}")
def look(desk: ReviewDesk, token: str, name: str = "") -> Response:
    """The first rows, and which column is what."""
    path = _file(desk.request, token)
    try:
        preview = bulk.preview(path)
    except bulk.Unreadable as error:
        return desk.page(
            "import_new.html", room="exchange", status=422, fault=error.message(desk.lang), name=name
        )
    return desk.page(
        "import_new.html",
        room="exchange",
        fault="",
        name=name,
        token_name=token,
        preview=preview,
        fields=FIELDS,
    )


@router.post("/review/import/new/{token}")
def begin(desk: ReviewDesk, token: str, name: str = "") -> Response:
    """Read the file in with the chosen columns."""
    path = _file(desk.request, token)
    mapping = {field: desk.field(field) for field in FIELDS if desk.field(field)}
    if "reply" not in mapping:
        return desk.go(f"/review/import/new/{token}?name={_plain(name)}", "import_no_reply")
    scorer = desk.scorer
    try:
        row = bulk.begin(desk.database, path, _plain(name) or token, mapping, desk.person)
    except bulk.Unreadable as error:
        raise ProblemError(422, "bad_file", reason=error.message(desk.lang)) from error
    if row.state == "done":
        _importing(desk.request).tidy(row.id)
    else:
        _importing(desk.request).start(row.id, scorer)
    return desk.go(f"/review/import/{row.id}")


@router.get("/review/import/{import_id}")
def state(desk: ReviewDesk, import_id: int, after: int = 0) -> Response:
    """How far an import is, and each line that could not be read with what is wrong."""
    # Asked before the row is read: what ends in between is looked at once more.
    importing = _importing(desk.request)
    running = importing.is_running(import_id)
    with desk.database.read() as session:
        row = _row(session, import_id)
        faults = bulk.faults(session, import_id, after=after, limit=FAULTS + 1)
    context: dict[str, Any] = {
        "row": row,
        "running": running,
        "gone": not running and has_to_be_uploaded_again(row),
        "why": importing.why(import_id, desk.lang),
        "faults": [(one.line, bulk.fault_message(one, desk.lang)) for one in faults[:FAULTS]],
        "more": faults[FAULTS - 1].line if len(faults) > FAULTS else None,
        "after": after,
    }
    if desk.wants_part:
        return desk.part("import_progress.html", **context)
    return desk.page("import.html", room="exchange", **context)


@router.post("/review/import/{import_id}/pause")
def pause(desk: ReviewDesk, import_id: int) -> Response:
    """Stop for now."""
    _importing(desk.request).pause(import_id)
    return desk.go(f"/review/import/{import_id}")


@router.post("/review/import/{import_id}/resume")
def resume(desk: ReviewDesk, import_id: int) -> Response:
    """Go on where it stopped; the page says so where the file has to be uploaded again first."""
    with desk.database.read() as session:
        row = _row(session, import_id)
    if row.state != "done" and not has_to_be_uploaded_again(row):
        _importing(desk.request).start(import_id, desk.scorer)
    return desk.go(f"/review/import/{import_id}")


def _importing(request: Request) -> Importing:
    return request.app.state.importing


def _row(session: Session, import_id: int) -> Import:
    row = session.get(Import, import_id)
    if row is None:
        raise ProblemError(404, "not_found")
    return row


def _file(request: Request, token: str) -> Path:
    path = _importing(request).folder / token
    if not _TOKEN.fullmatch(token) or not path.is_file():
        raise ProblemError(404, "not_found")
    return path


def _store(folder: Path, file: UploadFile, ending: str) -> str:
    """Keep the file under its own digest: the same file again is the same import."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    # Not at once under its name: an import may be reading the same file.
    part = folder / f"{secrets.token_hex(16)}.part"
    with part.open("wb") as kept:
        while piece := file.file.read(_PIECE):
            digest.update(piece)
            kept.write(piece)
    token = f"{digest.hexdigest()}{ending}"
    part.replace(folder / token)
    return token


def _plain(name: str) -> str:
    """A file's name without folders and signs that mean something in an address."""
    return re.sub(r"[^\w .()-]", "_", Path(name).name)[:200]
