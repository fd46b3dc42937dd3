import json
import socket

import pytest
from pydantic import SecretStr

from assist.llm import client
from assist.llm.client import Endpoint, LlmError, complete
from assist.settings import Settings
from tests.llm import stub


def ask(url: str, key: str = "") -> str:
    return "".join(complete(Endpoint(url, "qwen3:4b", key), "be kind", "the reply"))


def test_an_answer_in_pieces() -> None:
    with stub.language_model(stub.says("Mohon maaf atas keterlambatannya, Kak. 🙏")) as (url, requests):
        assert ask(url, "k3y") == "Mohon maaf atas keterlambatannya, Kak. 🙏"
    (request,) = requests
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["Authorization"] == "Bearer k3y"
    assert request["body"]["model"] == "qwen3:4b"
    assert request["body"]["stream"] is True
    assert [message["role"] for message in request["body"]["messages"]] == ["system", "user"]


def test_no_key_no_authorization() -> None:
    with stub.language_model(stub.says("ok")) as (url, requests):
        ask(url)
    assert "Authorization" not in requests[0]["headers"]


def test_pieces_come_as_they_are_written() -> None:
    with stub.language_model(stub.dripping) as (url, _):
        pieces = complete(Endpoint(url, "m"), "s", "u")
        assert next(pieces) == "."  # though the answer never ends
        pieces.close()


PIECE = json.dumps({"choices": [{"delta": {"content": "x"}}]})


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (stub.endless, "too_long"),
        (stub.endless_line, "not_a_stream"),
        (stub.sending("{not json"), "not_a_stream"),
        (stub.sending("[" * 20_000), "not_a_stream"),
        (stub.sending('"text"'), "not_a_stream"),
        (stub.sending(json.dumps({"choices": ["x"]})), "not_a_stream"),
        (stub.sending(json.dumps({"choices": [{"delta": {"content": {"a": 1}}}]})), "not_a_stream"),
        (stub.sending(json.dumps({"error": {"message": "out of memory"}})), "refused"),
        (stub.sending(PIECE, PIECE), "cut_short"),
        (stub.sending(json.dumps({"choices": [{"delta": {}, "finish_reason": "length"}]})), "cut_short"),
        (stub.answering(200, "text/html", "<h1>Router login</h1>"), "not_a_stream"),
        (stub.answering(200, "application/json", PIECE), "not_a_stream"),
        (stub.answering(404, "application/json", '{"error": "model not found"}'), "refused"),
        (stub.answering(500, "text/plain", "oops"), "refused"),
        (stub.answering(307, "text/plain", Location="http://127.0.0.1:9/elsewhere"), "refused"),
    ],
)
def test_hostile_answers(behaviour: stub.Behaviour, code: str) -> None:
    with stub.language_model(behaviour) as (url, requests), pytest.raises(LlmError) as raised:
        ask(url)
    assert raised.value.code == code
    assert len(requests) == 1, "asked once, and no redirect was followed"
    for language in ("en", "id"):
        assert raised.value.message(language)


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "IDLE_SECONDS", 0.2)
    with stub.language_model(stub.silent) as (url, _), pytest.raises(LlmError) as raised:
        ask(url)
    assert raised.value.code == "too_slow"


def test_a_server_that_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TOTAL_SECONDS", 0.4)
    with stub.language_model(stub.dripping) as (url, _), pytest.raises(LlmError) as raised:
        ask(url)
    assert raised.value.code == "too_slow"


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(LlmError) as raised:
        ask(f"http://127.0.0.1:{port}/v1")
    assert raised.value.code == "unreachable"


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/v1", "file:///etc/passwd", "localhost:11434", "http://[::1/v1"]
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(LlmError) as raised:
        ask(url)
    assert raised.value.code == "bad_url"


def test_off_unless_named() -> None:
    assert Endpoint.of(Settings()) is None
    named = Settings(llm_url="http://127.0.0.1:11434/v1/", llm_model="m", llm_key=SecretStr("k"))
    assert Endpoint.of(named) == Endpoint("http://127.0.0.1:11434/v1", "m", "k")
