import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from assist.store import audit_log, queue, replies, reviews, switches, work
from assist.store.database import Database
from assist.store.filters import Filters, Sort
from assist.store.reviews import Conflict, InvalidReview, Labels, PhraseVerdict
from assist.store.tables import Reply, now
from tests.store.made import CLEAN, REPLY, sent, staff, store

AGREED = Labels(defensive=True, blame=True, needs_apology=True, apology="none")
REFUSED = Labels(defensive=False, blame=False, needs_apology=True, apology="none")


@pytest.fixture
def desk(database: Database):
    """One flagged reply by Sari and the people around it: (database, people, reply id)."""
    team = staff(database)
    with database.write() as session:
        (number,) = store(session, sent())
    return database, team, number


def _double(database: Database, number: int, team) -> None:
    with database.write() as session:
        work.assign(session, number, [team["first"], team["second"]])


def _status(database: Database, number: int) -> str:
    with database.read() as session:
        return session.get_one(Reply, number).status


def test_a_review_settles_a_reply(desk) -> None:
    database, team, number = desk
    with database.write() as session:
        reply = replies.get(session, number, team["first"])
        assert reply is not None
        start = reviews.prefilled(reply)
        assert (start.defensive, start.blame, start.missing_apology) == (True, True, True)
        saved = reviews.save(session, number, team["first"], start, seconds=12)
        assert (saved.status, saved.others, saved.review.version) == ("reviewed", (), 1)
    with database.read() as session:
        settled = reviews.settled_of(session, [number])[number]
        assert (settled.source, settled.missing_apology) == ("review", True)
        assert [(p["kind"], REPLY[p["start"] : p["end"]]) for p in settled.phrases] == [
            ("denial", "Itu bukan kesalahan kami"),
            ("reproach", "Seharusnya Kakak cek dulu"),
        ]
        assert [entry.action for entry in audit_log.entries(session, subject=f"reply:{number}")] == ["review"]


def test_phrases_are_changed_refused_and_added(desk) -> None:
    database, team, number = desk
    with database.write() as session:
        reply = replies.get(session, number, team["first"])
        assert reply is not None
        denial, reproach = reply.findings
        at = REPLY.index(" sebelum")
        labels = Labels(
            defensive=True,
            blame=True,
            needs_apology=True,
            apology="none",
            phrases=(
                PhraseVerdict("disagree", 0, 0, "", "", denial.id, "ini fakta"),
                PhraseVerdict("change", 0, 0, "", "condescension", reproach.id),
                PhraseVerdict("missed", at, len(REPLY), "", "excuse"),
            ),
            steps={"own": 0, "act": 1},
            note="lihat panduan",
        )
        reviews.save(session, number, team["first"], labels)
    with database.read() as session:
        (review,) = reviews.of_reply(session, number, team["lead"])
        assert [(p.verdict, p.category, p.kind, REPLY[p.start : p.end]) for p in review.phrases] == [
            ("disagree", "defensive", "denial", "Itu bukan kesalahan kami"),
            ("change", "blame", "condescension", "Seharusnya Kakak cek dulu"),
            ("missed", "defensive", "excuse", "sebelum memesan"),
        ]
        settled = reviews.settled_of(session, [number])[number]
        assert [p["kind"] for p in settled.phrases] == ["condescension", "excuse"]
        assert settled.steps == {"own": 0, "act": 1}


@pytest.mark.parametrize(
    ("labels", "key"),
    [
        (Labels(True, True, True, "perhaps"), "apology"),
        (Labels(True, True, True, "none", steps={"dance": 1}), "step"),
        (Labels(True, True, True, "none", (PhraseVerdict("missed", 0, 9, "", "rudeness"),)), "kind"),
        (Labels(True, True, True, "none", (PhraseVerdict("missed", 5, 5, "", "denial"),)), "span"),
        (Labels(True, True, True, "none", (PhraseVerdict("missed", 0, 999, "", "denial"),)), "span"),
        (Labels(True, True, True, "none", (PhraseVerdict("missed", 24, 26, "", "denial"),)), "span"),
        (Labels(True, True, True, "none", (PhraseVerdict("agree", 0, 0, "", "", 999),)), "finding"),
        (Labels(True, True, True, "none", (PhraseVerdict("agree", 0, 9, "", "denial"),)), "finding"),
        (
            Labels(False, True, True, "none", (PhraseVerdict("missed", 0, 9, "", "denial"),)),
            "phrase_against_label",
        ),
    ],
)
def test_labels_that_do_not_fit_are_refused(desk, labels: Labels, key: str) -> None:
    database, team, number = desk
    with pytest.raises(InvalidReview) as caught, database.write() as session:
        reviews.save(session, number, team["first"], labels)
    assert caught.value.key == key
    assert caught.value.message("id") != caught.value.message("en")
    assert _status(database, number) == "open"


def test_only_reviewers_review(desk) -> None:
    database, team, number = desk
    with database.write() as session:
        with pytest.raises(PermissionError):
            reviews.save(session, number, team["agent"], AGREED)
        with pytest.raises(PermissionError):
            reviews.save(session, number, team["first"], AGREED, round="adjudication")
        with pytest.raises(LookupError):
            reviews.save(session, 1, team["first"], AGREED)


def test_the_second_save_from_another_window_is_told(desk) -> None:
    database, team, number = desk
    with database.write() as session:
        reviews.save(session, number, team["first"], AGREED)
    with pytest.raises(Conflict) as caught, database.write() as session:
        reviews.save(session, number, team["first"], REFUSED)
    assert caught.value.current.version == 1
    with database.write() as session:
        assert reviews.save(session, number, team["first"], REFUSED, base_version=1).review.version == 2


def test_undo_goes_back_step_by_step(desk) -> None:
    database, team, number = desk
    third = Labels(defensive=True, blame=False, needs_apology=False, apology="full")
    with database.write() as session:
        one = reviews.save(session, number, team["first"], AGREED).review
        reviews.save(session, number, team["first"], REFUSED, base_version=1)
        reviews.save(session, number, team["first"], third, base_version=2)
        with pytest.raises(PermissionError):
            reviews.withdraw(session, one.id, team["second"])
        assert reviews.withdraw(session, one.id, team["first"]) == REFUSED
        assert reviews.withdraw(session, one.id, team["first"]) == AGREED
        assert reviews.settled_of(session, [number])[number].defensive
        assert reviews.withdraw(session, one.id, team["first"]) is None
        assert reviews.settled_of(session, [number]) == {}
        with pytest.raises(LookupError):
            reviews.withdraw(session, one.id, team["first"])
    assert _status(database, number) == "open"


def test_blind_reviewers_do_not_see_each_other_until_both_are_in(desk) -> None:
    database, team, number = desk
    _double(database, number, team)
    with database.write() as session:
        switches.turn(session, team["lead"], hide_model=True)
        saved = reviews.save(session, number, team["first"], AGREED)
        assert (saved.status, saved.others) == ("open", ())
        reviews.comment(session, number, team["first"], "menurut saya jelas", start=0, end=5)
    with database.read() as session:
        reply = session.get_one(Reply, number)
        assert reviews.of_reply(session, number, team["second"]) == []
        assert reviews.comments_of(session, number, team["second"]) == []
        assert len(reviews.of_reply(session, number, team["first"])) == 1
        assert len(reviews.of_reply(session, number, team["lead"])) == 1
        assert reviews.blindness(session, reply, team["second"]) == reviews.Blindness(others=True, model=True)
        assert reviews.blindness(session, reply, team["first"]) == reviews.Blindness(others=True, model=False)
        assert reviews.blindness(session, reply, team["lead"]) == reviews.Blindness(others=False, model=False)
    with database.write() as session:
        saved = reviews.save(session, number, team["second"], AGREED)
        assert saved.status == "reviewed"
        assert [person.name for person in saved.others] == ["rani"]
    with database.read() as session:
        assert len(reviews.of_reply(session, number, team["second"])) == 2
        assert len(reviews.comments_of(session, number, team["second"])) == 1
        assert reviews.settled_of(session, [number])[number].source == "agreement"


def test_a_blind_review_stays_one_until_it_says_something_else(desk) -> None:
    database, team, number = desk
    phrase = PhraseVerdict("missed", 0, 24, "defensive", "denial")
    said = replace(AGREED, phrases=(phrase,), steps={"own": 1}, note="dingin")
    with database.write() as session:
        first = reviews.save(session, number, team["first"], said, blind=True).review
        assert (first.blind, first.version) == (True, 1)
    for labels, blind in ((said, True), (replace(said, blame=False), False), (said, False)):
        with database.write() as session:
            before = reviews.mine(session, number, team["first"])
            assert before is not None
            reviews.save(session, number, team["first"], labels, base_version=before.version)
        with database.read() as session:
            after = reviews.mine(session, number, team["first"])
            assert after is not None
            assert (after.blind, after.blame, after.note) == (blind, labels.blame, "dingin")


def test_who_is_blind_to_what_is_asked_for_a_whole_page_at_once(desk) -> None:
    database, team, one = desk
    with database.write() as session:
        two, three, four = store(session, *[sent()] * 3)
        switches.turn(session, team["lead"], hide_model=True)
    for number in (one, two, three):
        _double(database, number, team)
    with database.write() as session:
        reviews.save(session, two, team["second"], AGREED)
        for name in ("first", "second"):
            reviews.save(session, three, team[name], AGREED)
    asked: list[str] = []
    with database.read() as session:
        rows = replies.by_ids(session, [one, two, three, four])
        event.listen(session.connection(), "before_cursor_execute", lambda *args: asked.append(args[2]))
        found = reviews.blindness_of(session, rows, team["second"])
        assert len(asked) == 2, asked
        for reply in rows:
            assert found[reply.id] == reviews.blindness(session, reply, team["second"])
    told = {number: (one.others, one.model) for number, one in found.items()}
    assert told == {one: (True, True), two: (True, False), three: (False, False), four: (False, False)}


def test_a_list_that_asks_the_model_leaves_out_what_is_to_be_judged_without_it(desk) -> None:
    database, team, blind = desk
    with database.write() as session:
        (seen,) = store(session, sent())
    asking: list[tuple[Filters, Sort]] = [
        (Filters(flag=("blame",)), "newest"),
        (Filters(flag=("blame",), language=("id",)), "newest"),  # several: by way of FTS5 in SQLite
        (Filters(kind=("denial",)), "newest"),
        (Filters(band=(9,)), "oldest"),
        (Filters(queue=("flagged",)), "newest"),
        (Filters(), "worst"),
        (Filters(q="kesalahan"), "worst"),
    ]

    def listed(name: str, filters: Filters, sort: Sort) -> set[int]:
        with database.read() as session:
            found = queue.page(session, filters, team[name], sort=sort).rows
            assert queue.count(session, filters, team[name], sort=sort).value == len(found)
            near = queue.neighbours(session, filters, team[name], seen, sort=sort)
            assert {*near, seen} - {None} == {reply.id for reply in found}
            return {reply.id for reply in found}

    def facet(name: str, field: str, sort: Sort = "newest") -> int:
        with database.read() as session:
            counts = queue.facets(session, Filters(), team[name], [field], sort=sort)[field]
            return max(count.value for count in counts.values())

    def everything(name: str) -> None:
        assert all(listed(name, *asked) == {seen, blind} for asked in asking)
        assert {facet(name, "kind"), facet(name, "status", "worst")} == {2}

    everything("second")
    _double(database, blind, team)
    everything("second")
    with database.write() as session:
        switches.turn(session, team["lead"], hide_model=True)
        reviews.save(session, blind, team["first"], AGREED)
    for filters, sort in asking:
        assert listed("second", filters, sort) == {seen}, (filters, sort)
    assert listed("second", Filters(status=("open",)), "newest") == {seen, blind}
    assert {facet("second", field) for field in ("flag", "kind", "band", "queue")} == {1}
    assert facet("second", "status") == 2
    assert facet("second", "status", "worst") == 1
    # Whose verdict is in, and who is not to review it, sees all; who is to, does not.
    everything("first")
    everything("lead")
    with database.write() as session:
        work.assign(session, blind, [team["lead"]])
    assert listed("lead", *asking[0]) == {seen}
    with database.write() as session:
        reviews.save(session, blind, team["second"], AGREED)
    assert listed("lead", *asking[0]) == {seen, blind}


def test_who_differs_is_adjudicated_by_a_lead(desk) -> None:
    database, team, number = desk
    _double(database, number, team)
    with database.write() as session:
        reviews.save(session, number, team["first"], AGREED)
        assert reviews.save(session, number, team["second"], REFUSED).status == "adjudicate"
        ((reply, found),) = reviews.to_adjudicate(session)
        assert (reply.id, [review.reviewer.name for review in found]) == (number, ["rani", "tomi"])
        saved = reviews.save(session, number, team["lead"], REFUSED, round="adjudication")
        assert saved.status == "reviewed"
        assert reviews.to_adjudicate(session) == []
        # What a lead decided stands against later reviews, until it is undone.
        reviews.save(session, number, team["first"], AGREED, base_version=1)
        assert reviews.settled_of(session, [number])[number].source == "adjudication"
        reviews.withdraw(session, saved.review.id, team["lead"])
    assert _status(database, number) == "adjudicate"


def test_two_reviewers_at_once_lose_no_verdict(desk) -> None:
    database, team, number = desk
    start = threading.Barrier(2)
    statuses: list[tuple[str, int]] = []

    def review(person, labels: Labels) -> None:
        start.wait()
        with database.write() as session:
            saved = reviews.save(session, number, person, labels)
            statuses.append((saved.status, len(saved.others)))

    threads = [
        threading.Thread(target=review, args=(team["first"], AGREED)),
        threading.Thread(target=review, args=(team["second"], REFUSED)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Both are kept; the second is told of the first, and as they differ a lead decides.
    assert sorted(statuses) == [("adjudicate", 1), ("reviewed", 0)]
    with database.read() as session:
        assert len(reviews.of_reply(session, number, team["lead"])) == 2


def test_an_agent_disputes_and_a_lead_decides(desk) -> None:
    database, team, number = desk
    with database.write() as session:
        with pytest.raises(InvalidReview, match="nothing_settled"):
            reviews.open_dispute(session, number, team["agent"], "tidak setuju")
        reviews.save(session, number, team["first"], AGREED)
        with pytest.raises(PermissionError):
            reviews.open_dispute(session, number, team["other"], "bukan punya saya")
        with pytest.raises(InvalidReview, match="no_text"):
            reviews.open_dispute(session, number, team["agent"], " ")
        dispute = reviews.open_dispute(session, number, team["agent"], "tidak setuju")
        with pytest.raises(InvalidReview, match="disputed_already"):
            reviews.open_dispute(session, number, team["agent"], "lagi")
        assert [d.id for d in reviews.disputes(session, team["agent"])] == [dispute.id]
        assert reviews.disputes(session, team["other"]) == []
        with pytest.raises(PermissionError):
            reviews.decide_dispute(session, dispute.id, team["first"], "x", None)
        decided = reviews.decide_dispute(session, dispute.id, team["lead"], "benar", REFUSED)
        assert (decided.state, decided.decision) == ("changed", "benar")
        assert reviews.settled_of(session, [number])[number].source == "dispute"
        with pytest.raises(LookupError):
            reviews.decide_dispute(session, dispute.id, team["lead"], "x", None)
        again = reviews.open_dispute(session, number, team["agent"], "masih tidak")
        assert reviews.decide_dispute(session, again.id, team["lead"], "tetap", None).state == "upheld"
    assert _status(database, number) == "reviewed"


def test_comments_are_the_authors_to_delete(desk) -> None:
    database, team, number = desk
    with database.write() as session:
        remark = reviews.comment(session, number, team["first"], "hati-hati", start=0, end=24)
        assert reviews.comments_of(session, number, team["agent"]) == []
        reviews.save(session, number, team["first"], AGREED)
        assert [c.text for c in reviews.comments_of(session, number, team["agent"])] == ["hati-hati"]
        with pytest.raises(LookupError):
            reviews.comment(session, number, team["other"], "x")
        with pytest.raises(InvalidReview, match="span"):
            reviews.comment(session, number, team["first"], "x", start=0, end=999)
        with pytest.raises(PermissionError):
            reviews.delete_comment(session, remark.id, team["second"])
        reviews.delete_comment(session, remark.id, team["lead"])
        with pytest.raises(LookupError):
            reviews.delete_comment(session, remark.id, team["lead"])
        assert reviews.comments_of(session, number, team["lead"]) == []


def _prefilled(session: Session, number: int, team) -> Labels:
    """Where a reviewer of that reply begins."""
    reply = replies.get(session, number, team["first"])
    assert reply is not None
    return reviews.prefilled(reply)


def _with_comments(start: Labels, *comments: str, **changes) -> Labels:
    """Each phrase agreed with (where `changes` say no other), with these comments in order."""
    phrases = (replace(p, comment=c, **changes) for p, c in zip(start.phrases, comments, strict=False))
    return replace(start, phrases=tuple(phrases))


def _read_by(database: Database, number: int, person) -> list[str]:
    with database.read() as session:
        return [one.comment for one in reviews.phrase_comments(session, number, person)]


def test_an_agent_reads_what_was_said_of_phrases_once_the_own_reply_is_settled(desk) -> None:
    database, team, number = desk
    _double(database, number, team)
    with database.write() as session:
        start = _prefilled(session, number, team)
        practice = work.start_calibration(
            session, team["lead"], "w", [number], [team["first"], team["second"]]
        )
        said = _with_comments(start, "only practice", "only practice")
        reviews.save(session, number, team["first"], said, round="calibration", session_id=practice.id)
        review = reviews.save(session, number, team["first"], _with_comments(start, "curt", " ")).review
    assert _read_by(database, number, team["agent"]) == []  # the second reviewer is still to come
    with database.write() as session:
        saved = reviews.save(session, number, team["second"], _with_comments(start, "", "ask, do not tell"))
        assert saved.status == "reviewed"
    assert _read_by(database, number, team["agent"]) == ["curt", "ask, do not tell"]
    assert _read_by(database, number, team["other"]) == []
    with database.write() as session:
        reviews.withdraw(session, review.id, team["first"])
    assert _read_by(database, number, team["agent"]) == []  # open again


def test_an_agent_reads_no_comment_that_was_overruled(desk) -> None:
    database, team, number = desk
    _double(database, number, team)
    with database.write() as session:
        start = _prefilled(session, number, team)
        refused = _with_comments(start, "true as it stands", "a fair hint", verdict="disagree")
        refused = replace(refused, defensive=False, blame=False)
        reviews.save(session, number, team["first"], _with_comments(start, "cold", "a reproach"))
        assert reviews.save(session, number, team["second"], refused).status == "adjudicate"
    assert _read_by(database, number, team["agent"]) == []
    with database.write() as session:
        decided = replace(start, phrases=(start.phrases[0], replace(start.phrases[1], verdict="disagree")))
        decided = replace(decided, blame=False)
        reviews.save(session, number, team["lead"], decided, round="adjudication")
    assert _read_by(database, number, team["agent"]) == ["cold", "a fair hint"]


def test_what_a_reviewer_did_today(desk) -> None:
    database, team, number = desk
    with database.write() as session:
        (other,) = store(session, sent(CLEAN))
        reviews.save(session, number, team["first"], AGREED)
        reviews.save(session, other, team["first"], REFUSED)
        done = reviews.since(session, team["first"], now() - timedelta(hours=1))
        assert [review.reply.id for review in done] == [other, number]
    assert _status(database, other) == "reviewed"
