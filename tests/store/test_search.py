from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assist.store import queue
from assist.store.database import Database
from assist.store.filters import Filters
from assist.store.search import Search, Term, parse
from assist.store.tables import Person
from tests.databases import Postgresql, Sqlite
from tests.store.made import WHEN, result, sent, store

LEAD = Person(id=1, name="lead", role="lead")
TEXTS = (
    "Maaf, paket-nya tertunda (resi JP123).",
    "paket nya kemarin; kurir_lalai",
    "PAKET & kurir: nya paket",
    'He said "not our fault" and/or left',
    "Café résumé naïve 你好 kopi☕enak",
    "1e5 007 3kg 10.30 a@b.id",
    "",
)


@pytest.fixture(scope="module")
def both(sqlite_stores: Sqlite, postgresql_stores: Postgresql):
    """The same replies in both databases."""
    with sqlite_stores.url() as one, postgresql_stores.url() as two:
        opened = Database(one), Database(two)
        for database in opened:
            with database.write() as session:
                rows = [
                    sent(result(text), when=WHEN + timedelta(hours=n), customer="")
                    for n, text in enumerate(TEXTS)
                ]
                store(session, *rows)
        yield opened
        for database in opened:
            database.close()


def _found(database: Database, q: str) -> list[str]:
    with database.read() as session:
        return [reply.reply for reply in queue.page(session, Filters(q=q), LEAD).rows]


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("", Search((), ())),
        ("paket kurir", Search((Term(("paket",)), Term(("kurir",))), ())),
        ('"Paket nya" -kurir', Search((Term(("paket", "nya")),), (Term(("kurir",)),))),
        ("paket-nya ku*", Search((Term(("paket", "nya")), Term(("ku",), prefix=True)), ())),
        ('-"" - * "', Search((), ())),
        ('say "unclosed', Search((Term(("say",)), Term(("unclosed",))), ())),
    ],
)
def test_what_was_typed_is_understood(text: str, search: Search) -> None:
    assert parse(text) == search
    assert bool(search) == bool(search.wanted or search.unwanted)


words = st.sampled_from(
    [
        "paket",
        "nya",
        "kurir",
        "lalai",
        "not",
        "our",
        "fault",
        "and",
        "or",
        "near",
        "pak*",
        "1e5",
        "007",
        "café",
        "x",
    ]
)
typed = st.lists(
    st.tuples(st.sampled_from(["", "-", '"']), st.lists(words, min_size=1, max_size=3)).map(
        lambda part: f'"{" ".join(part[1])}"' if part[0] == '"' else part[0] + part[1][0]
    ),
    max_size=4,
).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(q=typed)
@example(q="-paket -kurir")
@example(q='"paket nya" -kurir')
def test_both_databases_find_the_same(both: tuple[Database, Database], q: str) -> None:
    one, two = both
    assert _found(one, q) == _found(two, q)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(q=st.text(max_size=30))
@example(q="' OR 1=1 --")
@example(q="'; DROP TABLE replies; --")
@example(q='NEAR("a" "b", 2) AND {x}: ^y + *')
@example(q="\x00paket")
@example(q="'\\ :* & | ! <->")
def test_nothing_typed_is_an_error(both: tuple[Database, Database], q: str) -> None:
    for database in both:
        _found(database, q)
