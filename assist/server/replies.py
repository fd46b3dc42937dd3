"""Sent replies over REST: recorded once each, and the review queue for those who may see it."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, get_args

import anyio.to_thread
from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, Field

from assist.scoring.batcher import Priority
from assist.server import reply_json
from assist.server.callers import Known, Recorder, database_of
from assist.server.pages import interface_language
from assist.server.problems import Problem, ProblemError
from assist.server.readiness import Readiness
from assist.store import audit_log, queue, replies, reviews
from assist.store.database import Database
from assist.store.filters import SORTS, Filters, Sort
from assist.store.intake import Intake
from assist.store.replies import Recorded
from assist.store.tables import Person

router = APIRouter(prefix="/v1/replies", tags=["replies"])

MAX_PAGE: Final = 200
_KEY_LENGTH: Final = 255


class SentReply(BaseModel):
    """A reply that was sent to a customer."""

    reply: str
    customer: str | None = Field(None, description="The message it answers.")
    channel: str | None = Field(None, max_length=255, examples=["chat"])
    agent: str | None = Field(
        None, max_length=200, description="Who wrote it; left out: whose token records it."
    )
    thread: str | None = Field(None, max_length=200, description="Names the conversation.")
    sent_at: datetime | None = Field(
        None, description="When it was sent (UTC where no zone is given); left out: now."
    )


class RecordedReply(BaseModel):
    """Where the reply is kept."""

    id: str


class LabelsIn(BaseModel):
    """A reviewer's labels of the reply as a whole."""

    defensive: bool
    blame: bool
    needs_apology: bool
    apology: Literal["full", "hollow", "none"]


class PhraseIn(BaseModel):
    """A verdict on one phrase; offsets count UTF-16 code units."""

    verdict: Literal["agree", "disagree", "change", "missed"]
    finding: int | None = Field(None, description="The finding's id; none for a phrase that was missed.")
    start: int = 0
    end: int = 0
    kind: str = Field("", description="The right kind, where it is changed or was missed.")
    comment: str = Field("", max_length=4000)


class ReviewIn(BaseModel):
    """A review; `base_version` is the version it started from, 0 where there was none."""

    labels: LabelsIn
    phrases: list[PhraseIn] = Field(default_factory=list[PhraseIn], max_length=200)
    steps: dict[str, Literal[0, 1]] | None = None
    note: str = Field("", max_length=10_000)
    base_version: int = Field(0, ge=0)


@router.post(
    "",
    status_code=201,
    summary="Record a sent reply",
    responses={
        200: {"model": RecordedReply, "description": "The key was known: the reply is recorded already."},
        **{code: {"model": Problem} for code in (400, 401, 413, 422, 503)},
    },
)
async def record(
    request: Request,
    response: Response,
    sent: SentReply,
    person: Recorder,
    idempotency_key: Annotated[str | None, Header(max_length=_KEY_LENGTH)] = None,
) -> RecordedReply:
    """Mask, score and store a reply; answered once it is durably stored.

    The same `Idempotency-Key` from the same caller is stored once.
    """
    if not idempotency_key or not idempotency_key.strip():
        raise ProblemError(400, "idempotency_key_needed")
    key = f"{person.id if person else 0}:{idempotency_key}"
    database = database_of(request)
    known = await anyio.to_thread.run_sync(_known, database, key)
    recorded = Recorded(known, new=False) if known is not None else None
    if recorded is None:
        readiness: Readiness = request.app.state.readiness
        batcher = await readiness.batcher(wait=True)
        result = await batcher.submit(sent.reply, sent.customer or "", suggest=False, priority=Priority.BULK)
        if result is None:
            raise ProblemError(503, "service_unavailable")
        intake = await _intake(request)
        try:
            sealed = intake.seal(
                result,
                sent.customer or "",
                _moment(sent.sent_at),
                agent=sent.agent or (person.name if person and person.role == "agent" else ""),
                channel=sent.channel or "",
                thread=sent.thread or "",
                idempotency_key=key,
            )
            recorded = await anyio.to_thread.run_sync(_record, database, sealed, person)
        except ValueError as error:
            raise ProblemError(422, "bad_time") from error
    response.status_code = 201 if recorded.new else 200
    response.headers["location"] = f"/v1/replies/{recorded.id}"
    return RecordedReply(id=str(recorded.id))


@router.get("", summary="The review queue", responses={code: {"model": Problem} for code in (401, 422)})
async def search(
    request: Request,
    response: Response,
    person: Known,
    sort: Annotated[str, Query(description=f"One of {', '.join(SORTS)}.")] = "newest",
    after: Annotated[str | None, Query(description="`next` of the page before.")] = None,
    before: Annotated[str | None, Query(description="`previous` of the page after.")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> dict[str, Any]:
    """Replies that match the query's filters (q, flag, kind, language, channel, agent, team, status, queue,
    model, band, since, until, assigned, thread; values of one are alternatives). Agents see their own.

    Where reviewers are to judge without the model, `result` and `queue` are null, and no filter or order that
    asks the model (flag, kind, queue, band; worst) finds the reply.
    """
    if sort not in get_args(Sort):
        raise ProblemError(422, "bad_filter", name="sort")
    try:
        filters = Filters.from_query(request.query_params.multi_items())
    except ValueError as error:
        raise ProblemError(422, "bad_filter", name=str(error)) from error
    try:
        found = await anyio.to_thread.run_sync(
            _page, database_of(request), filters, person, sort, after, before, limit
        )
    except ValueError as error:
        raise ProblemError(422, "bad_filter", name="after") from error
    if found["next"]:
        more = request.url.remove_query_params("before").include_query_params(after=found["next"])
        response.headers["link"] = f'<{more.path}?{more.query}>; rel="next"'
    return found


@router.get("/{reply_id}", summary="One reply", responses={code: {"model": Problem} for code in (401, 404)})
async def one(request: Request, reply_id: int, person: Known) -> dict[str, Any]:
    """The reply with the model's result, the reviews that the caller may see, and the labels that hold."""
    found = await anyio.to_thread.run_sync(_one, database_of(request), reply_id, person)
    if found is None:
        raise ProblemError(404, "not_found")
    return found


@router.post(
    "/{reply_id}/reviews",
    status_code=201,
    summary="Review a reply",
    responses={
        200: {"description": "The own earlier review was changed."},
        **{code: {"model": Problem} for code in (401, 403, 404, 409, 422)},
    },
)
async def review(
    request: Request, response: Response, reply_id: int, body: ReviewIn, person: Known
) -> dict[str, Any]:
    """Save the caller's verdict; 409 where it was saved elsewhere since `base_version`."""
    try:
        saved = await anyio.to_thread.run_sync(_review, database_of(request), reply_id, body, person)
    except PermissionError as error:
        raise ProblemError(403, "forbidden") from error
    except LookupError as error:
        if type(error) is not LookupError:
            raise
        raise ProblemError(404, "not_found") from error
    except reviews.Conflict as conflict:
        raise ProblemError(409, "review_moved_on", version=conflict.current.version) from conflict
    except reviews.InvalidReview as error:
        reason = error.message(interface_language(request))
        raise ProblemError(422, "bad_review", reason=reason) from error
    response.status_code = 201 if saved["version"] == 1 else 200
    return saved


async def _intake(request: Request) -> Intake:
    """Made once a server; its key is read from the data folder."""
    state = request.app.state
    if not hasattr(state, "intake"):
        state.intake = await anyio.to_thread.run_sync(Intake, state.settings)
    return state.intake


def _moment(sent_at: datetime | None) -> datetime:
    if sent_at is None:
        return datetime.now(UTC)
    return sent_at.replace(tzinfo=UTC) if sent_at.tzinfo is None else sent_at


def _known(database: Database, key: str) -> int | None:
    with database.read() as session:
        return replies.of_key(session, key)


def _record(database: Database, sealed: replies.Sent, person: Person | None) -> Recorded:
    with database.write() as session:
        (recorded,) = replies.record(session, [sealed], person)
    return recorded


def _page(
    database: Database,
    filters: Filters,
    person: Person,
    sort: Any,
    after: str | None,
    before: str | None,
    limit: int,
) -> dict[str, Any]:
    with database.read() as session:
        page = queue.page(session, filters, person, sort=sort, after=after, before=before, limit=limit)
        names = reply_json.authors(session, page.rows)
        return {
            "items": [reply_json.summary(session, reply, names, person) for reply in page.rows],
            "count": {"value": page.count.value, "more": page.count.more},
            "next": page.after,
            "previous": page.before,
        }


def _one(database: Database, reply_id: int, person: Person) -> dict[str, Any] | None:
    with database.write() as session:
        reply = replies.get(session, reply_id, person)
        if reply is None:
            return None
        audit_log.write(session, person, "saw", f"reply:{reply_id}")
        return reply_json.whole(session, reply, person)


def _review(database: Database, reply_id: int, body: ReviewIn, person: Person) -> dict[str, Any]:
    with database.write() as session:
        reply = replies.get(session, reply_id, person)
        if reply is None:
            raise LookupError(reply_id)
        labels = reply_json.labels(body, reply.reply)
        saved = reviews.save(session, reply_id, person, labels, base_version=body.base_version)
        return {
            "id": str(saved.review.id),
            "version": saved.review.version,
            "status": saved.status,
            "others": [other.label for other in saved.others],
        }
