"""What a running server sees to by itself: retention, uploads, and the week's assignments."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from assist.store import keeping, leaving, work
from assist.store.database import Database

logger = logging.getLogger(__name__)

EVERY: Final = 3600
"""Seconds from one round to the next."""


async def keep_up(database: Database, sweep: Callable[[], int]) -> None:
    """Go round until cancelled. A round that fails is logged, and the next one tries again.

    `sweep` deletes the uploads whose time is over, and says how many.
    """
    while True:
        try:
            swept = await asyncio.to_thread(sweep)
            expired, assigned = await asyncio.to_thread(once, database)
        except (SQLAlchemyError, OSError):
            # OSError: the disk, or a writer's turn that did not come.
            logger.exception("upkeep failed")
        else:
            if swept or expired or assigned:
                logger.info("upkeep", extra={"swept": swept, "expired": expired, "assigned": assigned})
        await asyncio.sleep(EVERY)


def once(database: Database) -> tuple[int, int]:
    """One round: how many replies were deleted for their age, and how many assigned by rule."""
    with database.write() as session:
        expired = keeping.expire(session)
    with database.write() as session:
        # Of people who left before Assist saw to it.
        leaving.take_back_all(session)
        assigned = work.apply_rules(session, datetime.now(UTC).date())
    return expired, assigned
