import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import event, func, select

from assist.store import ids, people, queue, replies, reviews, switches, work
from assist.store.database import Database
from assist.store.filters import Filters
from assist.store.tables import Reply, ReplyKind, StoredFinding
from tests.databases import Postgresql
from tests.store.made import CLEAN, FLAGGED, WHEN, result, sent, staff, store


def test_a_reply_is_stored_with_what_the_model_said(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        (number,) = store(session, sent(thread="t1"))
    with database.read() as session:
        reply = replies.get(session, number, team["first"])
        assert reply is not None
        assert (reply.flags, reply.queue, reply.status) == (("defensive", "blame"), "flagged", "open")
        assert (reply.team, reply.agent_id, reply.band) == ("Jakarta", team["agent"].id, 9)
        assert [(f.kind, reply.reply[f.start : f.end]) for f in reply.findings] == [
            ("denial", "Itu bukan kesalahan kami"),
            ("reproach", "Seharusnya Kakak cek dulu"),
        ]
        assert reply.sent_at == WHEN
        assert ids.sent_second(number) == WHEN
        assert replies.get(session, number, team["agent"]) is not None
        assert replies.get(session, number, team["other"]) is None


def test_the_same_key_is_stored_once(database: Database) -> None:
    with database.write() as session:
        first = replies.record(session, [sent(key="a"), sent(key="b"), sent(key="a")], None)
        again = replies.record(session, [sent(CLEAN, key="b")], None)
    assert [one.new for one in first] == [True, True, False]
    assert first[2].id == first[0].id
    assert again == [replies.Recorded(first[1].id, new=False)]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == 2
        assert session.scalar(select(func.count()).select_from(StoredFinding)) == 4
        assert session.scalar(select(func.count()).select_from(ReplyKind)) == 4


def test_the_same_key_from_many_at_once_is_stored_once(database: Database) -> None:
    found: list[replies.Recorded] = []
    start = threading.Barrier(8)

    def record() -> None:
        start.wait()
        with database.write() as session:
            found.extend(replies.record(session, [sent(key="same")], None))

    threads = [threading.Thread(target=record) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.id for one in found}) == 1
    assert sorted(one.new for one in found) == [False] * 7 + [True]


def test_two_writers_at_once_get_different_ids(database: Database) -> None:
    found: list[int] = []

    def record() -> None:
        for _ in range(10):
            with database.write() as session:
                found.extend(store(session, sent(), sent()))

    threads = [threading.Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 80


def test_ids_follow_the_time_of_sending(database: Database) -> None:
    with database.write() as session:
        late, early, middle = store(
            session,
            sent(when=WHEN + timedelta(days=2)),
            sent(when=WHEN),
            sent(when=WHEN + timedelta(days=1)),
        )
    assert early < middle < late
    day = WHEN.date()
    assert ids.first_of(day) <= early < ids.after(day) <= middle
    with database.write() as session, pytest.raises(ValueError, match="out of range"):
        store(session, sent(when=datetime(1969, 12, 31, tzinfo=UTC)))


def test_unflagged_replies_are_sampled_as_often_as_the_switch_says(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        switches.turn(session, team["lead"], sample_share=1.0, double_share=1.0)
        store(session, sent(CLEAN))
        switches.turn(session, team["lead"], sample_share=0.0, double_share=0.0)
        store(session, sent(CLEAN))
    with database.read() as session:
        found = session.scalars(select(Reply).order_by(Reply.id)).all()
    assert [(r.queue, r.status, r.reviews_wanted) for r in found] == [
        ("sample", "open", 2),
        ("none", "unqueued", 1),
    ]


def test_unknown_agents_become_people_who_cannot_sign_in(database: Database) -> None:
    with database.write() as session:
        store(session, sent(agent="Budi  Santoso"), sent(agent="budi santoso"), sent(agent=""))
    with database.read() as session:
        (budi,) = people.agents(session)
        assert (budi.name, budi.role, budi.password_hash) == ("budi santoso", "agent", None)
        assert people.by_name(session, "BUDI SANTOSO") is not None


def test_a_thread_is_read_in_order_and_only_by_those_who_may(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        numbers = store(
            session,
            sent(thread="t", when=WHEN + timedelta(hours=1)),
            sent(thread="t", agent="Dewi"),
            sent(thread="u"),
        )
        reply = replies.get(session, numbers[0], team["lead"])
        assert reply is not None
        assert [r.id for r in replies.thread_of(session, reply, team["lead"])] == [numbers[1], numbers[0]]
        assert [r.id for r in replies.thread_of(session, reply, team["agent"])] == [numbers[0]]


def _texts(database: Database, filters: Filters, viewer, **more) -> list[str]:
    with database.read() as session:
        return [reply.reply for reply in queue.page(session, filters, viewer, **more).rows]


@pytest.fixture
def six(database: Database):
    """Six replies, an hour apart, oldest first."""
    team = staff(database)
    rows = [
        ("Maaf kak, paket tertunda", {"blame": 0.9}, "id", "Sari", "chat", [("paket", "accusation")]),
        ("Sorry, your parcel is late", {"defensive": 0.7}, "en", "Dewi", "mail", [("late", "excuse")]),
        ("Paket sudah dikirim ke alamat", {}, "id", "Sari", "mail", []),
        ("This is our policy", {"defensive": 0.95}, "en", "Sari", "chat", [("our policy", "policy_shield")]),
        ("Kami cek paket-nya; kurir lalai", {"blame": 0.6, "defensive": 0.6}, "id", "Dewi", "chat", []),
        ("Terima kasih", {}, "id", "Dewi", "chat", []),
    ]
    with database.write() as session:
        for hour, (text, scores, language, agent, channel, phrases) in enumerate(rows):
            made = result(text, scores=scores, language=language, phrases=phrases)
            store(
                session,
                sent(made, agent=agent, channel=channel, when=WHEN + timedelta(hours=hour), customer=""),
            )
    return team


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "543210"),
        ("flag=blame", "40"),
        ("flag=blame&flag=defensive", "4310"),
        ("flag=none", "52"),
        ("flag=any", "4310"),
        ("flag=nonsense", ""),
        ("kind=excuse", "1"),
        ("kind=excuse&kind=policy_shield", "31"),
        ("language=en", "31"),
        ("language=en&channel=chat", "3"),
        ("channel=chat&channel=mail", "543210"),
        ("agent=dewi", "541"),
        ("agent=DEWI&agent=Sari", "543210"),
        ("agent=nobody", ""),
        ("team=Jakarta", "320"),
        ("team=Jakarta&flag=none", "2"),
        ("status=open", "4310"),
        ("status=unqueued", "52"),
        ("status=open&status=unqueued&language=en", "31"),
        ("queue=none", "52"),
        ("band=9", "30"),
        ("band=9&band=7", "310"),
        ("model=tone-1.0.0", "543210"),
        ("since=2026-11-02&until=2026-11-02", "543210"),
        ("since=2026-11-03", ""),
        ("q=paket", "420"),
        ("q=PAKET+kurir", "4"),
        ("q=%22paket+nya%22", "4"),
        ("q=paket-nya", "4"),
        ("q=pak*", "420"),
        ("q=-paket", "531"),
        ("q=paket+-kurir", "20"),
        ("q=paket&agent=Sari&flag=blame", "0"),
        ("q=paket&status=open", "40"),
        ("q=%28%27%22+AND+NEAR%2F*+paket", ""),
        ("q=--%27%22", "543210"),
        ("q=flagx616e79", ""),
        ("assigned=rani", ""),
        ("thread=none", ""),
    ],
)
def test_filters_find_the_same_in_both_databases(database: Database, six, query: str, found: str) -> None:
    filters = Filters.from_query(parse_qsl(query))
    with database.read() as session:
        order = {
            number: str(n) for n, number in enumerate(session.scalars(select(Reply.id).order_by(Reply.id)))
        }
        for sort in ("newest", "oldest", "worst"):
            page = queue.page(session, filters, six["lead"], sort=sort)
            got = "".join(order[reply.id] for reply in page.rows)
            if sort == "newest":
                assert got == found
            elif sort == "oldest":
                assert got == found[::-1]
            else:
                assert got == "".join(sorted(found, key="301452".index))
            assert page.count == queue.Count(len(found))
        assert queue.count(session, filters, six["lead"]) == queue.Count(len(found))
        assert queue.count(session, filters, six["lead"], cap=1) == queue.Count(
            min(1, len(found)), len(found) > 1
        )


def test_agents_find_their_own_only(database: Database, six) -> None:
    assert len(_texts(database, Filters(), six["agent"])) == 3
    assert _texts(database, Filters(agent=("Dewi",)), six["agent"]) == []
    assert _texts(database, Filters(q="paket", language=("id",)), six["other"]) == [
        "Kami cek paket-nya; kurir lalai"
    ]
    with database.read() as session:
        assert queue.count(session, Filters(), six["agent"]).value == 3


@pytest.mark.parametrize("sort", ["newest", "oldest", "worst"])
@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize(
    "query", [Filters(), Filters(q="paket"), Filters(language=("id",), channel=("chat",))]
)
def test_paging_meets_every_reply_once_both_ways(
    database: Database, sort, dense: bool, query: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With few matches (gathered) and with more than GATHER of them (walked)."""
    if dense:
        monkeypatch.setattr(queue, "GATHER", 5)
        monkeypatch.setattr(queue, "_CLIMB", 5)
    team = staff(database)
    with database.write() as session:
        for n in range(23):
            scores = {"blame": (n * 7 % 5) / 5}
            made = result(f"paket {n}", scores=scores)
            store(session, sent(made, when=WHEN + timedelta(minutes=n // 3)))
    seen: list[int] = []
    pages: list[list[int]] = []
    after = None
    with database.read() as session:
        while True:
            page = queue.page(session, query, team["lead"], sort=sort, after=after, limit=5)
            pages.append([reply.id for reply in page.rows])
            seen += pages[-1]
            if page.after is None:
                break
            after = page.after
        assert len(seen) == len(set(seen)) == 23
        scores_of = dict(session.execute(select(Reply.id, Reply.top_score)).all())
        keys = [(scores_of[n], n) if sort == "worst" else n for n in seen]
        assert keys == sorted(keys, reverse=sort != "oldest")
        back: list[list[int]] = []
        before = page.before
        while before is not None:
            page = queue.page(session, query, team["lead"], sort=sort, before=before, limit=5)
            back.append([reply.id for reply in page.rows])
            before = page.before
        assert back == pages[-2::-1]
        for at, number in enumerate(seen):
            left, right = queue.neighbours(session, query, team["lead"], number, sort=sort)
            assert left == (seen[at - 1] if at else None)
            assert right == (seen[at + 1] if at + 1 < len(seen) else None)


def test_a_cursor_that_is_none_is_refused(database: Database, six) -> None:
    with database.read() as session, pytest.raises(ValueError, match="x"):
        queue.page(session, Filters(), six["lead"], after="x")


def test_facets_say_what_a_click_would_show(database: Database, six) -> None:
    with database.read() as session:
        fields = ("flag", "kind", "language", "channel", "status", "band", "team")
        found = queue.facets(session, Filters(language=("en",)), six["lead"], fields)
        count = queue.Count
        assert found["language"] == {"en": count(2), "id": count(4)}
        assert found["channel"] == {"chat": count(1), "mail": count(1)}
        assert found["flag"] == {
            "defensive": count(2),
            "blame": count(0),
            "missing_apology": count(0),
            "none": count(0),
        }
        assert found["kind"]["excuse"] == count(1)
        assert found["status"]["open"] == count(2)
        assert found["team"] == {"Bandung": count(1), "Jakarta": count(1)}
        capped = queue.facets(session, Filters(), six["lead"], ["channel"], cap=3)
        assert all(one.more for one in capped["channel"].values())


def test_a_drawn_sample_is_unflagged_and_queued(database: Database, six) -> None:
    with database.write() as session:
        drawn = queue.draw_sample(session, Filters(), 5, six["lead"])
        assert len(drawn) == 2
        assert queue.draw_sample(session, Filters(), 5, six["lead"]) == []
    with database.read() as session:
        assert queue.count(session, Filters(queue=("sample",), status=("open",)), six["lead"]).value == 2


def test_a_drawn_sample_leaves_alone_what_people_have_in_hand(database: Database) -> None:
    team = staff(database)
    labels = reviews.Labels(defensive=False, blame=False, needs_apology=False, apology="none")
    pair = [team["first"], team["second"]]
    with database.write() as session:
        made = [sent(CLEAN, when=WHEN + timedelta(minutes=n)) for n in range(8)]
        assigned, reviewed, settled, differing, disputed, taken_back, practised, free = store(session, *made)
        work.assign(session, assigned, [team["first"]])
        for number in (settled, taken_back):
            work.assign(session, number, [team["first"]])
        work.assign(session, differing, pair)
        work.assign(session, reviewed, pair)
        for number in (reviewed, settled, differing, disputed):
            reviews.save(session, number, team["first"], labels)
        reviews.save(session, differing, team["second"], replace(labels, needs_apology=True))
        reviews.open_dispute(session, disputed, team["agent"], "sudah minta maaf")
        saved = reviews.save(session, taken_back, team["first"], labels)
        reviews.withdraw(session, saved.review.id, team["first"])
        practice = work.start_calibration(session, team["lead"], "x", [practised, free], pair)
        reviews.save(session, practised, pair[0], labels, round="calibration", session_id=practice.id)

    def state() -> dict[int, tuple[str, str]]:
        with database.read() as session:
            return {reply.id: (reply.queue, reply.status) for reply in session.scalars(select(Reply))}

    before = state()
    assert set(before.values()) == {
        ("none", status) for status in ("unqueued", "open", "reviewed", "adjudicate", "disputed")
    }
    with database.write() as session:
        assert queue.draw_sample(session, Filters(), 8, team["lead"]) == [free]
    assert state() == before | {free: ("sample", "open")}


def test_a_reply_that_is_assigned_while_a_sample_is_drawn_is_not_taken(postgresql_stores: Postgresql) -> None:
    # In SQLite nobody writes between the drawing and the taking.
    with postgresql_stores.url() as url, closing(Database(url)) as database:
        team = staff(database)
        with database.write() as session:
            one, other = store(session, sent(CLEAN), sent(CLEAN))

        def meanwhile(*given: Any) -> None:
            if given[2].startswith("UPDATE replies"):
                with database.write() as elsewhere:
                    work.assign(elsewhere, one, [team["first"]])

        with database.write() as session:
            event.listen(session.connection(), "before_cursor_execute", meanwhile)
            assert queue.draw_sample(session, Filters(), 2, team["lead"]) == [other]
        with database.read() as session:
            found = {reply.id: (reply.queue, reply.status) for reply in session.scalars(select(Reply))}
        assert found == {one: ("none", "open"), other: ("sample", "open")}


def test_filters_survive_the_url() -> None:
    filters = Filters.from_query(
        [
            ("q", " a b "),
            ("flag", "blame"),
            ("flag", "none"),
            ("flag", "blame"),
            ("band", "9"),
            ("since", "2026-01-02"),
            ("x", "y"),
            ("team", ""),
        ]
    )
    assert Filters.from_query(parse_qsl(filters.to_query(page=2))) == filters
    assert filters.pairs() == [
        ("q", "a b"),
        ("flag", "blame"),
        ("flag", "none"),
        ("band", "9"),
        ("since", "2026-01-02"),
    ]
    assert filters.without("flag", "blame").flag == ("none",)
    assert filters.without("band").band == ()
    assert filters.having("band", "1", "2").band == (1, 2)
    assert filters.having("flag").flag == ()
    for bad in ([("band", "10")], [("band", "x")], [("since", "soon")]):
        with pytest.raises(ValueError, match=bad[0][0]):
            Filters.from_query(bad)


def test_flagged_is_what_the_model_flagged() -> None:
    assert FLAGGED.flags == ("defensive", "blame")
