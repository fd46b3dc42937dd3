"""The whole reply rewritten by the company's own language model, streamed; and the rubric in words."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from typing import Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from assist.llm.client import Endpoint, LlmError
from assist.llm.rewriting import Piece, Rewritten, rewrite
from assist.messages import say
from assist.rubric.kinds import FINDING_KINDS, kind_words
from assist.rubric.steps import recovery_path
from assist.scoring.scorer import Scorer, ScoringError, check
from assist.server.api import Draft, may_score
from assist.server.problems import Problem, ProblemError, problem
from assist.server.readiness import Readiness

router = APIRouter(prefix="/v1", tags=["scoring"])


class Step(BaseModel):
    """One step of the recovery path."""

    step: str
    name: str
    what: str
    starter: str = Field(description="Words that begin the step's sentence.")


class Lesson(BaseModel):
    """What is said about findings of one kind."""

    kind: str
    message: str
    why: str
    better: str


class RubricOut(BaseModel):
    """The rubric in words."""

    steps: list[Step]
    kinds: list[Lesson]
    rewrite: bool = Field(description="Whether `POST /v1/rewrite` has a language model to ask.")


@router.get("/rubric", summary="The recovery path and the kinds, in words")
async def rubric(request: Request, ui: Literal["en", "id"] = Query("en")) -> RubricOut:
    """Names, reasons and words to begin with, in the interface language."""
    return RubricOut(
        steps=[Step(**step._asdict()) for step in recovery_path(ui)],
        kinds=[
            Lesson(kind=kind, message=words.message, why=words.why, better=words.better)
            for kind in FINDING_KINDS
            for words in (kind_words(kind, ui),)
        ],
        rewrite=Endpoint.of(request.app.state.settings) is not None,
    )


async def _admit(request: Request) -> None:
    if not await may_score(request):
        raise ProblemError(401, "token_needed", headers={"WWW-Authenticate": "Bearer"})


@router.post(
    "/rewrite",
    summary="Have a whole reply rewritten by the company's own language model",
    dependencies=[Depends(_admit)],
    response_model=None,
    responses={
        200: {
            "content": {"text/event-stream": {}},
            "description": "Events `piece`, then `done` or `failed`.",
        },
        **{code: {"model": Problem} for code in (401, 422, 501, 503)},
    },
)
async def rewritten(request: Request, draft: Draft) -> Any:
    """Server-sent events: `piece` (``{"text"}``) while it is written, unverified; at the end `done`
    (``{"text", "result"}``), which kept every fact and is under all thresholds, or `failed`
    (``{"code", "message"}``). 501 where no language model is set up.
    """
    endpoint = Endpoint.of(request.app.state.settings)
    if endpoint is None:
        return problem(501, "llm_off", say("llm.off", draft.ui or "en"))
    readiness: Readiness = request.app.state.readiness
    await readiness.batcher()
    check(draft.reply, "reply")
    check(draft.customer or "", "customer")
    stream = _events(request.app.state.scorer, endpoint, draft)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _events(scorer: Scorer, endpoint: Endpoint, draft: Draft) -> AsyncGenerator[str]:
    steps = rewrite(scorer, endpoint, draft.reply, draft.customer or "", draft.ui)
    language = draft.ui or "en"
    try:
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            match step:
                case Piece(text):
                    yield _event("piece", {"text": text})
                case Rewritten(text, result):
                    yield _event("done", {"text": text, "result": result.to_json("utf16")})
    except (LlmError, ScoringError) as error:
        yield _event("failed", {"code": error.code, "message": error.message(language)})
    finally:
        with contextlib.suppress(ValueError):  # still in its thread: the client's time limits end it
            steps.close()


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
