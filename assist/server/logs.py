"""Logs for machines: one JSON object a line on standard error, which never holds a draft's text.

Messages are constants and the values come as `extra`. Of an exception only its type and the places in the
code are written, because the text of an exception may quote what an agent wrote.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any, Final

_OWN_FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "color_message",
    "taskName",
}

_QUIET: Final = {
    # At debug level these write the frames of a socket, that is, drafts.
    "websockets": logging.WARNING,
    "uvicorn.error": logging.WARNING,
    "asyncio": logging.WARNING,
    # Ours says the same without the query.
    "uvicorn.access": logging.CRITICAL,
}


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, extras, and where an exception arose."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage().strip(),
        }
        line.update({name: value for name, value in vars(record).items() if name not in _OWN_FIELDS})
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["exception"] = kind.__name__
            line["trace"] = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(trace)]
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(level: str) -> None:
    """Send everything from `level` up to standard error as JSON, and keep libraries from writing drafts."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in _QUIET.items():
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(max(least, root.level))
