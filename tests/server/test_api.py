import json

import httpx
import pytest

from assist.rubric import SCORES, STEPS
from tests.serving import Server


def post(server: Server, body: object = None, **request: object) -> httpx.Response:
    given = request or {"json": body}
    return httpx.post(f"{server.url}/v1/score", timeout=60, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reply", "customer"),
    [
        ("Itu bukan kesalahan kami. Seharusnya Kakak cek dulu sebelum memesan.", "Paket saya belum sampai!"),
        ("This is not our fault. You should have checked before ordering.", "My parcel still isn't here!"),
    ],
)
def test_a_draft_gets_a_result(server: Server, reply: str, customer: str) -> None:
    result = post(server, {"reply": reply, "customer": customer}).json()
    assert set(result["scores"]) == set(SCORES)
    assert set(result["steps"]) == set(STEPS)
    assert set(result["flags"]) == {"defensive", "blame", "missing_apology"}
    assert {found["category"] for found in result["findings"]} >= {"defensive", "blame"}
    assert all(reply[found["start"] : found["end"]] == found["text"] for found in result["findings"])


def test_offsets_count_utf16_code_units(server: Server) -> None:
    reply = "😀😀 Itu bukan kesalahan kami."
    found = next(
        one for one in post(server, {"reply": reply}).json()["findings"] if one["category"] == "defensive"
    )
    units = reply.encode("utf-16-le")
    assert units[2 * found["start"] : 2 * found["end"]].decode("utf-16-le") == found["text"]
    assert reply[found["start"] : found["end"]] != found["text"]


def test_messages_follow_the_draft_unless_the_request_names_a_language(server: Server) -> None:
    reply = "Itu bukan kesalahan kami, Kak."

    def message(**more: str) -> str:
        return post(server, {"reply": reply, **more}).json()["findings"][0]["message"]

    assert message() == message(ui="id") != message(ui="en")


def test_sensitivity_moves_what_is_flagged(server: Server) -> None:
    thresholds = httpx.get(f"{server.url}/v1/model").json()["thresholds"]
    assert set(thresholds["all"]) == set(SCORES)
    flags = [
        set(post(server, {"reply": "Kami sedang ramai pesanan.", "sensitivity": level}).json()["flags"])
        for level in ("low", "normal", "high")
    ]
    assert flags[0] <= flags[1] <= flags[2]


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"content": b"{"}, 400, "not_json"),
        ({"content": b"\xff\xfe"}, 400, "not_json"),
        ({"content": b""}, 422, "invalid"),
        ({"json": []}, 422, "invalid"),
        ({"json": {}}, 422, "invalid"),
        ({"json": {"reply": 7}}, 422, "invalid"),
        ({"json": {"reply": "Halo", "ui": "fr"}}, 422, "invalid"),
        ({"content": b'{"reply": "\\ud83d"}'}, 422, "not_text"),
        ({"json": {"reply": ""}}, 422, "empty"),
        ({"json": {"reply": " \n\t"}}, 422, "empty"),
        ({"json": {"reply": "a\x00b"}}, 422, "not_text"),
    ],
)
def test_bad_input_is_a_problem_that_says_what(
    server: Server, request_: dict[str, object], status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "id"}
    answer = post(server, None, headers=headers, **request_)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["status"] == status
    assert problem["type"] == f"urn:assist:problem:{code}"
    assert problem["title"]
    assert problem["detail"]


def test_a_problem_names_the_field_in_the_callers_language(server: Server) -> None:
    def errors(language: str) -> object:
        return post(server, None, json={"customer": 1}, headers={"Accept-Language": language}).json()[
            "errors"
        ]

    assert errors("en") == [
        {"pointer": "/reply", "detail": "is missing"},
        {"pointer": "/customer", "detail": "must be text"},
    ]
    assert errors("id-ID") != errors("en")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/nothing", 404), ("PUT", "/v1/score", 405)]
)
def test_unknown_addresses_and_methods_are_problems_too(
    server: Server, method: str, path: str, status: int
) -> None:
    answer = httpx.request(method, f"{server.url}{path}")
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    if status == 405:
        assert answer.headers["allow"] == "POST"


def test_a_person_gets_a_page_instead(server: Server) -> None:
    answer = httpx.get(f"{server.url}/nothing", headers={"Accept": "text/html", "Accept-Language": "id"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "Tidak ada apa-apa di alamat ini." in answer.text


def test_one_character_and_twenty_thousand_words_are_scored(server: Server) -> None:
    assert set(post(server, {"reply": "y"}).json()["scores"]) == set(SCORES)
    sentence = "Pesanan Kakak sedang kami periksa di gudang. "
    reply = sentence * (20_000 // len(sentence.split())) + "Itu bukan kesalahan kami."
    result = post(server, {"reply": reply}).json()
    assert set(result["scores"]) == set(SCORES)
    assert all(reply[one["start"] : one["end"]] == one["text"] for one in result["findings"])


def test_a_body_without_end_is_refused(server: Server) -> None:
    assert post(server, {"reply": "a" * 2_200_000}).status_code == 413
    chunks = (b" " * 65_536 for _ in range(64))
    assert post(server, None, content=chunks, headers={"Content-Type": "application/json"}).status_code == 413


def test_a_language_that_we_do_not_read_is_said(server: Server) -> None:
    result = post(server, {"reply": "Это не наша вина. Вам следовало проверить заказ заранее."}).json()
    assert result["language"] == "other"
    assert result["hints"]


def test_openapi_describes_what_is_answered(server: Server) -> None:
    schema = httpx.get(f"{server.url}/openapi.json").json()
    score = schema["paths"]["/v1/score"]["post"]
    assert score["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/ScoredReply")
    assert {"/v1/score", "/v1/model", "/healthz", "/readyz", "/metrics"} <= set(schema["paths"])
    assert "https://" not in json.dumps(schema["paths"])
