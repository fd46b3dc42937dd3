"""What a lead decides for the whole house: switches, assignment rules, people."""

from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from assist.server.problems import ProblemError
from assist.server.review.desk import DeskRoute, LeadDesk
from assist.store import audit_log, people, switches, work
from assist.store.credentials import WeakPassword
from assist.store.tables import ROLES, AssignmentRule

router = APIRouter(route_class=DeskRoute)

_PERCENTS: Final = ("sample_share", "double_share")


@router.get("/review/settings")
def page(desk: LeadDesk) -> Response:
    """All of it on one page."""
    with desk.database.read() as session:
        everybody = people.everybody(session, with_inactive=True)
        return desk.page(
            "settings.html",
            room="settings",
            switches=switches.current(session),
            rules=work.rules(session),
            people=everybody,
            reviewers={one.id: one for one in everybody if one.role != "agent"},
            teams=people.teams(session),
            roles=ROLES,
        )


@router.post("/review/settings/switches")
def turn(desk: LeadDesk) -> Response:
    """Change the switches; each change is in the audit log."""
    values: dict[str, bool | float | int] = {
        "comparisons": bool(desk.field("comparisons")),
        "hide_model": bool(desk.field("hide_model")),
    }
    try:
        for name in _PERCENTS:
            values[name] = float(desk.field(name).replace(",", ".")) / 100
        values["retention_days"] = int(desk.field("retention_days") or "0")
        with desk.database.write() as session:
            switches.turn(session, desk.person, **values)
    except ValueError:
        return desk.go("/review/settings", "switches_bad")
    return desk.go("/review/settings", "switches_saved")


@router.post("/review/settings/rules")
def add_rule(desk: LeadDesk) -> Response:
    """Add a rule and apply it to this week."""
    chosen = [int(str(value)) for value in desk.form.getlist("reviewer") if str(value).isdecimal()]
    try:
        rule = AssignmentRule(
            name=desk.field("name"),
            per_agent=int(desk.field("per_agent")),
            team=desk.field("team"),
            queue=desk.field("queue"),
            reviewers=chosen,
            double_share=float(desk.field("double_share") or "0") / 100,
        )
        with desk.database.write() as session:
            rule = work.add_rule(session, rule, desk.person)
            drawn = work.apply_rule(session, rule, datetime.now(UTC).date())
    except ValueError:
        return desk.go("/review/settings", "rule_bad")
    return desk.go("/review/settings", "rule_added", n=drawn)


@router.post("/review/settings/rules/apply")
def apply_rules(desk: LeadDesk) -> Response:
    """Draw what this week's rules still lack."""
    with desk.database.write() as session:
        drawn = work.apply_rules(session, datetime.now(UTC).date())
    return desk.go("/review/settings", "rules_applied", n=drawn)


@router.post("/review/settings/rules/{rule_id}/stop")
def stop_rule(desk: LeadDesk, rule_id: int) -> Response:
    """Stop a rule."""
    with desk.database.write() as session:
        work.stop_rule(session, rule_id, desk.person)
    return desk.go("/review/settings", "rule_stopped")


@router.post("/review/settings/people")
def add_person(desk: LeadDesk) -> Response:
    """Add somebody who can sign in."""
    try:
        with desk.database.write() as session:
            person = people.add(
                session,
                desk.field("name"),
                desk.field("role"),
                password=str(desk.form.get("password", "")),
                display=desk.field("display"),
                team=desk.field("team"),
            )
            audit_log.write(session, desk.person, "person_added", f"person:{person.name}", role=person.role)
    except people.NameTaken:
        return desk.go("/review/settings", "person_taken", name=desk.field("name"))
    except WeakPassword:
        return desk.go("/review/settings", "person_weak")
    except ValueError as error:
        raise ProblemError(422, "bad_filter", name=str(error)) from error
    return desk.go("/review/settings", "person_added", name=desk.field("name"))


@router.post("/review/settings/people/{person_id}")
def change_person(desk: LeadDesk, person_id: int) -> Response:
    """Change somebody's role or team, or put them aside; nobody can shut themselves out."""
    with desk.database.write() as session:
        person = people.by_id(session, person_id)
        if person is None:
            raise ProblemError(404, "not_found")
        role, team, active = desk.field("role"), desk.field("team"), desk.field("active") != "no"
        if person.id == desk.person.id and (role != "lead" or not active):
            return desk.go("/review/settings", "person_self")
        try:
            people.change(session, person, role=role, team=team)
        except ValueError as error:
            raise ProblemError(422, "bad_filter", name=str(error)) from error
        if active != person.active:
            (people.reactivate if active else people.deactivate)(session, person)
        audit_log.write(
            session,
            desk.person,
            "person_changed",
            f"person:{person.name}",
            role=person.role,
            team=person.team,
            active=person.active,
        )
    return desk.go("/review/settings", "person_changed", name=person.label)
