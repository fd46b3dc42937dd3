import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.serving import Server, Start

REPLY = "Itu bukan kesalahan kami, Kak."


@pytest.fixture
def socket(server: Server) -> Iterator[ClientConnection]:
    with connect(server.socket, subprotocols=["assist.v1"]) as opened:  # type: ignore[list-item]
        yield opened


def draft(seq: int, reply: str = REPLY, **more: object) -> str:
    return json.dumps({"type": "draft", "draft": "d1", "seq": seq, "reply": reply, **more})


def heard(socket: ClientConnection) -> dict[str, Any]:
    return json.loads(socket.recv(timeout=60))


def test_a_draft_gets_the_result_that_http_gives(server: Server, socket: ClientConnection) -> None:
    socket.send(draft(7, customer="Paket saya belum sampai!"))
    result = heard(socket)
    assert (result.pop("type"), result.pop("draft"), result.pop("seq")) == ("result", "d1", 7)
    body = {"reply": REPLY, "customer": "Paket saya belum sampai!"}
    assert result == httpx.post(f"{server.url}/v1/score", json=body, timeout=60).json()


def test_the_newest_of_many_drafts_is_always_answered(socket: ClientConnection) -> None:
    long = "Kami sedang memeriksa pesanan nomor {}. "
    text = ""
    for seq in range(1, 201):
        text += long.format(seq)
        socket.send(draft(seq, text))
    seen = [heard(socket)["seq"]]
    while seen[-1] != 200:
        seen.append(heard(socket)["seq"])
    assert seen == sorted(seen)
    assert len(seen) < 100


def test_drafts_of_different_names_do_not_replace_each_other(socket: ClientConnection) -> None:
    for name in ("a", "b", "c"):
        socket.send(json.dumps({"type": "draft", "draft": name, "seq": 1, "reply": f"Halo {name}."}))
    assert {heard(socket)["draft"] for _ in "abc"} == {"a", "b", "c"}


def test_a_name_is_given_back_even_if_it_is_no_text(socket: ClientConnection) -> None:
    socket.send('{"type": "draft", "draft": "\\ud800", "seq": 1, "reply": "Halo."}')
    assert heard(socket)["draft"] == "\ud800"


def test_suggestions_can_follow_the_scores(socket: ClientConnection) -> None:
    socket.send(draft(1))
    whole = heard(socket)
    socket.send(draft(2, suggestions="later"))
    first = heard(socket)
    assert first["type"] == "result"
    assert all(found["suggestions"] == [] for found in first["findings"])
    second = heard(socket)
    assert (second["type"], second["draft"], second["seq"]) == ("suggestions", "d1", 2)
    assert second["findings"] == whole["findings"]


def test_suggestions_are_sought_only_for_a_draft_that_rests(socket: ClientConnection) -> None:
    for seq in (1, 2, 3):
        socket.send(draft(seq, suggestions="later"))
    said = [heard(socket)]
    while said[-1]["type"] != "suggestions":
        said.append(heard(socket))
    assert [message["seq"] for message in said if message["type"] == "suggestions"] == [3]
    socket.send('{"type": "ping"}')
    assert heard(socket) == {"type": "pong"}


def test_a_clear_draft_is_not_followed_by_anything(socket: ClientConnection) -> None:
    socket.send(draft(1, "Terima kasih sudah menunggu, Kak.", suggestions="later"))
    assert heard(socket)["findings"] == []
    socket.send('{"type": "ping"}')
    assert heard(socket) == {"type": "pong"}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", "not_json"),
        ("[" * 60_000, "not_json"),
        ("[]", "not_object"),
        ('{"type": "draught"}', "unknown_type"),
        ("{}", "unknown_type"),
        (b"\x00\x01", "not_text"),
        ('{"type": "draft", "draft": "d1", "seq": 1}', "bad_field"),
        ('{"type": "draft", "draft": "d1", "seq": "1", "reply": "Halo"}', "bad_field"),
        ('{"type": "draft", "draft": "d1", "seq": 1, "reply": "\\ud800"}', "not_text"),
        ('{"type": "draft", "draft": "d1", "seq": 1, "reply": "  "}', "empty"),
        ('{"type": "draft", "draft": "d1", "seq": 1, "reply": "a\\u0000"}', "not_text"),
    ],
)
def test_what_cannot_be_scored_is_said_and_the_socket_stays(
    socket: ClientConnection, message: str | bytes, code: str
) -> None:
    socket.send(message)
    error = heard(socket)
    assert (error["type"], error["code"]) == ("error", code)
    assert error["message"]
    if b"d1" in (message if isinstance(message, bytes) else message.encode()):
        assert error["draft"] == "d1"
    socket.send(draft(9))
    assert heard(socket)["seq"] == 9


def test_errors_speak_the_language_that_the_message_names(socket: ClientConnection) -> None:
    said: list[str] = []
    for ui in ("en", "id"):
        socket.send(draft(1, "", ui=ui))
        said.append(heard(socket)["message"])
    assert said == ["There is no text to score.", "Tidak ada teks untuk dinilai."]


@pytest.mark.parametrize("letter", ["a", "é"])
def test_over_64_kib_closes_with_1009(server: Server, letter: str) -> None:
    frame = len(draft(1, "").encode())
    with connect(server.socket) as socket:
        fits = "a" * (65_536 - frame)
        socket.send(draft(1, fits))
        assert heard(socket)["seq"] == 1
        socket.send(
            json.dumps(
                {"type": "draft", "draft": "d", "seq": 2, "reply": letter * 65_536}, ensure_ascii=False
            )
        )
        with pytest.raises(ConnectionClosed) as closed:
            heard(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_the_subprotocol_is_taken_up_only_when_offered(server: Server) -> None:
    for offered, chosen in ((["other", "assist.v1"], "assist.v1"), (["other"], None), (None, None)):
        with connect(server.socket, subprotocols=offered) as socket:  # type: ignore[arg-type]
            assert socket.subprotocol == chosen


def test_a_draft_that_comes_before_the_model_waits_for_it(start: Start) -> None:
    with start(ready=False) as server, connect(server.socket) as socket:
        socket.send(draft(1))
        assert heard(socket)["type"] == "result"


def test_sockets_are_told_when_the_server_goes(start: Start) -> None:
    with start() as server, connect(server.socket) as socket:
        socket.send('{"type": "ping"}')
        assert heard(socket) == {"type": "pong"}
        server.process.terminate()
        with pytest.raises(ConnectionClosed) as closed:
            heard(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001
        assert server.process.wait(10) == 0


def test_open_sockets_are_counted(server: Server) -> None:
    def counted() -> int:
        figures = httpx.get(f"{server.url}/metrics").text
        found = re.search(r"^assist_live_sockets (\d+)", figures, re.MULTILINE)
        assert found
        return int(found[1])

    before = counted()
    with connect(server.socket) as socket:
        socket.send('{"type": "ping"}')
        heard(socket)
        assert counted() == before + 1
