"""The filters and the order that a request asks for in its URL."""

from fastapi import Request

from assist.server.problems import ProblemError
from assist.store.filters import SORTS, Filters, Sort


def read_query(request: Request) -> tuple[Filters, Sort]:
    """Filters and sort from the URL. Raises a 422 problem that names what cannot be read."""
    try:
        filters = Filters.from_query(request.query_params.multi_items())
    except ValueError as error:
        raise ProblemError(422, "bad_filter", name=str(error)) from error
    return filters, _sort(request.query_params.get("sort", "newest"))


def _sort(given: str) -> Sort:
    for sort in SORTS:
        if sort == given:
            return sort
    raise ProblemError(422, "bad_filter", name="sort")
