"""How the queue grows with the store: ``python -m tests.bench.queue_page [sqlite postgresql] [-n 200000]``.

For each filter: what a queue page asks (a page of 50 with its count, and the counts beside the filters),
with 2,000 stored replies and with N, turn by turn in one run. Exit status 1 where N takes 5 times as long.
"""

import argparse
import contextlib
import statistics
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

from assist.store import queue
from assist.store.database import Database
from assist.store.filters import Filters, Sort
from assist.store.tables import Person
from tests.bench.stored import fill
from tests.databases import Sqlite, postgresql

SMALL, LIMIT, ROUNDS = 2_000, 5.0, 9
LEAD = Person(id=1, name="bench", role="lead")
FACETS = ("flag", "kind", "language", "channel", "status", "band")
QUERIES = (
    "",
    "status=open",
    "flag=blame",
    "flag=blame&flag=defensive",
    "flag=none",
    "kind=excuse",
    "agent=agent7",
    "language=en&channel=mail",
    "flag=blame&agent=agent7&status=open",
    "band=9",
    "band=8&band=9",
    "since=2026-03-01&until=2026-03-31&language=en",
    "q=paket",
    "q=paket kurir",
    'q="paket kurir"',
    "q=langka",
    "q=pak*",
    "q=-paket",
    "q=nowhere",
    "q=paket&agent=agent7",
    "q=paket&flag=blame&language=en",
    "q=paket&kind=excuse&status=open",
)


def ask(database: Database, filters: Filters, sort: Sort) -> float:
    """Seconds for what one queue page asks."""
    began = time.perf_counter()
    with database.read() as session:
        queue.page(session, filters, LEAD, sort=sort)
        queue.facets(session, filters, LEAD, FACETS)
    return time.perf_counter() - began


def compare(small: Database, large: Database) -> float:
    """Print a line a query; the worst ratio."""
    worst = 0.0
    for query in QUERIES:
        filters = Filters.from_query(parse_qsl(query))
        for sort in ("newest", "worst"):
            times = [(ask(small, filters, sort), ask(large, filters, sort)) for _ in range(ROUNDS)]
            few, many = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
            worst = max(worst, many / few)
            print(f"  {query or '(all)':48} {sort:8} {few:7.1f} ms {many:7.1f} ms  x{many / few:4.1f}")
    return worst


@contextlib.contextmanager
def urls(kind: str) -> Iterator[tuple[str, str]]:
    """Two empty stores of that kind."""
    with contextlib.ExitStack() as stack:
        if kind == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            stores = Sqlite(Path(folder))
        else:
            stores = stack.enter_context(postgresql())
        yield stack.enter_context(stores.url()), stack.enter_context(stores.url())


def main() -> int:
    """Measure the named databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("-n", type=int, default=200_000)
    args = parser.parse_args()
    worst = 0.0
    for kind in args.kinds:
        with urls(kind) as (few, many):
            small, large = Database(few), Database(many)
            fill(small, SMALL)
            fill(large, args.n)
            print(f"{kind}: {SMALL:,} and {args.n:,} stored replies, medians of {ROUNDS}")
            worst = max(worst, compare(small, large))
            small.close()
            large.close()
    print(f"worst ratio x{worst:.1f} (must stay under x{LIMIT:.0f})")
    return 0 if worst < LIMIT else 1


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    raise SystemExit(main())
