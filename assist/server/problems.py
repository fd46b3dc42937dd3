"""Every refusal over HTTP as an RFC 9457 problem document, in the caller's language, without their text."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from assist.messages import catalogue, say
from assist.scoring.scorer import ScoringError
from assist.server.pages import interface_language, render

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field of the request."""

    pointer: str = Field(description="JSON Pointer to the field, or `?name` for a query parameter.")
    detail: str


class Problem(BaseModel):
    """An RFC 9457 problem document."""

    type: str = Field(description="A stable name of the problem, `urn:assist:problem:CODE`.")
    title: str
    status: int
    detail: str
    code: str = Field(description="The last part of `type`, for programs.")
    errors: list[FieldProblem] | None = None


class ProblemError(Exception):
    """Raise it to answer with a problem; its detail is the message ``problem.CODE`` filled with `values`."""

    def __init__(
        self, status: int, code: str, *, headers: Mapping[str, str] | None = None, **values: Any
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = headers
        self.values = values


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The response for one problem."""
    body = Problem(
        type=f"urn:assist:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        errors=list(errors) if errors else None,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True), status, media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def problem_for(connection: HTTPConnection, error: ProblemError) -> JSONResponse:
    """The response for a raised problem, in the language of the connection."""
    detail = say(f"problem.{error.code}", interface_language(connection), **error.values)
    return problem(error.status, error.code, detail, headers=error.headers)


def install(app: FastAPI) -> None:
    """Answer every exception that FastAPI, Starlette or our own code raises with a problem."""
    app.add_exception_handler(ProblemError, _raised)
    app.add_exception_handler(ScoringError, _unscorable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _answer(request: Request, response: JSONResponse, status: int, detail: str) -> Response:
    """The problem itself, or a page that says it where a person navigated here with a browser."""
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        return render(request, "error.html", status=status, code=status, detail=detail)
    return response


async def _raised(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    detail = say(f"problem.{error.code}", interface_language(request), **error.values)
    return _answer(request, problem_for(request, error), error.status, detail)


async def _unscorable(request: Request, error: Exception) -> Response:
    assert isinstance(error, ScoringError)
    return problem(422, error.code, error.message(interface_language(request)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status, phrase = error.status_code, HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    lang = interface_language(request)
    own_words = error.detail and error.detail != phrase
    detail = error.detail if own_words else catalogue(lang).get(f"problem.{code}", phrase)
    if status in (204, 304):
        return Response(status_code=status, headers=error.headers)
    return _answer(request, problem(status, code, detail, headers=error.headers), status, detail)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    lang = interface_language(request)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(400, "not_json", say("problem.not_json", lang))
    errors = [FieldProblem(pointer=_pointer(item["loc"]), detail=_said(item, lang)) for item in found]
    return problem(422, "invalid", say("problem.invalid", lang), errors=errors)


async def _unexpected(request: Request, error: Exception) -> Response:
    lang = interface_language(request)
    detail = say("problem.internal_server_error", lang)
    return _answer(request, problem(500, "internal_server_error", detail), 500, detail)


def _pointer(location: Sequence[str | int]) -> str:
    place, *path = location or ("body",)
    if place == "query":
        return "?" + ".".join(str(part) for part in path)
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _said(item: Mapping[str, Any], lang: str) -> str:
    """Our own sentence for the common faults; pydantic's, which never quotes the input, for the rare ones."""
    return catalogue(lang).get(f"problem.field_{item['type']}", str(item["msg"]))
