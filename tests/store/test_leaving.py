"""Who is put aside, or is an agent now, has nothing more to review, and is given nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assist.server import upkeep
from assist.store import leaving, people, reviews, work
from assist.store.database import Database
from assist.store.reviews import Labels
from assist.store.tables import Assignment, AssignmentRule, Person, Reply, Settled
from tests.store.made import CLEAN, WHEN, sent, staff, store

WEEK = WHEN.date()
LABELS = Labels(defensive=True, blame=True, needs_apology=True, apology="none")
OTHERS = Labels(defensive=False, blame=True, needs_apology=True, apology="none")


def _demote(session: Session, person: Person) -> None:
    people.change(session, person, role="agent")


def _add_as_agent(session: Session, person: Person) -> None:
    people.add(session, person.name, "agent")


LEAVE = [people.deactivate, _demote, _add_as_agent]
"""Each way to review no more."""


def _person(session: Session, person: Person) -> Person:
    return session.get_one(Person, person.id)


def _rule(session: Session, team: dict[str, Person], **more: object) -> AssignmentRule:
    both = [team["first"].id, team["second"].id]
    fields = {"name": "weekly", "per_agent": 4, "reviewers": both, **more}
    return work.add_rule(session, AssignmentRule(**fields), team["lead"])


def _assigned(session: Session) -> list[tuple[int, int]]:
    return [
        (row.reply_id, row.reviewer_id)
        for row in session.scalars(select(Assignment).order_by(Assignment.reply_id, Assignment.reviewer_id))
    ]


@pytest.mark.parametrize("leave", LEAVE)
def test_a_rule_assigns_to_those_who_still_review(
    database: Database, leave: Callable[[Session, Person], None]
) -> None:
    team = staff(database)
    with database.write() as session:
        rule = _rule(session, team, double_share=1.0)
        leave(session, _person(session, team["first"]))
        numbers = store(session, *(sent(when=WHEN + timedelta(hours=n)) for n in range(4)))
        assert work.apply_rule(session, rule, WEEK) == 4
        assert _assigned(session) == [(number, team["second"].id) for number in sorted(numbers)]
        # One alone cannot review it twice.
        assert {session.get_one(Reply, number).reviews_wanted for number in numbers} == {1}


@pytest.mark.parametrize("leave", LEAVE)
def test_a_rule_without_reviewers_left_assigns_nothing(
    database: Database, leave: Callable[[Session, Person], None]
) -> None:
    team = staff(database)
    with database.write() as session:
        rule = _rule(session, team, double_share=1.0)
        for name in ("first", "second"):
            leave(session, _person(session, team[name]))
        (number,) = store(session, sent())
        assert work.apply_rules(session, WEEK) == 0
        assert _assigned(session) == []
        assert session.get_one(Reply, number).reviews_wanted == 1
        # Once somebody is back, they get it.
        for name in ("first", "second"):
            people.change(session, _person(session, team[name]), role="reviewer")
            people.reactivate(session, _person(session, team[name]))
        assert work.apply_rule(session, rule, WEEK) == 1
        assert len(_assigned(session)) == 2


def test_what_only_its_author_could_review_is_not_counted(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        rule = _rule(session, team)
        people.deactivate(session, _person(session, team["second"]))
        store(session, sent(agent="Rani"), sent(agent="Sari"))
        assert work.apply_rule(session, rule, WEEK) == 1
        assert work.apply_rule(session, rule, WEEK) == 0


@pytest.mark.parametrize("leave", LEAVE)
def test_a_double_review_is_the_others_alone(
    database: Database, leave: Callable[[Session, Person], None]
) -> None:
    team = staff(database)
    pair = [team["first"], team["second"]]
    with database.write() as session:
        reviewed, waiting = store(session, sent(), sent(CLEAN))
        for number in (reviewed, waiting):
            work.assign(session, number, pair)
        assert reviews.save(session, reviewed, team["second"], LABELS).status == "open"
        leave(session, _person(session, team["first"]))
        assert _assigned(session) == [(number, team["second"].id) for number in sorted((reviewed, waiting))]
        # The one review that is there settles it, as one review of any other reply does.
        assert session.get_one(Reply, reviewed).status == "reviewed"
        settled = session.get_one(Settled, reviewed)
        assert (settled.source, settled.decided_by_id, settled.defensive) == ("review", pair[1].id, True)
        reply = session.get_one(Reply, waiting)
        assert (reply.status, reply.reviews_wanted) == ("open", 1)
        assert not reviews.blindness(session, reply, team["second"]).others
        assert reviews.save(session, waiting, team["second"], LABELS).status == "reviewed"


@pytest.mark.parametrize("leave", LEAVE)
def test_what_was_theirs_alone_is_open_to_everybody(
    database: Database, leave: Callable[[Session, Person], None]
) -> None:
    team = staff(database)
    with database.write() as session:
        flagged, clean, twice = store(session, sent(), sent(CLEAN), sent())
        session.get_one(Reply, twice).reviews_wanted = 2  # by chance, whoever they are
        for number in (flagged, clean, twice):
            work.assign(session, number, [team["first"]])
        leave(session, _person(session, team["first"]))
        assert _assigned(session) == []
        found = {number: session.get_one(Reply, number) for number in (flagged, clean, twice)}
        assert (found[flagged].status, found[flagged].reviews_wanted) == ("open", 1)
        # Nobody asked for it but who gave it to them.
        assert found[clean].status == "unqueued"
        assert (found[twice].status, found[twice].reviews_wanted) == ("open", 2)
        # The next round of a rule gives it to somebody else.
        assert work.apply_rule(session, _rule(session, team), WEEK) == 2
        assert {reviewer for _, reviewer in _assigned(session)} == {team["second"].id}


@pytest.mark.parametrize("leave", LEAVE)
def test_what_they_have_reviewed_counts_on(
    database: Database, leave: Callable[[Session, Person], None]
) -> None:
    team = staff(database)
    with database.write() as session:
        number, disputed = store(session, sent(), sent())
        work.assign(session, number, [team["first"], team["second"]])
        reviews.save(session, number, team["first"], LABELS)
        # Of a reply that was settled otherwise, nothing changes but that they need not look at it.
        reviews.save(session, disputed, team["second"], LABELS)
        reviews.open_dispute(session, disputed, _person(session, team["agent"]), "Bukan begitu")
        work.assign(session, disputed, [team["first"]])
        leave(session, _person(session, team["first"]))
        assert (number, team["first"].id) in _assigned(session)
        assert (disputed, team["first"].id) not in _assigned(session)
        assert session.get_one(Reply, disputed).status == "disputed"
        assert session.get_one(Reply, number).reviews_wanted == 2
        assert reviews.save(session, number, team["second"], OTHERS).status == "adjudicate"


def test_a_third_who_reviewed_it_unasked_keeps_it_double(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        (number,) = store(session, sent())
        work.assign(session, number, [team["first"], team["second"]])
        reviews.save(session, number, team["lead"], LABELS)
        people.deactivate(session, _person(session, team["first"]))
        reply = session.get_one(Reply, number)
        assert (reply.status, reply.reviews_wanted) == ("open", 2)
        assert reviews.save(session, number, team["second"], LABELS).status == "reviewed"


def test_another_role_or_team_changes_nothing(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        (number,) = store(session, sent())
        work.assign(session, number, [team["first"], team["second"]])
        people.change(session, _person(session, team["first"]), role="lead")
        people.change(session, _person(session, team["second"]), team="Bandung")
        assert len(_assigned(session)) == 2
        assert session.get_one(Reply, number).reviews_wanted == 2


def test_the_server_takes_back_what_people_held_who_left_earlier(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        one, two = store(session, sent(), sent())
        work.assign(session, one, [team["first"], team["second"]])
        work.assign(session, two, [team["first"]])
        reviews.save(session, one, team["second"], LABELS)
        # As versions before this one left it.
        session.execute(update(Person).where(Person.id == team["first"].id).values(active=False))
    assert upkeep.once(database) == (0, 0)
    with database.write() as session:
        assert _assigned(session) == [(one, team["second"].id)]
        assert session.get_one(Reply, one).status == "reviewed"
        assert leaving.take_back_all(session) == 0
