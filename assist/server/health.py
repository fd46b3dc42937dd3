"""Whether the server lives and is ready, and what it has done: probes, metrics, one log line a request."""

import logging
import time
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assist.server.problems import Problem, ProblemError
from assist.server.readiness import Readiness

logger = logging.getLogger(__name__)
router = APIRouter(tags=["health"])

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one app, in a registry of its own."""

    def __init__(self, readiness: Readiness) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Histogram(
            "assist_http_request_seconds",
            "Time to answer a request.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.sockets = Gauge("assist_live_sockets", "Live sockets that are open.", registry=self.registry)
        self.messages = Counter(
            "assist_live_messages_total", "Messages on live sockets.", ("type",), registry=self.registry
        )
        self.scoring = Histogram(
            "assist_score_seconds",
            "Time from a draft's arrival to its scores, waiting included.",
            ("via",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.flags = Counter(
            "assist_flags_total", "Scores over their threshold.", ("category",), registry=self.registry
        )
        self.refused = Counter(
            "assist_refused_total", "Drafts not scored.", ("code",), registry=self.registry
        )
        ready = Gauge("assist_ready", "1 once the model is warm.", registry=self.registry)
        ready.set_function(lambda: float(readiness.is_ready))


class Observe:
    """ASGI middleware that times every request and logs its route, never its query or body."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it was answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            took = time.perf_counter() - began
            # Only known routes become labels: a scanner's paths would grow the registry without end.
            route = getattr(scope.get("route"), "path", None) or "other"
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            self.metrics.requests.labels(method, route, str(status)).observe(took)
            logger.info(
                "request",
                extra={"method": method, "route": route, "status": status, "ms": round(took * 1000, 1)},
            )


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@router.get("/healthz", summary="Is the process alive?")
async def healthz() -> dict[str, str]:
    """200 as long as the process answers."""
    return {"status": "ok"}


@router.get("/readyz", summary="Can it score?", responses={503: {"model": Problem}})
async def readyz(request: Request) -> JSONResponse:
    """200 with the model's name once the model is warm; 503 until then, or when it could not be loaded."""
    readiness: Readiness = request.app.state.readiness
    if readiness.error is not None:
        raise ProblemError(503, "no_model")
    if not readiness.is_ready:
        raise ProblemError(503, "warming", headers={"Retry-After": "1"})
    return JSONResponse({"status": "ready", "model": readiness.model})


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """The figures in Prometheus' text format; no text of any draft is among them."""
    figures: Metrics = request.app.state.metrics
    return Response(generate_latest(figures.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
