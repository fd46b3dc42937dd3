import json
import re

import httpx
from websockets.sync.client import connect

from assist.messages import UI_LANGUAGES, catalogue
from tests.serving import Server, Start

SECRET = "Zebrafinkenkäfig 4711"


def test_readiness_comes_after_liveness(start: Start) -> None:
    with start(ready=False) as server:
        assert httpx.get(f"{server.url}/healthz").json() == {"status": "ok"}
        early = httpx.get(f"{server.url}/readyz")
        if early.status_code != 200:  # the model may be faster than this request
            assert early.status_code == 503
            assert early.headers["retry-after"] == "1"
            assert early.json()["code"] == "warming"
            assert httpx.post(f"{server.url}/v1/score", json={"reply": "Halo"}).status_code == 503


def test_a_ready_server_names_its_model(server: Server) -> None:
    ready = httpx.get(f"{server.url}/readyz").json()
    scored = httpx.post(f"{server.url}/v1/score", json={"reply": "Halo, Kak."}, timeout=60).json()
    assert ready == {"status": "ready", "model": scored["model"]}


def test_metrics_count_requests_by_route_and_scores_by_way(server: Server) -> None:
    httpx.post(f"{server.url}/v1/score", json={"reply": "Halo, Kak."}, timeout=60)
    httpx.get(f"{server.url}/a/path/that/no/route/has")
    figures = httpx.get(f"{server.url}/metrics")
    assert figures.headers["content-type"].startswith("text/plain")
    text = figures.text
    assert 'assist_http_request_seconds_count{method="POST",route="/v1/score",status="200"}' in text
    assert 'route="other",status="404"' in text
    assert "/a/path" not in text
    assert re.search(r'^assist_score_seconds_count{via="http"} \d', text, re.MULTILINE)
    assert "assist_ready 1.0" in text


def test_logs_are_json_and_hold_no_text_of_a_draft_even_at_debug_level(start: Start) -> None:
    with start("--log-level", "debug") as server:
        url = server.url
        httpx.post(f"{url}/v1/score", json={"reply": SECRET, "customer": SECRET}, timeout=60)
        httpx.post(f"{url}/v1/score", json={"reply": [SECRET]})
        httpx.post(f"{url}/v1/score", content=f'{{"reply": "{SECRET}'.encode())
        httpx.post(f"{url}/v1/score", json={"reply": SECRET + "\x00"})
        httpx.get(f"{url}/nothing", params={"q": SECRET})
        httpx.post(f"{url}/v1/score", json={"reply": SECRET}, headers={"Origin": "https://evil.example"})
        with connect(server.socket) as socket:
            for message in (
                {"type": "draft", "draft": "d", "seq": 1, "reply": SECRET},
                {"type": "draft", "draft": "d", "seq": 1, "reply": SECRET + "\x00"},
                {"type": "draft", "draft": "d", "seq": SECRET},
                {"type": SECRET},
            ):
                socket.send(json.dumps(message))
                socket.recv(timeout=60)
        figures = httpx.get(f"{url}/metrics").text
        server.process.terminate()
        server.process.wait(10)
        logged = server.logged()
    lines = [json.loads(line) for line in logged.splitlines()]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert any(line["message"] == "request" and line["route"] == "/v1/score" for line in lines)
    for word in ("Zebrafinken", "4711"):
        assert word not in logged
        assert word not in figures


def test_every_message_of_the_server_is_there_in_both_languages() -> None:
    rooms = {language: set(catalogue(language)) for language in UI_LANGUAGES}
    assert rooms["en"] == rooms["id"]
