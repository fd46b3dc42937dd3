"""Reviewers' verdicts as labelled replies: what `assist train --reviews` adds and `evaluate` measures on."""

from assist.settings import Settings
from assist.store import people
from assist.store.database import open_database
from assist.store.filters import Filters
from assist.store.labelled import labelled
from assist.training.labelled import DataError, Row


def reviewed_rows(settings: Settings) -> list[Row]:
    """All settled replies of the store that `settings` name, as a lead sees them. Raises DataError."""
    database = open_database(settings)
    try:
        with database.read() as session:
            leads = people.everybody(session, role="lead")
            if not leads:
                raise DataError("no_lead")
            return list(labelled(session, Filters(), leads[0]))
    finally:
        database.close()
