"""The client: one streamed chat completion of an OpenAI-compatible server (Ollama, vLLM, llama.cpp).

Only the address that the user named is contacted; redirects are not followed, and nothing that the server
sends can make an answer longer, slower or stranger than the limits here.
"""

import contextlib
import http.client
import json
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlsplit

from assist.messages import say
from assist.settings import Settings

CONNECT_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 30.0
TOTAL_SECONDS: Final = 120.0
LONGEST_LINE: Final = 64 * 1024
LONGEST_ANSWER: Final = 20_000


class LlmError(RuntimeError):
    """The language model gave no usable answer. `code` names a message of ``messages/*/llm.toml``."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(say(f"llm.{code}", "en", **values))
        self.code = code
        self.values = values

    def message(self, language: str = "en") -> str:
        """What went wrong, in one sentence."""
        return say(f"llm.{self.code}", language, **self.values)


@dataclass(frozen=True)
class Endpoint:
    """Where the language model is, which one to ask for there, and with what key."""

    url: str  # up to and with /v1
    model: str
    key: str = ""

    @classmethod
    def of(cls, settings: Settings) -> "Endpoint | None":
        """The endpoint that `settings` name, or None: then nothing is ever contacted."""
        if not settings.llm_url:
            return None
        return cls(settings.llm_url.rstrip("/"), settings.llm_model, settings.llm_key.get_secret_value())


def complete(endpoint: Endpoint, system: str, user: str) -> Generator[str]:
    """Yield the answer's text piece by piece. Raises LlmError; close the iterator to hang up."""
    connection = _connection(endpoint)
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        with contextlib.closing(_response(connection, endpoint, system, user)) as response:
            yield from _pieces(_checked(response), deadline)
    except TimeoutError as error:
        raise LlmError("too_slow") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        # ValueError: http.client refuses control characters in addresses and numbers in the framing.
        raise LlmError("unreachable", detail=type(error).__name__) from error
    finally:
        connection.close()


def _connection(endpoint: Endpoint) -> http.client.HTTPConnection:
    try:
        parts = urlsplit(endpoint.url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise LlmError("bad_url") from error
    if parts.scheme not in ("http", "https") or not host:
        raise LlmError("bad_url")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(host, port, timeout=CONNECT_SECONDS)


def _response(
    connection: http.client.HTTPConnection, endpoint: Endpoint, system: str, user: str
) -> http.client.HTTPResponse:
    body = {
        "model": endpoint.model,
        "stream": True,
        "temperature": 0.3,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
    }
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    connection.connect()
    connection.sock.settimeout(IDLE_SECONDS)
    path = f"{urlsplit(endpoint.url).path}/chat/completions"
    connection.request("POST", path, json.dumps(body).encode(), headers)
    return connection.getresponse()


def _checked(response: http.client.HTTPResponse) -> http.client.HTTPResponse:
    if response.status != 200:
        raise LlmError("refused", status=str(response.status))
    if response.headers.get_content_type() != "text/event-stream":
        raise LlmError("not_a_stream")
    return response


def _pieces(response: http.client.HTTPResponse, deadline: float) -> Iterator[str]:
    received = 0
    while True:
        if time.monotonic() > deadline:
            raise LlmError("too_slow")
        line = response.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise LlmError("not_a_stream")
        if not line:
            raise LlmError("cut_short")
        data = line.strip()
        if not data.startswith(b"data:"):
            continue  # blank lines, comments, event names
        data = data[5:].strip()
        if data == b"[DONE]":
            return
        piece, finished = _delta(data)
        received += len(piece)
        if received > LONGEST_ANSWER:
            raise LlmError("too_long")
        if piece:
            yield piece
        if finished == "length":
            raise LlmError("cut_short")


def _delta(data: bytes) -> tuple[str, str]:
    """(text, finish reason) of one event."""
    try:
        event = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LlmError("not_a_stream") from error
    if not isinstance(event, dict):
        raise LlmError("not_a_stream")
    event = cast("dict[str, Any]", event)
    if "error" in event:
        raise LlmError("refused", status="200")
    choices = event.get("choices")
    if not isinstance(choices, list) or not choices:
        return "", ""  # usage at the end, or a keep-alive
    first = cast("list[Any]", choices)[0]
    if not isinstance(first, dict):
        raise LlmError("not_a_stream")
    first = cast("dict[str, Any]", first)
    delta = first.get("delta")
    content = cast("dict[str, Any]", delta).get("content") if isinstance(delta, dict) else None
    if content is not None and not isinstance(content, str):
        raise LlmError("not_a_stream")
    return content or "", str(first.get("finish_reason") or "")
