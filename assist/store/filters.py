"""The queue's filters as a value that lives in the URL: parsed from a query string and written back to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Sort = Literal["newest", "oldest", "worst", "mildest"]
SORTS: Final[tuple[Sort, ...]] = ("newest", "oldest", "worst", "mildest")


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
    """open, reviewed, adjudicate, disputed."""
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

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> "Filters":
        """Read the filters out of a query string's pairs; other names are left alone.

        Raises ValueError (naming the field) for a date or a band that is none.
        """
        raise NotImplementedError

    def to_query(self, **more: str | int) -> str:
        """The query string of these filters, in a fixed order, and `more` after them."""
        raise NotImplementedError

    def pairs(self) -> list[tuple[str, str]]:
        """The filters in force, one pair a value: what chips above the queue show."""
        raise NotImplementedError

    def without(self, name: str, value: str) -> "Filters":
        """These filters less one value: the link on a chip."""
        raise NotImplementedError
