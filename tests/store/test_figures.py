from datetime import UTC, date, datetime, timedelta

import pytest

from assist.store import agreement, reviews, switches, trends, work
from assist.store.agreement import Outcomes
from assist.store.database import Database
from assist.store.filters import Filters
from assist.store.reviews import Labels
from assist.store.tables import Feedback, Reply
from assist.store.trends import ModelSpan, Rate
from tests.store.made import CLEAN, FLAGGED, WHEN, result, sent, staff, store

BAD = Labels(defensive=True, blame=True, needs_apology=True, apology="none")
FINE = Labels(defensive=False, blame=False, needs_apology=True, apology="none")
DAY = WHEN.date()
NEXT_WEEK = WHEN + timedelta(days=7)
MONDAY = date(2026, 11, 2)


def test_pairs_are_what_was_said_before_either_saw_the_other(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        (number,) = store(session, sent())
        work.assign(session, number, [team["first"], team["second"]])
        reviews.save(session, number, team["first"], FINE)
        reviews.save(session, number, team["first"], BAD, base_version=1)
    with database.write() as session:
        reviews.save(session, number, team["second"], FINE)
    with database.write() as session:
        # Both are in and see each other now: what is changed from here on is no longer independent.
        reviews.save(session, number, team["second"], BAD, base_version=1)
        reviews.save(session, number, team["lead"], BAD)
    with database.read() as session:
        found = {pair.question: pair for pair in agreement.rated_pairs(session, DAY, DAY)}
        assert len(found) == 16
        assert (found["blame"].first, found["blame"].second) == (True, False)
        assert (found["needs_apology"].first, found["needs_apology"].second) == (True, True)
        assert (found["denial"].first, found["denial"].second) == (False, False)
        assert {pair.language for pair in found.values()} == {"id"}
        assert agreement.rated_pairs(session, DAY + timedelta(days=1), DAY + timedelta(days=9)) == []


def test_a_calibration_pairs_everybody(database: Database) -> None:
    team = staff(database)
    people = [team["first"], team["second"], team["lead"]]
    with database.write() as session:
        numbers = store(session, sent(), sent())
        opened = work.start_calibration(session, team["lead"], "x", numbers, people)
        for person in people:
            for number in numbers:
                reviews.save(session, number, person, BAD, round="calibration", session_id=opened.id)
        pairs = agreement.rated_pairs(session, DAY, DAY, calibration=opened.id)
        assert len([pair for pair in pairs if pair.question == "blame"]) == 6
        assert agreement.rated_pairs(session, DAY, DAY) == []


def test_outcomes_count_reviewed_flags_and_the_random_sample(database: Database) -> None:
    team = staff(database)
    english = result("We did reply.", language="en", scores={"blame": 0.9})
    with database.write() as session:
        flagged = store(session, sent(), sent(), sent(), sent(english))
        switches.turn(session, team["lead"], sample_share=1.0)
        sampled = store(session, sent(CLEAN), sent(CLEAN), sent(CLEAN))
        switches.turn(session, team["lead"], sample_share=0.0)
        store(session, sent(CLEAN))
        for number, labels in zip(flagged, (BAD, BAD, FINE, FINE), strict=True):
            reviews.save(session, number, team["first"], labels)
        for number, labels in zip(sampled, (BAD, FINE), strict=False):
            reviews.save(session, number, team["first"], labels)
        found = {(o.question, o.language): o for o in agreement.outcomes(session, DAY, DAY)}
        assert found["blame", ""] == Outcomes("blame", "", 2, 2, 1, 1, 4, 4)
        assert found["blame", "id"] == Outcomes("blame", "id", 2, 1, 1, 1, 3, 4)
        assert found["blame", "en"] == Outcomes("blame", "en", 0, 1, 0, 0, 1, 0)
        # Flagged for blame only: no random sample of what is not defensive.
        assert found["defensive", ""] == Outcomes("defensive", "", 2, 1, 1, 1, 3, 4)
        assert agreement.outcomes(session, DAY, DAY, model="other")[0].flagged == 0
        kinds = {(o.question, o.language): o for o in agreement.outcomes(session, DAY, DAY, by_kind=True)}
        assert kinds["denial", ""] == Outcomes("denial", "", 0, 3, 0, 2, 3, 4)
        assert kinds["excuse", "id"] == Outcomes("excuse", "id", 0, 0, 0, 2, 0, 4)


def test_flagged_rates_by_week(database: Database) -> None:
    team = staff(database)
    mail = sent(result("x", scores={"blame": 0.9}), channel="mail", when=NEXT_WEEK)
    with database.write() as session:
        store(session, sent(), sent(CLEAN), mail, sent(CLEAN, when=NEXT_WEEK, agent="Dewi"))
    filters = Filters(since=DAY, until=DAY + timedelta(days=9))
    following = MONDAY + timedelta(days=7)
    with database.read() as session:
        rates = trends.flagged_by_week(session, filters, team["lead"])
        assert [r for r in rates if r.name == "any"] == [
            Rate(MONDAY, "any", 1, 2),
            Rate(following, "any", 1, 2),
        ]
        assert Rate(MONDAY, "defensive", 1, 2) in rates
        assert Rate(following, "defensive", 0, 2) in rates
        assert trends.flagged_by_week(session, filters, team["lead"], by="channel") == [
            Rate(MONDAY, "chat", 1, 2),
            Rate(following, "chat", 0, 1),
            Rate(following, "mail", 1, 1),
        ]
        kinds = trends.flagged_by_week(session, filters, team["lead"], by="kind")
        assert Rate(MONDAY, "denial", 1, 2) in kinds
        assert Rate(following, "denial", 0, 2) in kinds
        found = trends.flagged_by_week(
            session, filters.having("channel", "chat").having("language", "id"), team["agent"]
        )
        assert Rate(MONDAY, "any", 1, 2) in found
        assert all(rate.week == MONDAY for rate in found)
        assert trends.flagged_by_week(session, Filters(q="nowhere"), team["lead"]) == []


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(1970, 1, 5), date(2026, 11, 1), date(2026, 11, 2)])
def test_weeks_begin_on_monday(database: Database, day: date) -> None:
    team = staff(database)
    with database.write() as session:
        store(session, sent(when=datetime(day.year, day.month, day.day, 0, 0, 1, tzinfo=UTC)))
        rates = trends.flagged_by_week(session, Filters(since=day, until=day), team["lead"])
        assert {rate.week for rate in rates} == {day - timedelta(days=day.weekday())}


def test_use_of_suggestions_by_week(database: Database) -> None:
    with database.write() as session:
        for kind, action in (
            ("denial", "accepted"),
            ("denial", "dismissed"),
            ("excuse", "accepted"),
            ("excuse", "not_useful"),
            ("excuse", "shown"),
        ):
            session.add(Feedback(at=WHEN, action=action, category="defensive", kind=kind))
        session.flush()
        assert trends.suggestions_by_week(session, DAY, DAY + timedelta(days=8)) == [
            Rate(MONDAY, "accepted", 2, 4),
            Rate(MONDAY, "dismissed", 1, 4),
            Rate(MONDAY, "not_useful", 1, 4),
        ]
        assert trends.suggestions_by_week(session, DAY, DAY, by="kind") == [
            Rate(MONDAY, "denial", 1, 2),
            Rate(MONDAY, "excuse", 1, 2),
        ]


def test_drift_compares_model_versions(database: Database) -> None:
    with database.write() as session:
        old = [result(f"x{n}", scores={"blame": n / 10}, model="tone-1") for n in range(10)]
        new = [result(f"y{n}", scores={"blame": 0.95}, model="tone-2") for n in range(10)]
        store(session, *(sent(one) for one in old), *(sent(one, when=NEXT_WEEK) for one in new))
        spans = trends.drift(session, DAY, DAY + timedelta(days=9))
        assert [(s.model, s.label) for s in spans][:4] == [
            ("tone-1", "defensive"),
            ("tone-1", "blame"),
            ("tone-1", "missing_apology"),
            ("tone-2", "defensive"),
        ]
        before, after = spans[1], spans[4]
        assert before.histogram == pytest.approx([0.1] * 10)
        assert (before.replies, before.mean, before.flagged) == (10, pytest.approx(0.45), 0.5)
        assert (before.first, after.first) == (DAY, NEXT_WEEK.date())
        assert after.histogram == pytest.approx([0] * 9 + [1])
        assert trends.drift_distance(before, after) > 0.25
        assert trends.drift_distance(before, before) == 0


def test_distance_is_finite_for_empty_tenths() -> None:
    one = ModelSpan("a", "blame", DAY, DAY, 5, 0.0, 0.0, (1.0, *[0.0] * 9))
    other = ModelSpan("b", "blame", DAY, DAY, 5, 1.0, 1.0, (*[0.0] * 9, 1.0))
    assert 0 < trends.drift_distance(one, other) < 20


def test_an_agents_progress_by_act(database: Database) -> None:
    team = staff(database)
    today = datetime.now(UTC)
    with database.write() as session:
        store(
            session,
            sent(FLAGGED, when=today),
            sent(CLEAN, when=today),
            sent(FLAGGED, agent="Dewi", when=today),
        )
        session.get_one(Reply, session.query(Reply.id).first()[0]).apology = "hollow"
        session.flush()
        rates = {rate.name: (rate.hits, rate.total) for rate in trends.progress(session, team["agent"])}
        assert rates["defensive"] == (1, 2)
        assert rates["hollow_apology"] == (1, 2)
        assert rates["denial"] == (1, 2)


def test_people_are_compared_only_where_a_lead_allows_it(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        store(session, sent(), sent(CLEAN, agent="Dewi"))
        with pytest.raises(PermissionError):
            trends.compare_people(session, DAY, DAY)
        switches.turn(session, team["lead"], comparisons=True)
        assert trends.compare_people(session, DAY, DAY) == [Rate(DAY, "dewi", 0, 1), Rate(DAY, "sari", 1, 1)]
