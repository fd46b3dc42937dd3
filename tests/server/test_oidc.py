"""Sign-in through OpenID Connect against a real provider: small, on this machine, with signed tokens."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwk, jwt

from assist.store import people
from assist.store.database import FILE_NAME, Database
from tests.serving import Server, Start, run

CLIENT = "assist-client"


class Provider:
    """An OpenID provider that lets the test decide who signs in and what goes wrong."""

    def __init__(self) -> None:
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "k1"})
        self.claims: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    self._send(
                        {
                            "issuer": provider.issuer,
                            "authorization_endpoint": f"{provider.issuer}/authorize",
                            "token_endpoint": f"{provider.issuer}/token",
                            "jwks_uri": f"{provider.issuer}/keys",
                        }
                    )
                else:
                    self._send({"keys": [provider.key.as_dict(private=False)]})

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                asked = provider.codes.pop(form["code"][0], None)
                challenge = hashlib.sha256(form["code_verifier"][0].encode()).digest()
                if (
                    asked is None
                    or base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked["challenge"]
                ):
                    self._send({"error": "invalid_grant"}, 400)
                    return
                self._send(
                    {"access_token": "a", "token_type": "Bearer", "id_token": provider.token(asked["nonce"])}
                )

            def _send(self, body: dict[str, Any], status: int = 200) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def token(self, nonce: str) -> str:
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "42",
            "nonce": nonce,
            "exp": int(time.time()) + 60,
            "email": "rani@toko.id",
            "email_verified": True,
            **self.claims,
        }
        return jwt.encode(
            {"alg": "RS256", "kid": "k1"}, {k: v for k, v in claims.items() if v is not None}, self.key
        )

    def approve(self, url: str) -> dict[str, str]:
        """What the browser brings back after the person agreed at `url`."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT
        code = f"code{len(self.codes)}-{time.time_ns()}"
        self.codes[code] = {"challenge": query["code_challenge"], "nonce": query["nonce"]}
        return {"code": code, "state": query["state"]}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    started = Provider()
    yield started
    started.http.shutdown()
    started.http.server_close()


@pytest.fixture(scope="module")
def site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    from tests.serving import running

    env = {
        "ASSIST_OIDC_ISSUER": provider.issuer,
        "ASSIST_OIDC_CLIENT_ID": CLIENT,
        "ASSIST_OIDC_CLIENT_SECRET": "s3cret",
    }
    with running(tmp_path_factory.mktemp("oidc"), **env) as started:
        database = Database(f"sqlite:///{started.data / FILE_NAME}")
        with database.write() as session:
            people.add(session, "Rani@toko.id", "reviewer")
        database.close()
        yield started


@pytest.fixture
def browser(site: Server, provider: Provider) -> Iterator[httpx.Client]:
    provider.claims = {}
    with httpx.Client(base_url=site.url, timeout=30) as client:
        yield client


def _back(browser: httpx.Client, provider: Provider, **change: str) -> httpx.Response:
    sent = browser.get("/sign-in/oidc")
    assert sent.status_code == 303, sent.text
    answer = {**provider.approve(sent.headers["location"]), **change}
    return browser.get("/sign-in/oidc/callback", params=answer)


def test_who_was_added_is_signed_in_and_known_by_subject_from_then_on(browser, provider: Provider) -> None:
    answer = _back(browser, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    assert browser.get("/v1/replies").status_code == 200
    browser.cookies.clear()
    provider.claims = {"email": "new.name@toko.id", "email_verified": False}
    assert _back(browser, provider).status_code == 303
    # The address now belongs to subject 42: somebody else who shows it is not let in.
    browser.cookies.clear()
    provider.claims = {"sub": "43"}
    assert _back(browser, provider).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "7", "email": "stranger@toko.id"},
        {"sub": "7", "email_verified": False},
        {"sub": "7", "email_verified": "true"},
        {"aud": "other-client"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"nonce": "replayed"},
        {"sub": None},
    ],
)
def test_anybody_else_is_refused(browser: httpx.Client, provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims = claims
    answer = _back(browser, provider)
    assert answer.status_code == 403
    assert "assist_session" not in browser.cookies


def test_whose_reply_was_recorded_gets_in_only_once_added(
    site: Server, browser: httpx.Client, provider: Provider
) -> None:
    sent = {"reply": "Masih belum sampai, Kak.", "agent": "Buyer@mail.id"}
    assert browser.post("/v1/replies", json=sent, headers={"Idempotency-Key": "b"}).status_code == 201
    provider.claims = {"sub": "8", "email": "buyer@mail.id"}
    assert _back(browser, provider).status_code == 403
    assert "assist_session" not in browser.cookies
    # A pairing code is for their extension, not for the pages.
    assert run("pair", "--agent", "buyer@mail.id", "--data", site.data).returncode == 0
    assert _back(browser, provider).status_code == 403
    add = ("user", "add", "buyer@mail.id", "--role", "agent", "--no-password")
    assert run(*add, "--data", site.data).returncode == 0
    assert _back(browser, provider).status_code == 303
    assert browser.get("/review/me").status_code == 200


def test_a_token_of_another_key_is_refused(browser: httpx.Client, provider: Provider) -> None:
    own, provider.key = provider.key, jwk.RSAKey.generate_key(2048, {"kid": "k1"})
    real = provider.token
    forged = jwt.encode({"alg": "RS256", "kid": "k1"}, {"iss": provider.issuer}, provider.key)
    provider.key = own
    provider.token = lambda nonce: forged  # type: ignore[method-assign]
    try:
        assert _back(browser, provider).status_code == 403
    finally:
        provider.token = real  # type: ignore[method-assign]


def test_an_answer_that_was_not_asked_for_is_refused(browser: httpx.Client, provider: Provider) -> None:
    assert _back(browser, provider, state="forged").status_code == 403
    assert _back(browser, provider, code="forged").status_code == 403
    browser.cookies.clear()
    assert browser.get("/sign-in/oidc/callback", params={"code": "x", "state": "y"}).status_code == 403


def test_without_an_issuer_there_is_no_such_page(server: Server) -> None:
    with httpx.Client(base_url=server.url) as client:
        assert client.get("/sign-in/oidc").status_code == 404
        assert client.get("/sign-in/oidc/callback").status_code == 404


def test_a_provider_that_is_away_is_told_apart(start: Start) -> None:
    env = {"ASSIST_OIDC_ISSUER": "http://127.0.0.1:9", "ASSIST_OIDC_CLIENT_ID": CLIENT}
    with start(ready=False, **env) as away, httpx.Client(base_url=away.url, timeout=30) as client:
        answer = client.get("/sign-in/oidc")
        assert (answer.status_code, answer.json()["code"]) == (502, "oidc_provider")
