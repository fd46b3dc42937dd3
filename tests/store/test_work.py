from datetime import date, timedelta

import pytest

from assist.store import audit_log, queue, reviews, switches, work
from assist.store.database import Database
from assist.store.filters import Filters
from assist.store.reviews import Labels
from assist.store.tables import AssignmentRule, Reply
from tests.store.made import CLEAN, WHEN, sent, staff, store

WEEK = WHEN.date()
LABELS = Labels(defensive=True, blame=True, needs_apology=True, apology="none")


def _rule(staff_, /, **more) -> AssignmentRule:
    fields = {
        "name": "weekly",
        "per_agent": 2,
        "reviewers": [staff_["first"].id, staff_["second"].id],
        **more,
    }
    return AssignmentRule(**fields)


def test_a_rule_draws_n_per_agent_and_shares_them_out(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        for agent in ("Sari", "Dewi"):
            store(session, *(sent(agent=agent, when=WHEN + timedelta(hours=n)) for n in range(5)))
        store(session, sent(CLEAN, agent="Sari"), sent(agent="Sari", when=WHEN + timedelta(days=7)))
        rule = work.add_rule(session, _rule(team), team["lead"])
        assert work.apply_rule(session, rule, WEEK) == 4
        assert work.apply_rule(session, rule, WEEK + timedelta(days=1)) == 0
        assert work.apply_rules(session, WEEK + timedelta(days=7)) == 1
        for name in ("first", "second"):
            found = queue.page(session, Filters(assigned=team[name].name), team["lead"]).rows
            assert len(found) in (2, 3)
            assert all(reply.status == "open" for reply in found)
        work.stop_rule(session, rule.id, team["lead"])
        assert work.apply_rules(session, WEEK) == 0
        assert [r.active for r in work.rules(session)] == [False]


def test_a_rule_of_a_team_and_of_the_sample(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        store(session, sent(agent="Sari"), sent(agent="Dewi"))
        switches.turn(session, team["lead"], sample_share=1.0)
        store(session, sent(CLEAN, agent="Sari"), sent(CLEAN, agent="Dewi"))
        rule = work.add_rule(
            session, _rule(team, team="Bandung", queue="sample", double_share=1.0), team["lead"]
        )
        assert work.apply_rule(session, rule, WEEK) == 1
        (reply,) = queue.page(session, Filters(assigned="rani"), team["lead"]).rows
        assert (reply.team, reply.queue, reply.reviews_wanted) == ("Bandung", "sample", 2)
        assert [p.name for p in work.assigned_to(session, reply.id)] == ["rani", "tomi"]


def test_nobody_is_assigned_what_they_wrote(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        store(session, *(sent(agent="Rani", when=WHEN + timedelta(hours=n)) for n in range(4)))
        rule = work.add_rule(session, _rule(team, per_agent=4), team["lead"])
        assert work.apply_rule(session, rule, WEEK) == 4
        assert queue.page(session, Filters(assigned="rani"), team["lead"]).rows == []


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"reviewers": []}, "reviewers"),
        ({"per_agent": 0}, "per_agent"),
        ({"double_share": 2.0}, "double_share"),
    ],
)
def test_rules_that_make_no_sense_are_refused(database: Database, more, fault: str) -> None:
    team = staff(database)
    with database.write() as session:
        with pytest.raises(ValueError, match=fault):
            work.add_rule(session, _rule(team, **more), team["lead"])
        with pytest.raises(PermissionError):
            work.add_rule(session, _rule(team), team["first"])


def test_an_assignment_is_done_by_reviewing(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        (number,) = store(session, sent())
        work.assign(session, number, [team["first"]])
        with pytest.raises(LookupError):
            work.assign(session, 5, [team["first"]])
        saved = reviews.save(session, number, team["first"], LABELS)
        assert queue.page(session, Filters(assigned="rani"), team["lead"]).rows == []
        reviews.withdraw(session, saved.review.id, team["first"])
        assert len(queue.page(session, Filters(assigned="rani"), team["lead"]).rows) == 1


def test_what_was_assigned_by_hand_is_open_again_when_its_review_is_taken_back(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        assigned, found = store(session, sent(CLEAN), sent(CLEAN))
        work.assign(session, assigned, [team["first"]])
        for number in (assigned, found):
            saved = reviews.save(session, number, team["first"], LABELS)
            reviews.withdraw(session, saved.review.id, team["first"])
        opened = queue.page(session, Filters(status=("open",)), team["first"]).rows
        assert [reply.id for reply in opened] == [assigned]
        assert session.get_one(Reply, found).status == "unqueued"


def test_a_share_of_the_queue_is_reviewed_twice(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        numbers = store(session, *(sent() for _ in range(5)))
        pair = [team["first"], team["second"]]
        assert work.share_out_double(session, 0.0, pair, WEEK) == 0
        assert work.share_out_double(session, 1.0, pair, WEEK + timedelta(days=1)) == 0
        assert work.share_out_double(session, 1.0, pair, WEEK) == 5
        assert {session.get_one(Reply, number).reviews_wanted for number in numbers} == {2}
        with pytest.raises(ValueError, match="reviewers"):
            work.share_out_double(session, 1.0, pair[:1], WEEK)


def test_views_are_saved_shared_and_deleted(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        work.save_view(session, team["first"], "Mine", "flag=blame")
        shared = work.save_view(session, team["second"], "All", "", shared=True)
        again = work.save_view(session, team["first"], " Mine ", "flag=defensive")
        assert [(v.name, v.query) for v in work.views(session, team["first"])] == [
            ("All", ""),
            ("Mine", "flag=defensive"),
        ]
        assert [v.name for v in work.views(session, team["second"])] == ["All"]
        with pytest.raises(ValueError, match="name"):
            work.save_view(session, team["first"], " ", "")
        with pytest.raises(PermissionError):
            work.delete_view(session, team["first"], shared.id)
        work.delete_view(session, team["lead"], shared.id)
        with pytest.raises(PermissionError):
            work.delete_view(session, team["lead"], again.id)
        with pytest.raises(LookupError):
            work.delete_view(session, team["lead"], shared.id)


def test_a_calibration_session_shows_labels_once_it_is_closed(database: Database) -> None:
    team = staff(database)
    both = [team["first"], team["second"]]
    with database.write() as session:
        one, two = store(session, sent(), sent(CLEAN))
        opened = work.start_calibration(session, team["lead"], "November", [two, one, two], both)
        for bad in (
            {"name": " "},
            {"members": both[:1]},
            {"members": [team["first"], team["agent"]]},
            {"reply_ids": []},
            {"reply_ids": [3]},
        ):
            given = {"name": "x", "reply_ids": [one], "members": both, **bad}
            with pytest.raises(ValueError):  # noqa: PT011  the loop says which
                work.start_calibration(session, team["lead"], **given)
        with pytest.raises(PermissionError):
            work.start_calibration(session, team["first"], "x", [one], both)
        assert [r.id for r in work.calibration_replies(session, opened.id)] == [two, one]
        assert [p.name for p in work.calibration_members(session, opened.id)] == ["rani", "tomi"]
        assert [c.id for c in work.calibrations(session, team["first"])] == [opened.id]
        assert work.calibrations(session, team["agent"]) == []
        for person in both:
            reviews.save(session, one, person, LABELS, round="calibration", session_id=opened.id)
        # A calibration changes nothing about the reply.
        assert session.get_one(Reply, one).status == "open"
        assert reviews.of_reply(session, one, team["lead"]) == []
        assert len(work.calibration_reviews(session, opened.id, team["first"])) == 1
        with pytest.raises(PermissionError):
            work.close_calibration(session, opened.id, team["first"])
        work.close_calibration(session, opened.id, team["lead"])
        assert len(work.calibration_reviews(session, opened.id, team["first"])) == 2
        for missing in (work.close_calibration, work.calibration_reviews):
            with pytest.raises(LookupError):
                missing(session, 99, team["lead"])


def test_coaching_notes_are_seen_once(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        own, good = store(session, sent(), sent(CLEAN, agent="Dewi"))
        with pytest.raises(PermissionError):
            work.coach(session, team["agent"], team["other"], "x")
        with pytest.raises(ValueError, match="text"):
            work.coach(session, team["first"], team["agent"], " ")
        work.coach(session, team["first"], team["agent"], "Mulai dengan maaf", reply_id=own, example_id=good)
        (note,) = work.coaching_notes(session, team["agent"])
        assert note.author is not None
        assert note.example is not None
        assert (note.author.name, note.example.reply, note.seen_at) == ("rani", CLEAN.reply, None)
        assert work.coaching_notes(session, team["other"]) == []
        assert work.mark_seen(session, team["agent"]) == 1
        assert work.mark_seen(session, team["agent"]) == 0


def test_switches_are_a_leads_and_logged(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        assert switches.current(session).comparisons is False
        assert switches.turn(session, team["lead"], comparisons=True, retention_days=90).retention_days == 90
        with pytest.raises(PermissionError):
            switches.turn(session, team["first"], comparisons=False)
        for bad in (
            {"comparisons": 1},
            {"sample_share": 1.5},
            {"sample_share": True},
            {"retention_days": -1},
            {"x": 1},
        ):
            with pytest.raises(ValueError, match=next(iter(bad))):
                switches.turn(session, team["lead"], **bad)
        logged = audit_log.entries(session, action="switch", subject="switch:comparisons")
        assert [(e.person, e.detail) for e in logged] == [("lena", {"before": False, "after": True})]


def test_the_log_is_filtered_and_read_whole(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        for n in range(7):
            audit_log.write(session, team["first"] if n % 2 else None, "saw", f"reply:{n}", n=n)
        today = date.today()
        assert [e.detail["n"] for e in audit_log.entries(session, action="saw", limit=3)] == [6, 5, 4]
        assert [e.detail["n"] for e in audit_log.entries(session, person="rani")] == [5, 3, 1]
        first = audit_log.entries(session, action="saw", limit=2)[-1]
        assert [
            e.detail["n"] for e in audit_log.entries(session, action="saw", before=first.id, limit=1)
        ] == [4]
        assert audit_log.entries(session, since=today + timedelta(days=2)) == []
        assert audit_log.entries(session, until=today - timedelta(days=2)) == []
        assert len(list(audit_log.everything(session, batch=2))) == len(audit_log.entries(session))
        assert set(audit_log.actions(session)) == {"saw", "switch"}
