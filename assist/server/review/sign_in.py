"""Signing in and out."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assist.server import access
from assist.server.pages import render
from assist.server.review.desk import AnyDesk, DeskRoute
from assist.server.review.frame import home

router = APIRouter(route_class=DeskRoute)

_LONGEST_NEXT: Final = 2000


@router.get("/sign-in")
async def form(request: Request) -> Response:
    """The form; who is signed in already goes on to where they wanted."""
    visitor = await access.visitor(request)
    if visitor is not None:
        return RedirectResponse(_next(request) or home(visitor.person), status_code=303)
    return _form(request)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Check name and password; the same answer for an unknown name and a wrong password."""
    fields = await request.form(max_fields=10, max_files=0)
    name, password = str(fields.get("name", "")), str(fields.get("password", ""))
    try:
        secret, person = await access.sign_in(request, name, password)
    except access.TooManyAttempts as error:
        minutes = max(1, round(error.seconds / 60))
        return _form(request, status=429, fault="sign_in_wait", name=name, minutes=minutes)
    except access.WrongPassword:
        return _form(request, status=401, fault="sign_in_wrong", name=name)
    response = RedirectResponse(_next(request) or home(person), status_code=303)
    access.set_cookie(request, response, secret)
    return response


@router.post("/sign-out")
async def sign_out(desk: AnyDesk) -> Response:
    """End this browser's session."""
    await access.sign_out(desk.request)
    response = RedirectResponse("/sign-in", status_code=303)
    access.clear_cookie(response)
    return response


def _next(request: Request) -> str:
    """The page to go on to: one of ours only, or none."""
    path = request.query_params.get("next", "")
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) <= _LONGEST_NEXT
    return path if ours and path.isprintable() else ""


def _form(
    request: Request, *, status: int = 200, fault: str = "", name: str = "", minutes: int = 0
) -> Response:
    return render(
        request,
        "review/sign_in.html",
        status=status,
        fault=fault,
        name=name,
        minutes=minutes,
        other_way=access.oidc_login_path(request.app.state.settings),
    )
