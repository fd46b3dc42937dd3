"""The audit log: who saw, changed, exported or deleted what."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from assist.server.review.agreement_page import span
from assist.server.review.desk import DeskRoute, LeadDesk
from assist.store import audit_log

router = APIRouter(route_class=DeskRoute)

PAGE: Final = 100


@router.get("/review/log")
def page(
    desk: LeadDesk,
    who: str = "",
    action: str = "",
    subject: str = "",
    since: str = "",
    until: str = "",
    before: int | None = None,
) -> Response:
    """Entries newest first, within the filters in the URL."""
    first, last = span(since, until, days=30)
    with desk.database.read() as session:
        found = audit_log.entries(
            session,
            person=who,
            action=action,
            subject=subject,
            since=first,
            until=last,
            before=before,
            limit=PAGE + 1,
        )
        actions = audit_log.actions(session)
    return desk.page(
        "log.html",
        room="log",
        entries=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        actions=actions,
        who=who,
        action=action,
        subject=subject,
        since=first,
        until=last,
    )
