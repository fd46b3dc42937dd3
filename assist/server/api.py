"""Scoring over plain HTTP, and the shapes of request and result as OpenAPI shows them."""

import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection

from assist.scoring.result import Result
from assist.scoring.scorer import Scorer, ScoringError
from assist.server.access import verify_token
from assist.server.guard import host_name, is_loopback
from assist.server.health import Metrics
from assist.server.problems import Problem, ProblemError
from assist.server.readiness import Readiness
from assist.settings import Settings

router = APIRouter(prefix="/v1", tags=["scoring"])

Sensitivity = Literal["low", "normal", "high"]
Probability = Annotated[float, Field(ge=0, le=1)]


class Draft(BaseModel):
    """What an agent has written so far, and what it answers."""

    model_config = ConfigDict(extra="ignore")

    reply: str = Field(description="The draft.", examples=["Itu bukan kesalahan kami, Kak."])
    customer: str | None = Field(
        None, description="The customer's message.", examples=["Paket saya belum sampai!"]
    )
    ui: Literal["en", "id"] | None = Field(
        None, description="Language of messages and reasons; left out: the draft's own."
    )
    sensitivity: Sensitivity | None = Field(
        None, description="How readily a score is shown; left out: the server's."
    )


class Scores(BaseModel):
    """Calibrated probabilities."""

    defensive: Probability
    blame: Probability
    missing_apology: Probability


class SuggestionOut(BaseModel):
    """A replacement for ``reply[start:end]`` (UTF-16 code units); `scores` are those of the reply with it."""

    start: int
    end: int
    text: str
    scores: Scores


class FindingOut(BaseModel):
    """A phrase with a fault, or the empty span where an apology belongs; offsets count UTF-16 code units."""

    start: int
    end: int
    text: str
    category: Literal["defensive", "blame", "missing_apology"]
    kind: str
    score: Probability
    message: str
    why: str
    suggestions: list[SuggestionOut]


class HintOut(BaseModel):
    """Advice on the reply as a whole."""

    kind: str
    message: str


class ScoredReply(BaseModel):
    """The result for one draft."""

    model_config = ConfigDict(extra="allow")

    language: str = Field(
        description="`id`, `en`, `ms`, `mixed`, or `other`: then the scores cannot be trusted."
    )
    scores: Scores
    flags: list[Literal["defensive", "blame", "missing_apology"]] = Field(
        description="The scores over their threshold."
    )
    needs_apology: Probability
    apology: Literal["full", "hollow", "none"]
    findings: list[FindingOut]
    steps: dict[str, Probability] = Field(description="The nine recovery steps.")
    hints: list[HintOut]
    model: str


class ModelInfo(BaseModel):
    """The model that judges here."""

    model: str
    thresholds: dict[str, dict[str, float]] = Field(
        description="By language (`all`: the others), the score from which it is shown here."
    )


async def may_score(connection: HTTPConnection) -> bool:
    """Whether this caller may have drafts scored: anybody on this machine, else whom a token names."""
    settings: Settings = connection.app.state.settings
    local = is_loopback(settings.host) and is_loopback(host_name(connection.headers.get("host", "")))
    return local or await verify_token(connection) is not None


async def _admit(request: Request) -> None:
    if not await may_score(request):
        raise ProblemError(401, "token_needed", headers={"WWW-Authenticate": "Bearer"})


def note(metrics: Metrics, result: Result, began: float, via: str) -> None:
    """Count a result."""
    metrics.scoring.labels(via).observe(time.perf_counter() - began)
    for flag in result.flags:
        metrics.flags.labels(flag).inc()


@router.post(
    "/score",
    summary="Score one draft",
    dependencies=[Depends(_admit)],
    response_model=ScoredReply,
    responses={code: {"model": Problem} for code in (400, 401, 413, 422, 503)},
)
async def score(request: Request, draft: Draft) -> dict[str, Any]:
    """Judge a draft: scores, findings with reasons and verified suggestions, recovery steps, hints.

    The draft is held in memory only. Offsets count UTF-16 code units, as JavaScript strings do.
    """
    began = time.perf_counter()
    readiness: Readiness = request.app.state.readiness
    metrics: Metrics = request.app.state.metrics
    batcher = await readiness.batcher()
    try:
        result = await batcher.submit(draft.reply, draft.customer or "", draft.ui, draft.sensitivity)
    except ScoringError as error:
        metrics.refused.labels(error.code).inc()
        raise
    if result is None:  # the server is being stopped
        raise ProblemError(503, "service_unavailable")
    note(metrics, result, began, "http")
    return result.to_json("utf16")


@router.get("/model", summary="The model and its thresholds", responses={503: {"model": Problem}})
async def model(request: Request) -> ModelInfo:
    """What a page needs to draw scores against their thresholds."""
    readiness: Readiness = request.app.state.readiness
    await readiness.batcher()
    scorer: Scorer = request.app.state.scorer
    settings: Settings = request.app.state.settings
    by_language = scorer.model.thresholds
    return ModelInfo(
        model=scorer.model.name,
        thresholds={language: levels[settings.sensitivity] for language, levels in by_language.items()},
    )
