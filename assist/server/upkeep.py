"""What a running server sees to by itself: retention, and the week's assignments."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from assist.store import keeping, work
from assist.store.database import Database

logger = logging.getLogger(__name__)

EVERY: Final = 3600
"""Seconds from one round to the next."""


async def keep_up(database: Database) -> None:
    """Go round until cancelled. A round that fails is logged, and the next one tries again."""
    while True:
        try:
            expired, assigned = await asyncio.to_thread(once, database)
        except SQLAlchemyError:
            logger.exception("upkeep failed")
        else:
            if expired or assigned:
                logger.info("upkeep", extra={"expired": expired, "assigned": assigned})
        await asyncio.sleep(EVERY)


def once(database: Database) -> tuple[int, int]:
    """One round: how many replies were deleted for their age, and how many assigned by rule."""
    with database.write() as session:
        expired = keeping.expire(session)
    with database.write() as session:
        assigned = work.apply_rules(session, datetime.now(UTC).date())
    return expired, assigned
