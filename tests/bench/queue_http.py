"""The queue page itself, over HTTP: ``python -m tests.bench.queue_http [sqlite postgresql] [-n 200000]``.

Two running servers, one with 2,000 stored replies and one with N, asked for the same pages turn by turn.
Exit status 1 where N takes 5 times as long.
"""

import argparse
import statistics
import tempfile
import time
import warnings
from contextlib import ExitStack
from pathlib import Path

import httpx

from assist.store import credentials, people
from assist.store.database import Database
from tests.bench.queue_page import LIMIT, SMALL, urls
from tests.bench.stored import fill
from tests.serving import running

ROUNDS = 7
QUERIES = (
    "status=open",
    "status=open&sort=worst",
    "flag=blame&status=open",
    "flag=none",
    "kind=excuse",
    "language=en&channel=mail",
    "agent=agent7",
    "q=paket",
    "q=langka",
    "q=%22paket+kurir%22",
    "q=paket&flag=blame",
    "agent=agent7&q=paket&sort=worst",
)


def served(stack: ExitStack, url: str, n: int) -> httpx.Client:
    """A browser that is signed in at a server with `n` stored replies."""
    database = Database(url)
    fill(database, n)
    with database.write() as session:
        secret, _ = credentials.sign_in(session, people.add(session, "bench", "lead"))
    database.close()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    server = stack.enter_context(running(folder, ASSIST_DATABASE_URL=url))
    client = stack.enter_context(httpx.Client(base_url=server.url, timeout=60))
    client.cookies.set("assist_session", secret.text)
    return client


def seconds(client: httpx.Client, query: str) -> float:
    """How long one page takes."""
    began = time.perf_counter()
    client.get(f"/review/queue?{query}").raise_for_status()
    return time.perf_counter() - began


def main() -> int:
    """Measure the named databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("-n", type=int, default=200_000)
    args = parser.parse_args()
    worst = 0.0
    for kind in args.kinds:
        with ExitStack() as stack:
            few, many = stack.enter_context(urls(kind))
            small, large = served(stack, few, SMALL), served(stack, many, args.n)
            print(f"{kind}: pages with {SMALL:,} and {args.n:,} stored replies, medians of {ROUNDS}")
            for query in QUERIES:
                times = [(seconds(small, query), seconds(large, query)) for _ in range(ROUNDS)]
                one, other = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
                worst = max(worst, other / one)
                print(f"  {query:40} {one:7.1f} ms {other:7.1f} ms  x{other / one:4.1f}", flush=True)
    print(f"worst ratio x{worst:.1f} (must stay under x{LIMIT:.0f})")
    return 0 if worst < LIMIT else 1


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    raise SystemExit(main())
