"""The models page: what a candidate would change on reviewed replies, before it is switched on."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from assist.rubric import SCORES
from assist.server.problems import ProblemError
from assist.server.review import agreement
from assist.server.review.comparing import Comparing, Comparison
from assist.server.review.desk import DeskRoute, LeadDesk
from assist.store import audit_log

router = APIRouter(route_class=DeskRoute)


@router.get("/review/models")
def page(desk: LeadDesk) -> Response:
    """The model in use and the candidates."""
    comparing = _comparing(desk.request)
    found = [(name, comparing.outcome(name)) for name in comparing.candidates()]
    return desk.page(
        "models.html",
        room="models",
        current=desk.request.app.state.readiness.model,
        candidates=found,
        folder=str(comparing.folder),
    )


@router.get("/review/models/{candidate}")
def outcome(desk: LeadDesk, candidate: str) -> Response:
    """One comparison, under way or done."""
    comparing = _comparing(desk.request)
    if candidate not in comparing.candidates():
        raise ProblemError(404, "not_found")
    found = comparing.outcome(candidate)
    context: dict[str, Any] = {
        "candidate": candidate,
        "outcome": found,
        "labels": _labels(found) if found else [],
    }
    if desk.wants_part:
        return desk.part("comparison_state.html", **context)
    return desk.page("comparison.html", room="models", **context)


@router.post("/review/models/{candidate}/compare")
def compare(desk: LeadDesk, candidate: str) -> Response:
    """Score the reviewed replies with both models."""
    if not _comparing(desk.request).start(candidate, desk.scorer, desk.person):
        return desk.go(f"/review/models/{candidate}", "comparing_other")
    with desk.database.write() as session:
        audit_log.write(session, desk.person, "compared", f"model:{candidate}")
    return desk.go(f"/review/models/{candidate}")


def _comparing(request: Request) -> Comparing:
    state = request.app.state
    if not hasattr(state, "comparing"):
        state.comparing = Comparing(state.settings, state.database)
    return state.comparing


def _labels(found: Comparison) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for label in SCORES:
        row: dict[str, object] = {"label": label}
        for name in ("now", "then"):
            hit, false, missed = (found.count(label, f"{name}_{kind}") for kind in ("hit", "false", "missed"))
            row[f"{name}_precision"] = agreement.proportion(hit, hit + false)
            row[f"{name}_recall"] = agreement.proportion(hit, hit + missed)
        row["fixed"], row["broken"] = found.count(label, "fixed"), found.count(label, "broken")
        rows.append(row)
    return rows
