"""The live socket: drafts in as they are typed, results out, the newest draft always answered.

Client: ``{"type": "draft", "draft", "seq", "reply", "customer"?, "ui"?, "sensitivity"?, "suggestions"?}``.
With ``"suggestions": "later"`` the result comes as soon as the scores are known, and the findings with their
suggestions follow as ``{"type": "suggestions", "draft", "seq", "findings"}`` once the draft has rested, if no
newer one comes first; else the result holds them. ``{"type": "ping"}`` is answered with ``{"type": "pong"}``.
"""

import asyncio
import json
import logging
import time
from typing import Any, Final, Literal, cast

from fastapi import APIRouter, WebSocket
from pydantic import Field, ValidationError
from starlette.websockets import WebSocketDisconnect, WebSocketState

from assist.messages import UI_LANGUAGES, say
from assist.scoring.batcher import Batcher
from assist.scoring.scorer import ScoringError
from assist.server.api import Draft, may_score, note
from assist.server.health import Metrics
from assist.server.problems import ProblemError, problem_for
from assist.server.readiness import Readiness

logger = logging.getLogger(__name__)
router = APIRouter()

MAX_MESSAGE: Final = 64 * 1024
SUBPROTOCOL: Final = "assist.v1"
REST: Final = 0.25
"""Seconds that a draft must stand as it is before its suggestions are sought: whoever types on reads none."""
_MAX_WAITING: Final = 64
_CHECK_AGAIN: Final = 60.0
"""Seconds after which a caller must still be allowed: a token can be revoked while its socket is open."""
_GOING_AWAY, _NOT_ALLOWED, _TOO_BIG = 1001, 1008, 1009


class LiveDraft(Draft):
    """A draft on the socket; `seq` rises with each change of `draft`."""

    type: Literal["draft"]
    draft: str = Field(max_length=200)
    seq: int
    suggestions: Literal["with", "later"] = "with"


class LiveSockets:
    """The sockets that are open, so that they can be told when the server goes."""

    def __init__(self) -> None:
        self._open: set[WebSocket] = set()

    def add(self, socket: WebSocket) -> None:
        """Remember an open socket."""
        self._open.add(socket)

    def discard(self, socket: WebSocket) -> None:
        """Forget a closed one."""
        self._open.discard(socket)

    async def close(self) -> None:
        """Close every socket as "going away": the client's sign to come back later."""
        for socket in list(self._open):
            if socket.application_state is WebSocketState.CONNECTED:
                await socket.close(_GOING_AWAY)


@router.websocket("/v1/live")
async def live(socket: WebSocket) -> None:
    """Serve one client until it leaves."""
    if not await may_score(socket):
        await socket.send_denial_response(problem_for(socket, ProblemError(401, "token_needed")))
        return
    offered = socket.scope.get("subprotocols", [])
    await socket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
    state = socket.app.state
    sockets: LiveSockets = state.sockets
    metrics: Metrics = state.metrics
    sockets.add(socket)
    metrics.sockets.inc()
    session = _Session(socket, state.readiness, metrics)
    try:
        await session.serve()
    finally:
        sockets.discard(socket)
        metrics.sockets.dec()


class _Refused(Exception):
    """A message that cannot be answered with a result; `code` names why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class _Session:
    def __init__(self, socket: WebSocket, readiness: Readiness, metrics: Metrics) -> None:
        self._socket = socket
        self._readiness = readiness
        self._metrics = metrics
        self._newest: dict[str, LiveDraft] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self._allowed_until = time.monotonic() + _CHECK_AGAIN

    async def serve(self) -> None:
        """Read messages until the client leaves; each draft is answered by a task of its own."""
        try:
            while True:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                text: str | None = message.get("text")
                if (
                    len(text.encode("utf-8", "surrogatepass") if text else message.get("bytes") or b"")
                    > MAX_MESSAGE
                ):
                    await self._socket.close(_TOO_BIG)
                    return
                if not await self._still_allowed():
                    await self._socket.close(_NOT_ALLOWED)
                    return
                await self._take(text)
        except WebSocketDisconnect:
            return
        finally:
            for task in self._answering:
                task.cancel()

    async def _still_allowed(self) -> bool:
        if time.monotonic() < self._allowed_until:
            return True
        self._allowed_until = time.monotonic() + _CHECK_AGAIN
        return await may_score(self._socket)

    async def _take(self, text: str | None) -> None:
        body: dict[str, Any] = {}
        try:
            body = _object(text)
            self._metrics.messages.labels(_known_type(body)).inc()
            if body.get("type") == "ping":
                await self._socket.send_json({"type": "pong"})
                return
            draft = _draft(body)
            if draft.draft not in self._newest and len(self._newest) >= _MAX_WAITING:
                raise _Refused("too_many_drafts", limit=_MAX_WAITING)
        except _Refused as refused:
            detail = say(f"live.{refused.code}", _language(body), **refused.values)
            await self._refuse(refused.code, detail, body)
            return
        self._newest[draft.draft] = draft
        task = asyncio.create_task(self._answer(draft))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, draft: LiveDraft) -> None:
        began = time.perf_counter()
        name = {"draft": draft.draft, "seq": draft.seq}
        try:
            await self._answer_with(await self._readiness.batcher(wait=True), draft, name, began)
        except ScoringError as error:
            await self._refuse(error.code, error.message(draft.ui or "en"), name)
        except ProblemError as error:
            detail = say(f"problem.{error.code}", draft.ui or "en")
            await self._refuse(error.code, detail, name)
        except WebSocketDisconnect:
            pass  # gone while it was being answered
        except Exception:
            # Whatever it is, the client must not wait for ever; the log says where, without the text.
            logger.exception("draft not scored")
            detail = say("problem.internal_server_error", draft.ui or "en")
            await self._refuse("internal_server_error", detail, name)
        finally:
            if self._newest.get(draft.draft) is draft:
                del self._newest[draft.draft]

    async def _answer_with(
        self, batcher: Batcher, draft: LiveDraft, name: dict[str, Any], began: float
    ) -> None:
        ask = (draft.reply, draft.customer or "", draft.ui, draft.sensitivity)
        slot = (id(self), draft.draft)
        if draft.suggestions == "with":
            result = await batcher.submit(*ask, slot=slot)
            if result is not None:
                note(self._metrics, result, began, "live")
                await self._send({"type": "result", **name, **result.to_json("utf16")})
            return
        assessed = await batcher.assess(*ask, slot=slot)
        if assessed is None:
            return
        note(self._metrics, assessed.result, began, "live")
        await self._send({"type": "result", **name, **assessed.result.to_json("utf16")})
        if not assessed.result.findings:
            return
        await asyncio.sleep(REST)
        if self._newest.get(draft.draft) is not draft:
            return
        result = await batcher.suggest(assessed, slot=slot)
        if result is not None and self._newest.get(draft.draft) is draft:
            findings = result.to_json("utf16")["findings"]
            await self._send({"type": "suggestions", **name, "findings": findings})

    async def _refuse(self, code: str, message: str, about: dict[str, Any]) -> None:
        self._metrics.refused.labels(code).inc()
        name = {key: about[key] for key in ("draft", "seq") if isinstance(about.get(key), (str, int))}
        await self._send({"type": "error", "code": code, "message": message, **name})

    async def _send(self, message: dict[str, Any]) -> None:
        if self._socket.application_state is WebSocketState.CONNECTED:
            # ASCII, because a draft's name may be text that UTF-8 cannot write: half of a character.
            await self._socket.send_text(json.dumps(message))


def _object(text: str | None) -> dict[str, Any]:
    if text is None:
        raise _Refused("not_text")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise _Refused("not_json") from None
    if not isinstance(body, dict):
        raise _Refused("not_object")
    return cast("dict[str, Any]", body)


def _draft(body: dict[str, Any]) -> LiveDraft:
    if body.get("type") != "draft":
        raise _Refused("unknown_type")
    try:
        return LiveDraft.model_validate(body, strict=True)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise _Refused("bad_field", field=".".join(str(part) for part in first["loc"])) from None


def _known_type(body: dict[str, Any]) -> str:
    return body["type"] if body.get("type") in ("draft", "ping") else "other"


def _language(body: dict[str, Any]) -> str:
    return body["ui"] if body.get("ui") in UI_LANGUAGES else "en"
