"""What an extension says beside drafts: the pairing code it was given, and how suggestions fared."""

from datetime import timedelta
from typing import Annotated, Final, Literal

import anyio.to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from assist.rubric import KINDS
from assist.server import access
from assist.server.callers import Recorder, database_of
from assist.server.problems import Problem, ProblemError
from assist.store import audit_log, credentials
from assist.store.database import Database
from assist.store.tables import Feedback, Person

router = APIRouter(prefix="/v1", tags=["extension"])

_MOST_TRIES: Final = 10
_WITHIN: Final = timedelta(minutes=15)

Short = Annotated[str, Field(max_length=100)]


class Code(BaseModel):
    """A pairing code as a person types it: case, spaces and hyphens do not count."""

    code: Short = Field(examples=["BCDF-GHJK"])


class Paired(BaseModel):
    """The token to send from now on as `Authorization: Bearer`, and whose it is."""

    token: str
    agent: str


class Answered(BaseModel):
    """What an agent did with a finding or its suggestion. It has no place for text, and none is kept."""

    verdict: Literal["accepted", "dismissed", "not_useful", "shown"]
    category: Literal["defensive", "blame", "missing_apology"]
    kind: Short
    language: Annotated[str, Field(max_length=10)] = ""
    model: Short = ""


@router.post(
    "/pair",
    summary="Trade a pairing code for a token",
    responses={code: {"model": Problem} for code in (403, 422, 429)},
)
async def pair(request: Request, body: Code) -> Paired:
    """A code from `assist pair` is good once, for two minutes."""
    label = request.headers.get("user-agent", "")
    found = await anyio.to_thread.run_sync(
        _redeem, database_of(request), body.code, label, access.address(request)
    )
    if found is None:
        raise ProblemError(403, "bad_code")
    secret, person = found
    return Paired(token=secret, agent=person.label)


@router.post(
    "/feedback",
    status_code=204,
    summary="Tell how a suggestion fared",
    responses={code: {"model": Problem} for code in (401, 422)},
)
async def feedback(request: Request, body: Answered, person: Recorder) -> None:
    """Counted for the trends page: which kinds are accepted, dismissed, or called not useful."""
    await anyio.to_thread.run_sync(_keep, database_of(request), body, person)


def _redeem(database: Database, code: str, label: str, caller: str) -> tuple[str, Person] | None:
    subject = f"pair:{caller}"
    with database.write() as session:
        if credentials.too_many(session, subject, most=_MOST_TRIES, within=_WITHIN):
            seconds = int(_WITHIN.total_seconds())
            raise ProblemError(429, "too_many_tries", headers={"Retry-After": str(seconds)})
        found = credentials.redeem(session, code, label)
        if found is None:
            credentials.failed(session, subject)
            return None
        secret, person = found
        audit_log.write(session, person, "paired", f"person:{person.name}")
        return secret.text, person


def _keep(database: Database, body: Answered, person: Person | None) -> None:
    kind = body.kind if body.kind in KINDS or body.category == "missing_apology" else "other"
    with database.write() as session:
        session.add(
            Feedback(
                person_id=person.id if person else None,
                action=body.verdict,
                category=body.category,
                kind=kind[:30],
                language=body.language,
                model=body.model,
            )
        )
