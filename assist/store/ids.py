"""Ids of replies: the second a reply was sent, then the order it was stored in.

Rows keyed like this lie in time order, whenever they came in. "Newest first" is then the order of
every index, paging needs one number, and a span of dates is a span of ids.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Sequence, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from assist.store.tables import Base, Counter

ORDER_BITS: Final = 30
_ORDER_MASK: Final = (1 << ORDER_BITS) - 1
_LAST_SECOND: Final = (1 << 33) - 1

reply_order = Sequence("reply_order", metadata=Base.metadata)
"""Counts the replies stored in PostgreSQL; SQLite, which has no sequences, keeps a row in `counters`."""


def allocate(session: Session, sent: list[datetime]) -> list[int]:
    """An id for each moment, none given out before.

    Raises ValueError for a moment before 1970 or after 2242.
    """
    return [_id(moment, order) for moment, order in zip(sent, _orders(session, len(sent)), strict=True)]


def first_of(day: date) -> int:
    """The least id that a reply sent on that day (UTC) can have; that of the next day ends the day."""
    return max(0, int(datetime.combine(day, time.min, UTC).timestamp())) << ORDER_BITS


def after(day: date) -> int:
    """The least id of the day after."""
    return first_of(day + timedelta(days=1)) if day < date.max else (_LAST_SECOND + 1) << ORDER_BITS


def sent_second(reply_id: int) -> datetime:
    """The second in which the reply of that id was sent."""
    return datetime.fromtimestamp(reply_id >> ORDER_BITS, UTC)


def _id(moment: datetime, order: int) -> int:
    second = int(moment.timestamp())
    if not 0 <= second <= _LAST_SECOND:
        raise ValueError(f"sent_at {moment.isoformat()} is out of range")
    return second << ORDER_BITS | order & _ORDER_MASK


def _orders(session: Session, n: int) -> range | list[int]:
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy import func

        numbers = func.generate_series(1, n).table_valued("n")
        return list(session.scalars(select(reply_order.next_value()).select_from(numbers)))
    last = session.scalar(
        insert(Counter)
        .values(name="reply", value=n)
        .on_conflict_do_update(index_elements=["name"], set_={"value": Counter.value + n})
        .returning(Counter.value)
    )
    assert last is not None
    return range(last - n + 1, last + 1)
