import base64
import hashlib
import json
import socket
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from assist.server.guard import EXTENSION_ID, SECURITY_HEADERS, host_name, is_loopback
from tests.serving import Server, Start, token

DRAFT = {"reply": "Itu bukan kesalahan kami, Kak."}


@pytest.mark.parametrize(
    ("netloc", "host"),
    [
        ("127.0.0.1:8787", "127.0.0.1"),
        ("LocalHost", "localhost"),
        ("[::1]:80", "::1"),
        ("a.example.:1", "a.example"),
        ("", ""),
    ],
)
def test_the_host_is_cut_out_of_a_host_header(netloc: str, host: str) -> None:
    assert host_name(netloc) == host


def test_only_this_machine_is_loopback() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(
        map(is_loopback, ("", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "0.0.0.0"))
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "[::1]:8787", "LOCALHOST"])
def test_this_machine_is_answered(server: Server, host: str) -> None:
    assert httpx.get(f"{server.url}/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "10.0.0.1",
        "x@127.0.0.1",
        "[",
        "",
    ],
)
def test_another_host_is_refused_before_anything_is_read(server: Server, host: str) -> None:
    for method, path in (("GET", "/"), ("GET", "/healthz"), ("POST", "/v1/score")):
        answer = httpx.request(method, f"{server.url}{path}", headers={"Host": host})
        assert answer.status_code == 421
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "bad_host"


def test_a_socket_for_another_host_is_refused(server: Server) -> None:
    sock = socket.create_connection(("127.0.0.1", server.port))
    with pytest.raises(InvalidStatus) as refused, connect("ws://evil.example/v1/live", sock=sock):
        pass
    assert refused.value.response.status_code == 421


def test_a_named_host_is_answered(start: Start) -> None:
    with start(ready=False, ASSIST_HOSTS="assist.example, two.example") as server:
        for host, status in (("assist.example", 200), ("TWO.example:443", 200), ("three.example", 421)):
            assert httpx.get(f"{server.url}/healthz", headers={"Host": host}).status_code == status


FOREIGN = [
    "https://evil.example",
    "null",
    "http://127.0.0.1:1",
    "http://localhost",
    "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "moz-extension://8a4d3c1e-0000-4000-8000-000000000000",
    f"https://{EXTENSION_ID}",
    "file://",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_another_origin_may_neither_post_nor_open_a_socket(server: Server, origin: str) -> None:
    answer = httpx.post(f"{server.url}/v1/score", json=DRAFT, headers={"Origin": origin})
    assert answer.status_code == 403
    assert answer.json()["code"] == "bad_origin"
    assert "access-control-allow-origin" not in answer.headers
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(server.socket, additional_headers={"Origin": origin}),
    ):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", ["same", f"chrome-extension://{EXTENSION_ID}", None])
def test_our_own_pages_the_pinned_extension_and_programs_may(server: Server, origin: str | None) -> None:
    named = server.url if origin == "same" else origin
    headers = {"Origin": named} if named else {}
    assert httpx.post(f"{server.url}/v1/score", json=DRAFT, headers=headers).status_code == 200
    with connect(server.socket, additional_headers=headers) as opened:
        opened.send(json.dumps({"type": "ping"}))
        assert json.loads(opened.recv()) == {"type": "pong"}


def test_a_browser_that_hides_the_origin_says_where_it_comes_from(server: Server) -> None:
    def post(site: str) -> int:
        return httpx.post(f"{server.url}/v1/score", json=DRAFT, headers={"Sec-Fetch-Site": site}).status_code

    assert [post(site) for site in ("same-origin", "none", "same-site", "cross-site")] == [200, 200, 403, 403]


def test_an_extension_whose_origin_is_its_own_comes_with_a_token(server: Server) -> None:
    origin = {"Origin": "moz-extension://8a4d3c1e-0000-4000-8000-000000000000"}
    good = token(server, "Firefox user")
    for given, status in ((good, 200), (good[:-1] + "x", 403)):
        headers = {**origin, "Authorization": f"Bearer {given}"}
        assert httpx.post(f"{server.url}/v1/score", json=DRAFT, headers=headers).status_code == status
    with connect(
        server.socket,
        additional_headers=origin,
        subprotocols=["assist.v1", f"token.{good}"],  # type: ignore[list-item]
    ) as opened:
        assert opened.subprotocol == "assist.v1"


def test_an_extension_is_told_that_it_may_ask(server: Server) -> None:
    origin = f"chrome-extension://{EXTENSION_ID}"
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = httpx.options(f"{server.url}/v1/score", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == origin
    assert "authorization" in answer.headers["access-control-allow-headers"]
    for other in ("https://a.example", "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"):
        unknown = httpx.get(f"{server.url}/healthz", headers={"Origin": other})
        assert "access-control-allow-origin" not in unknown.headers


@pytest.mark.parametrize("path", ["/", "/static/tokens.css", "/v1/nothing", "/healthz"])
def test_every_answer_carries_the_security_headers(server: Server, path: str) -> None:
    headers = httpx.get(f"{server.url}{path}").headers
    assert SECURITY_HEADERS.items() <= dict(headers).items()
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy


def test_files_are_asked_about_again_and_answers_are_not_kept(server: Server) -> None:
    file = httpx.get(f"{server.url}/static/tokens.css")
    assert file.headers["cache-control"] == "no-cache"
    again = httpx.get(f"{server.url}/static/tokens.css", headers={"If-None-Match": file.headers["etag"]})
    assert again.status_code == 304
    assert httpx.get(f"{server.url}/").headers["cache-control"] == "no-store"


def test_off_this_machine_scoring_needs_a_token(start: Start) -> None:
    with start("--host", "0.0.0.0") as server:
        url = f"http://127.0.0.1:{server.port}"
        assert httpx.get(f"{url}/healthz", headers={"Host": "192.0.2.7"}).status_code == 200
        assert httpx.get(f"{url}/healthz", headers={"Host": "evil.example"}).status_code == 421
        answer = httpx.post(f"{url}/v1/score", json=DRAFT)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["code"] == "token_needed"
        with pytest.raises(InvalidStatus) as refused, connect(server.socket):
            pass
        assert refused.value.response.status_code == 401
        good = token(server, "Ana")
        authorised = {"Authorization": f"Bearer {good}"}
        assert httpx.post(f"{url}/v1/score", json=DRAFT, headers=authorised).status_code == 200
        with connect(server.socket, subprotocols=["assist.v1", f"token.{good}"]) as opened:  # type: ignore[list-item]
            opened.send(json.dumps({"type": "ping"}))
            assert json.loads(opened.recv()) == {"type": "pong"}


def test_the_pinned_id_is_that_of_the_manifests_key() -> None:
    manifest = json.loads((Path(__file__).parents[2] / "extension" / "manifest.json").read_text("utf-8"))
    digest = hashlib.sha256(base64.b64decode(manifest["key"])).hexdigest()[:32]
    assert "".join(chr(ord("a") + int(digit, 16)) for digit in digest) == EXTENSION_ID
