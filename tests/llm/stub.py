"""A language model's server on loopback that speaks the real protocol, or breaks it in a chosen way."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request: its JSON body lies in `asked`; `behaviour` answers it."""

    behaviour: Behaviour
    requests: list[dict[str, Any]]
    asked: dict[str, Any]

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.asked = json.loads(self.rfile.read(length))
        self.requests.append({"path": self.path, "headers": dict(self.headers), "body": self.asked})
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            type(self).behaviour(self)

    def begin(self, status: int = 200, content_type: str = "text/event-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def piece(self, text: Any, finish: str | None = None) -> None:
        self.event(
            json.dumps(
                {
                    "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}],
                    "model": "stub",
                }
            )
        )

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


def says(text: str, size: int = 7) -> Behaviour:
    """Answer with `text` in pieces, as Ollama, vLLM and llama.cpp do, keep-alives and usage included."""

    def behave(handler: Handler) -> None:
        handler.begin()
        handler.event(json.dumps({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}))
        handler.wfile.write(b": keep-alive\n\n")
        for at in range(0, len(text), size):
            handler.piece(text[at : at + size])
        handler.piece("", "stop")
        handler.event(json.dumps({"choices": [], "usage": {"total_tokens": 99}}))
        handler.event("[DONE]")

    return behave


def endless(handler: Handler) -> None:
    handler.begin()
    while True:
        handler.piece("bla " * 100)


def endless_line(handler: Handler) -> None:
    handler.begin()
    handler.wfile.write(b"data: ")
    while True:
        handler.wfile.write(b"x" * 65536)


def dripping(handler: Handler) -> None:
    handler.begin()
    while True:
        handler.piece(".")
        time.sleep(0.05)


def silent(handler: Handler) -> None:
    handler.begin()
    handler.wfile.flush()
    time.sleep(3)


def sending(*lines: str) -> Behaviour:
    """Answer with an event stream of `lines` and hang up."""

    def behave(handler: Handler) -> None:
        handler.begin()
        for line in lines:
            handler.event(line)

    return behave


def answering(status: int, content_type: str, body: str = "", **headers: str) -> Behaviour:
    """Answer with something that is no event stream."""

    def behave(handler: Handler) -> None:
        handler.begin(status, content_type, **headers)
        handler.wfile.write(body.encode())

    return behave


@contextlib.contextmanager
def language_model(behaviour: Behaviour) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve `behaviour`; yields the base address and the requests as they come."""
    requests: list[dict[str, Any]] = []
    handler = type("Stub", (Handler,), {"behaviour": staticmethod(behaviour), "requests": requests})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", requests
    finally:
        server.shutdown()
        server.server_close()
