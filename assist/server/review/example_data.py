"""The button that loads the example data, and the one that takes it away again."""

from fastapi import APIRouter
from starlette.responses import Response

from assist import demo
from assist.server.review.desk import DeskRoute, LeadDesk

router = APIRouter(route_class=DeskRoute)


@router.post("/review/demo")
def load(desk: LeadDesk) -> Response:
    """Score and store the example conversations; a second time adds nothing."""
    new = demo.load(desk.database, desk.scorer, by=desk.person)
    return desk.go("/review/queue?status=open", "demo_loaded" if new else "demo_there", n=new)


@router.post("/review/demo/clear")
def clear(desk: LeadDesk) -> Response:
    """Delete the example conversations with all that was said of them."""
    gone = demo.clear(desk.database, by=desk.person)
    return desk.go("/review/settings", "demo_cleared", n=gone)
