"""Sent replies and the review queue over REST, on a running server with the real model."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from assist.store import credentials, people, switches
from assist.store.database import FILE_NAME, Database
from tests.databases import Postgresql
from tests.serving import Server, Start

BAD = "Itu bukan kesalahan kami 🙏. Hubungi 0812-3456-7890."
BODY = {"reply": BAD, "customer": "Paket saya hilang! Saya budi@contoh.id", "channel": "chat"}


@pytest.fixture(scope="module")
def tokens(server: Server) -> dict[str, str]:
    """Bearer tokens: a lead, a reviewer, two agents."""
    database = Database(f"sqlite:///{server.data / FILE_NAME}")
    found: dict[str, str] = {}
    with database.write() as session:
        for name, role in (("lead", "lead"), ("rev", "reviewer"), ("sari", "agent"), ("dewi", "agent")):
            person = people.add(session, f"rest.{name}", role)
            found[name] = credentials.add_token(session, person, "test")[0].text
            if role == "lead":  # one review settles a reply here, whatever chance would say
                switches.turn(session, person, double_share=0.0)
    database.close()
    return found


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60) as opened:
        yield opened


def _as(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **headers}


def _record(client: httpx.Client, token: str, key: str, **more: Any) -> httpx.Response:
    return client.post("/v1/replies", json={**BODY, **more}, headers=_as(token, **{"Idempotency-Key": key}))


def _whole(client: httpx.Client, token: str, number: str) -> dict[str, Any]:
    answer = client.get(f"/v1/replies/{number}", headers=_as(token))
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_sent_reply_is_recorded_once_masked_and_scored(
    client: httpx.Client, tokens: dict[str, str]
) -> None:
    first = _record(client, tokens["sari"], "once", thread="T-1", sent_at="2026-11-02T09:30:00+07:00")
    assert first.status_code == 201
    assert first.headers["location"] == f"/v1/replies/{first.json()['id']}"
    again = _record(client, tokens["sari"], "once", reply="Lain sama sekali")
    assert (again.status_code, again.json()) == (200, first.json())
    # Another caller's key is another key.
    assert _record(client, tokens["dewi"], "once").status_code == 201
    reply = _whole(client, tokens["lead"], first.json()["id"])
    assert reply["reply"] == "Itu bukan kesalahan kami 🙏. Hubungi [phone]."
    assert reply["customer"] == "Paket saya hilang! Saya [email]"
    assert (reply["agent"], reply["channel"], reply["thread"]) == ("rest.sari", "chat", "T-1")
    assert reply["sent_at"] == "2026-11-02T02:30:00+00:00"
    assert (reply["status"], reply["queue"]) == ("open", "flagged")
    result = reply["result"]
    assert "missing_apology" in result["flags"]
    text = reply["reply"].encode("utf-16-le")
    for finding in result["findings"]:
        assert text[finding["start"] * 2 : finding["end"] * 2].decode("utf-16-le") == finding["text"]


def test_the_same_key_sent_many_times_at_once(client: httpx.Client, server: Server, tokens) -> None:
    answers: list[httpx.Response] = []

    def send() -> None:
        with httpx.Client(base_url=server.url, timeout=60) as own:
            answers.append(_record(own, tokens["sari"], "storm"))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("key", "more", "status", "code"),
    [
        (None, {}, 400, "idempotency_key_needed"),
        ("k" * 256, {}, 422, "invalid"),
        ("k", {"reply": None}, 422, "invalid"),
        ("k", {"reply": "  "}, 422, "empty"),
        ("k", {"sent_at": "soon"}, 422, "invalid"),
        ("k", {"sent_at": "1960-01-01T00:00:00Z"}, 422, "bad_time"),
        ("k", {"channel": "c" * 256}, 422, "invalid"),
    ],
)
def test_what_cannot_be_recorded_is_refused(client, tokens, key, more, status: int, code: str) -> None:
    headers = _as(tokens["sari"], **({"Idempotency-Key": key} if key is not None else {}))
    answer = client.post("/v1/replies", json={**BODY, **more}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert BAD not in answer.text


def test_a_tool_on_this_machine_records_without_a_token(client: httpx.Client, tokens) -> None:
    answer = client.post("/v1/replies", json={**BODY, "agent": "Nia"}, headers={"Idempotency-Key": "local"})
    assert answer.status_code == 201
    assert _whole(client, tokens["rev"], answer.json()["id"])["agent"] == "nia"
    wrong = client.post("/v1/replies", json=BODY, headers=_as("assist_wrong", **{"Idempotency-Key": "x"}))
    assert wrong.status_code == 401


def test_the_queue_is_filtered_and_paged(client: httpx.Client, tokens: dict[str, str]) -> None:
    for n in range(5):
        _record(client, tokens["dewi"], f"page{n}", channel="paging", sent_at=f"2026-10-0{n + 1}T00:00:00Z")
    seen: list[str] = []
    path = "/v1/replies?channel=paging&limit=2"
    while path:
        answer = client.get(path, headers=_as(tokens["rev"]))
        seen += [item["sent_at"][:10] for item in answer.json()["items"]]
        path = answer.headers.get("link", "").partition(">")[0].removeprefix("<")
    assert seen == [f"2026-10-0{n}" for n in (5, 4, 3, 2, 1)]
    found = client.get(
        "/v1/replies?channel=paging&q=kesalahan&sort=oldest", headers=_as(tokens["rev"])
    ).json()
    assert found["count"] == {"value": 5, "more": False}
    assert found["items"][0]["sent_at"].startswith("2026-10-01")
    # An agent finds the own ones only.
    own = client.get("/v1/replies?channel=paging", headers=_as(tokens["sari"])).json()
    assert own["items"] == []


@pytest.mark.parametrize("query", ["band=11", "since=soon", "sort=best", "after=x", "limit=0", "limit=999"])
def test_filters_that_are_none_are_refused(client: httpx.Client, tokens: dict[str, str], query: str) -> None:
    answer = client.get(f"/v1/replies?{query}", headers=_as(tokens["rev"]))
    assert answer.status_code == 422


def test_nobody_reads_without_a_token(client: httpx.Client, tokens: dict[str, str]) -> None:
    number = _record(client, tokens["sari"], "closed").json()["id"]
    for path in ("/v1/replies", f"/v1/replies/{number}"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert client.get(f"/v1/replies/{number}", headers=_as(tokens["dewi"])).status_code == 404
    assert client.get(f"/v1/replies/{number}", headers=_as(tokens["sari"])).status_code == 200
    assert client.get("/v1/replies/1", headers=_as(tokens["rev"])).status_code == 404


def test_a_review_is_saved_changed_and_conflicts_are_told(
    client: httpx.Client, tokens: dict[str, str]
) -> None:
    number = _record(client, tokens["sari"], "reviewed").json()["id"]
    path = f"/v1/replies/{number}/reviews"
    labels = {"defensive": True, "blame": False, "needs_apology": True, "apology": "none"}
    text = _whole(client, tokens["rev"], number)["reply"]
    start = len(text[: text.index("Hubungi")].encode("utf-16-le")) // 2
    missed = {"verdict": "missed", "start": start, "end": start + 7, "kind": "deflection", "comment": "🙏"}
    body = {"labels": labels, "phrases": [missed], "note": "n"}
    first = client.post(path, json=body, headers=_as(tokens["rev"]))
    assert first.status_code == 201, first.text
    assert first.json() | {"id": ""} == {"id": "", "version": 1, "status": "reviewed", "others": []}
    assert client.post(path, json=body, headers=_as(tokens["rev"])).status_code == 409
    changed = client.post(path, json={**body, "base_version": 1}, headers=_as(tokens["rev"]))
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    whole = _whole(client, tokens["lead"], number)
    (phrase,) = whole["reviews"][0]["phrases"]
    assert (phrase["start"], phrase["end"], phrase["category"]) == (start, start + 7, "defensive")
    assert whole["settled"]["labels"]["missing_apology"] is True
    assert client.post(path, json=body, headers=_as(tokens["sari"])).status_code == 403
    assert client.post(path, json=body, headers=_as(tokens["dewi"])).status_code == 404
    wrong = client.post(
        path,
        json={**body, "phrases": [{**missed, "end": 9999}]},
        headers=_as(tokens["lead"], **{"Accept-Language": "id"}),
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_review")
    assert "di luar balasan" in wrong.json()["detail"]


def test_a_browser_repeats_its_csrf_token(client: httpx.Client, server: Server, tokens) -> None:
    number = _record(client, tokens["sari"], "csrf").json()["id"]
    database = Database(f"sqlite:///{server.data / FILE_NAME}")
    with database.write() as session:
        person = people.by_name(session, "rest.rev")
        assert person is not None
        secret, row = credentials.sign_in(session, person)
    database.close()
    client.cookies.set("assist_session", secret.text)
    labels = {"defensive": True, "blame": False, "needs_apology": True, "apology": "none"}
    path = f"/v1/replies/{number}/reviews"
    assert client.get("/v1/replies").status_code == 200
    assert client.post(path, json={"labels": labels}).status_code == 403
    assert client.post(path, json={"labels": labels}, headers={"x-csrf-token": "x"}).status_code == 403
    assert client.post(path, json={"labels": labels}, headers={"x-csrf-token": row.csrf}).status_code == 201


def test_a_draft_is_never_stored(client: httpx.Client, server: Server) -> None:
    draft = "Draf rahasia nomor sembilan belas yang tidak dikirim"
    assert client.post("/v1/score", json={"reply": draft}).status_code == 200
    for file in server.data.iterdir():
        if file.is_file():
            assert b"sembilan belas" not in file.read_bytes()
    assert "sembilan belas" not in server.logged()


def test_a_recorded_reply_survives_a_kill(start: Start) -> None:
    with start() as server:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            answer = client.post("/v1/replies", json=BODY, headers={"Idempotency-Key": "k"})
            assert answer.status_code == 201
        server.process.kill()
        server.process.wait()
        database = Database(f"sqlite:///{server.data / FILE_NAME}")
        with database.read() as session:
            from assist.store.tables import Reply

            assert session.get(Reply, int(answer.json()["id"])) is not None
        database.close()


def test_the_whole_server_on_postgresql(start: Start, postgresql_stores: Postgresql) -> None:
    with postgresql_stores.url() as url, start(ASSIST_DATABASE_URL=url) as server:
        database = Database(url)
        with database.write() as session:
            secret, _ = credentials.add_token(session, people.add(session, "lead", "lead"), "test")
        database.close()
        with httpx.Client(base_url=server.url, timeout=60) as client:
            first = _record(client, secret.text, "pg", agent="Sari")
            assert first.status_code == 201
            assert _record(client, secret.text, "pg").status_code == 200
            found = client.get("/v1/replies?q=kesalahan&agent=sari", headers=_as(secret.text)).json()
            assert [item["id"] for item in found["items"]] == [first.json()["id"]]
        assert not (server.data / FILE_NAME).exists()
