"""The queue's filters as a value that lives in the URL: read from a query string, written back to one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, Literal, cast
from urllib.parse import urlencode

Sort = Literal["newest", "oldest", "worst"]
SORTS: Final[tuple[Sort, ...]] = ("newest", "oldest", "worst")
MODEL_FIELDS: Final = ("flag", "kind", "queue", "band")
"""Filters on what the model found; `queue` among them, as every flagged reply is queued as such."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which replies: values of one field are alternatives, fields are all required. Empty: no restriction."""

    q: str = ""
    """Words to find in the reply or the customer's message; "quoted words" stand together, -word excludes."""
    flag: tuple[str, ...] = ()
    """defensive, blame, missing_apology; or `none` for unflagged, `any` for flagged."""
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    """Names of people."""
    team: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    """unqueued, open, reviewed, adjudicate, disputed."""
    queue: tuple[str, ...] = ()
    """flagged, sample, none: why it is (not) to be reviewed."""
    model: tuple[str, ...] = ()
    band: tuple[int, ...] = ()
    """Tenths of the top score, 0 to 9."""
    since: date | None = None
    """First day it was sent on, in UTC."""
    until: date | None = None
    """Last day, included."""
    assigned: str = ""
    """Name of the reviewer it is assigned to and not yet done by."""
    thread: str = ""

    @property
    def asks_model(self) -> bool:
        """Whether who matches depends on what the model found."""
        return any(getattr(self, name) for name in MODEL_FIELDS)

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> "Filters":
        """Read the filters out of a query string's pairs; other names and empty values are left alone.

        Raises ValueError (naming the field) for a date or a band that is none.
        """
        found: dict[str, list[str]] = {}
        for name, value in pairs:
            if value.strip() and value not in found.setdefault(name, []):
                found[name].append(value)
        values: dict[str, Any] = {}
        for name, texts in found.items():
            if name not in _READ:
                continue
            try:
                values[name] = _READ[name](texts)
            except ValueError as error:
                raise ValueError(name) from error
        return cls(**values)

    def to_query(self, **more: str | int) -> str:
        """The query string of these filters, in a fixed order, and `more` after them."""
        return urlencode([*self.pairs(), *((name, str(value)) for name, value in more.items())])

    def pairs(self) -> list[tuple[str, str]]:
        """The filters in force, one pair a value: what chips above the queue show."""
        found: list[tuple[str, str]] = []
        for field in fields(self):
            value: Any = getattr(self, field.name)
            several = cast(tuple[Any, ...], value if isinstance(value, tuple) else (value,))
            found += [(field.name, str(one)) for one in several if one is not None and one != ""]
        return found

    def without(self, name: str, value: str = "") -> "Filters":
        """These filters less one value, or less a whole field: the link on a chip.

        Raises ValueError for a field there is none of.
        """
        kept = [pair for pair in self.pairs() if pair[0] != name or (value and pair[1] != value)]
        if name not in _READ:
            raise ValueError(name)
        return Filters.from_query(kept)

    def having(self, name: str, *values: str) -> "Filters":
        """These filters with one field set to `values` (none: freed). Raises ValueError (the field)."""
        if name not in _READ:
            raise ValueError(name)
        if not values:
            return self.without(name)
        try:
            return replace(self, **{name: _READ[name](list(values))})
        except ValueError as error:
            raise ValueError(name) from error


def _band(texts: list[str]) -> tuple[int, ...]:
    bands = tuple(sorted({int(text) for text in texts}))
    if bands[0] < 0 or bands[-1] > 9:
        raise ValueError
    return bands


def _last(texts: list[str]) -> str:
    return texts[-1].strip()


def _day(texts: list[str]) -> date:
    return date.fromisoformat(_last(texts))


_READ: Final[dict[str, Callable[[list[str]], Any]]] = {
    **dict.fromkeys(
        ("flag", "kind", "language", "channel", "agent", "team", "status", "queue", "model"), tuple[str, ...]
    ),
    **dict.fromkeys(("q", "assigned", "thread"), _last),
    **dict.fromkeys(("since", "until"), _day),
    "band": _band,
}
