"""What every review page stands on: who looks, the open store, and the frame that pages are shown in."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assist.messages import say
from assist.scoring.scorer import Scorer
from assist.server import access
from assist.server.pages import interface_language, render
from assist.server.problems import ProblemError, problem_for
from assist.server.review.frame import navigation
from assist.server.review.words import Words
from assist.settings import Settings
from assist.store.database import Database
from assist.store.tables import Person

CSRF_HEADER: Final = "x-csrf-token"
MAX_FORM_FIELDS: Final = 2000


class SignInNeeded(Exception):
    """Nobody is signed in (any more): answered with the way to the sign-in page."""


class StaleForm(Exception):
    """The form was opened in another session: answered with the page it came from, to send it anew."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One request by a signed-in person, whose right to send it has been checked."""

    request: Request
    visitor: access.Visitor
    form: FormData
    """The fields of a posted form; empty otherwise."""

    @property
    def person(self) -> Person:
        """Who looks."""
        return self.visitor.person

    @property
    def database(self) -> Database:
        """The open store."""
        return self.request.app.state.database

    @property
    def settings(self) -> Settings:
        """The settings of this server."""
        return self.request.app.state.settings

    @property
    def scorer(self) -> Scorer:
        """The warm scorer. Raises a 503 problem while the model is loading."""
        scorer: Scorer | None = getattr(self.request.app.state, "scorer", None)
        if scorer is None:
            raise ProblemError(503, "warming", headers={"Retry-After": "1"})
        return scorer

    @property
    def lang(self) -> str:
        """The interface language."""
        return interface_language(self.request)

    @property
    def wants_part(self) -> bool:
        """Whether htmx asks for a part of the page only."""
        return "hx-request" in self.request.headers and "hx-boosted" not in self.request.headers

    def say(self, key: str, **values: Any) -> str:
        """A message of the review room in the interface language."""
        return say(f"review.{key}", self.lang, **values)

    def field(self, name: str) -> str:
        """A text field of the posted form, trimmed; empty where it is absent or a file."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else ""

    def page(self, template: str, *, room: str, status: int = 200, **context: Any) -> HTMLResponse:
        """`review/TEMPLATE` inside the frame; `room` is the entry of the navigation it belongs to."""
        with self.database.read() as session:
            rooms = navigation(session, self.person, room)
        return self.part(template, status=status, room=room, rooms=rooms, **context)

    def part(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """`review/TEMPLATE` by itself, for htmx."""
        return render(
            self.request,
            f"review/{template}",
            status=status,
            person=self.person,
            csrf=self.visitor.csrf,
            words=Words(self.lang),
            here=self.request.url.path,
            in_language=self._in_language,
            **context,
        )

    def go(self, path: str, note: str = "", **values: Any) -> Response:
        """Send the browser to `path`; `note` is the key of a sentence that is shown there once."""
        if note:
            shown = {"note": note, **{name: str(value) for name, value in values.items()}}
            path += ("&" if "?" in path else "?") + urlencode(shown)
        if self.wants_part:
            return Response(status_code=204, headers={"HX-Redirect": path})
        return RedirectResponse(path, status_code=303)

    def _in_language(self, code: str) -> str:
        pairs = [(k, v) for k, v in self.request.query_params.multi_items() if k != "lang"]
        return "?" + urlencode([*pairs, ("lang", code)])


class DeskRoute(APIRoute):
    """A route that turns what stores and desks raise into an answer: sign in, forbidden, not found."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler with the three exceptions caught around it."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except SignInNeeded:
                return _to_sign_in(request)
            except StaleForm:
                return _back(request)
            except ProblemError as error:
                return _as_page(request, error)
            except PermissionError:
                return _as_page(request, ProblemError(403, "forbidden"))
            except LookupError as error:
                # KeyError and IndexError are faults of ours, not rows that are not there.
                if type(error) is LookupError:
                    return _as_page(request, ProblemError(404, "not_found"))
                raise

        return handled


async def _at_desk(request: Request) -> Desk:
    visitor = await access.visitor(request)
    if visitor is None:
        raise SignInNeeded
    form = FormData()
    if request.method not in ("GET", "HEAD"):
        given = request.headers.get(CSRF_HEADER)
        if request.headers.get("content-type", "").startswith(
            ("multipart/form-data", "application/x-www-form-urlencoded")
        ):
            form = await request.form(max_fields=MAX_FORM_FIELDS)
            field = form.get("csrf")
            given = given or (field if isinstance(field, str) else None)
        if not access.csrf_ok(visitor, given):
            raise StaleForm
    return Desk(request, visitor, form)


async def _at_review_desk(desk: Annotated[Desk, Depends(_at_desk)]) -> Desk:
    if desk.person.role == "agent":
        raise ProblemError(403, "forbidden")
    return desk


async def _at_lead_desk(desk: Annotated[Desk, Depends(_at_desk)]) -> Desk:
    if desk.person.role != "lead":
        raise ProblemError(403, "forbidden")
    return desk


AnyDesk = Annotated[Desk, Depends(_at_desk)]
"""Anybody who is signed in."""
ReviewDesk = Annotated[Desk, Depends(_at_review_desk)]
"""A reviewer or a lead."""
LeadDesk = Annotated[Desk, Depends(_at_lead_desk)]
"""A lead."""


def _as_page(request: Request, error: ProblemError) -> Response:
    """A refusal as a page for who sent a form with a browser, too; a problem document for scripts."""
    by_browser = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    if not by_browser:
        return problem_for(request, error)
    detail = say(f"problem.{error.code}", interface_language(request), **error.values)
    return render(request, "error.html", status=error.status, code=error.status, detail=detail)


def _to_sign_in(request: Request) -> Response:
    by_htmx = "hx-request" in request.headers
    if request.method == "GET" and not by_htmx:
        came_from = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        came_from = _page_of(request)
    there = f"/sign-in?next={quote(came_from, safe='')}"
    if by_htmx:
        return Response(status_code=401, headers={"HX-Redirect": there})
    if request.method == "GET" or "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(there, status_code=303)
    return problem_for(request, ProblemError(401, "unauthorized"))


def _back(request: Request) -> Response:
    if "text/html" not in request.headers.get("accept", "") or "hx-request" in request.headers:
        return problem_for(request, ProblemError(403, "bad_form"))
    page = _page_of(request)
    return RedirectResponse(f"{page}{'&' if '?' in page else '?'}note=form_old", status_code=303)


def _page_of(request: Request) -> str:
    """The page that a form stands on, as the browser names it."""
    named = request.headers.get("hx-current-url") or request.headers.get("referer", "")
    return "/" + named.partition("//")[2].partition("/")[2].lstrip("/\\")
