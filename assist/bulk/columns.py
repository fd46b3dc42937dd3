"""Which column of a file means what, and a row read by it."""

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from assist.bulk.rows import Fault, Raw, Unreadable

_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "reply": ("reply", "response", "answer", "agent_reply", "reply_text", "balasan", "jawaban", "tanggapan"),
    "customer": (
        "customer",
        "customer_message",
        "question",
        "complaint",
        "pelanggan",
        "pesan_pelanggan",
        "keluhan",
    ),
    "agent": ("agent", "agent_name", "author", "assignee", "agen", "petugas", "cs"),
    "channel": ("channel", "source", "kanal", "saluran"),
    "thread": ("thread", "ticket", "ticket_id", "conversation", "conversation_id", "tiket", "no_tiket"),
    "sent_at": ("sent_at", "date", "time", "timestamp", "created_at", "tanggal", "waktu", "dikirim"),
}
_FORMS: Final = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
)
_STAMP: Final = re.compile(r"(?:\d{10}|\d{12,13})(?:\.\d+)?")
"""Seconds or milliseconds since 1970 that a date of the same digits must not hide."""
LONGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field; empty where the file has none."""

    reply: str = ""
    customer: str = ""
    agent: str = ""
    channel: str = ""
    thread: str = ""
    sent_at: str = ""

    def to_json(self) -> dict[str, str]:
        """For `imports.mapping`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Row:
    """A past reply as it stands in the file."""

    line: int
    reply: str
    customer: str = ""
    agent: str = ""
    channel: str = ""
    thread: str = ""
    sent_at: datetime | None = None


FIELDS: Final = tuple(field.name for field in fields(Columns))


def guess(names: Sequence[str]) -> Columns:
    """The columns by their names, English or Indonesian."""
    plain = {_plain(name): name for name in names}
    found = {
        field: next((plain[one] for one in synonyms if one in plain), "")
        for field, synonyms in _SYNONYMS.items()
    }
    return Columns(**found)


def chosen(names: Sequence[str], **named: str | None) -> Columns:
    """The columns that were named, the others guessed.

    Raises Unreadable for a name that the file has not, or where no column is the reply.
    """
    for name in named.values():
        if name and name not in names:
            raise Unreadable("no_column", name=name, names=", ".join(names))
    columns = Columns(
        **(asdict(guess(names)) | {field: name for field, name in named.items() if name is not None})
    )
    if not columns.reply:
        raise Unreadable("no_reply_column", names=", ".join(names))
    return columns


def row_of(raw: Raw, columns: Columns) -> Row | Fault:
    """The row in our terms, or what is wrong with it."""

    def value(field: str, longest: int = LONGEST) -> str:
        return raw.values.get(getattr(columns, field) or "", "")[: longest + 1]

    reply, customer = value("reply"), value("customer")
    if not reply.strip():
        return Fault(raw.line, "no_reply")
    if len(reply) > LONGEST or len(customer) > LONGEST:
        return Fault(raw.line, "too_long", {"limit": LONGEST})
    if any("\ud800" <= character <= "\udfff" for character in reply + customer):
        return Fault(raw.line, "not_utf8")
    written = value("sent_at", 100).strip()
    sent_at = moment(written) if written else None
    if written and sent_at is None:
        return Fault(raw.line, "bad_time", {"value": written[:40]})
    short = {field: value(field, 200).strip()[:200] for field in ("agent", "channel", "thread")}
    return Row(raw.line, reply, customer, sent_at=sent_at, **short)


def moment(text: str) -> datetime | None:
    """A time as people and programs write it, in UTC where no zone is given; None for anything else.

    Of 03/04/2026 the first number is the day.
    """
    # Of 1712012341530, milliseconds, ISO 8601 would make the year 1712.
    counted = _epoch(text) if _STAMP.fullmatch(text) else None
    found = counted or _iso(text) or _epoch(text) or _by_form(text) or _mail_date(text)
    if found is None:
        return None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found if 1970 <= found.year < 2242 else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _epoch(text: str) -> datetime | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    # Milliseconds, where seconds would lie centuries ahead.
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    return datetime.fromtimestamp(seconds, UTC) if math.isfinite(seconds) and 0 < seconds < 8e9 else None


def _by_form(text: str) -> datetime | None:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _mail_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None


def _plain(name: str) -> str:
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())
