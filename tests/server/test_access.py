"""Pairing, tokens, feedback and sign-in, on a running server."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from assist.server import access
from assist.store import audit_log, credentials, people
from assist.store.database import FILE_NAME, Database
from assist.store.tables import Feedback, PairingCode, SignIn, now
from tests.serving import Server, command, environment


@pytest.fixture
def store(server: Server) -> Iterator[Database]:
    database = Database(f"sqlite:///{server.data / FILE_NAME}")
    yield database
    database.close()


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as opened:
        yield opened


def _paired(server: Server, *args: str) -> str:
    run = command("pair", "--data", server.data, *args)
    done = subprocess.run(run, env=environment(), capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 1
    return done.stdout.strip()


def test_a_code_is_good_once_for_a_token_that_works(server: Server, client: httpx.Client) -> None:
    code = _paired(server, "--agent", "Paired Pia")
    answer = client.post("/v1/pair", json={"code": f" {code.lower().replace('-', ' ')} "})
    assert answer.status_code == 200
    assert answer.json()["agent"] == "Paired Pia"
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert client.get("/v1/replies", headers=headers).status_code == 200
    again = client.post("/v1/pair", json={"code": code})
    assert (again.status_code, again.json()["code"]) == (403, "bad_code")


def test_a_code_lasts_two_minutes(server: Server, client: httpx.Client, store: Database) -> None:
    code = _paired(server)
    with store.write() as session:
        row = session.query(PairingCode).order_by(PairingCode.expires_at.desc()).first()
        assert row is not None
        assert timedelta(seconds=90) < row.expires_at - now() <= timedelta(minutes=2)
        session.execute(update(PairingCode).values(expires_at=now()))
    assert client.post("/v1/pair", json={"code": code}).status_code == 403


def test_guessing_codes_is_stopped(server: Server, client: httpx.Client, store: Database) -> None:
    codes = [client.post("/v1/pair", json={"code": f"BCDF-{n:04}"}).status_code for n in range(12)]
    assert codes[-1] == 429
    assert set(codes) == {403, 429}
    assert client.post("/v1/pair", json={"code": _paired(server)}).status_code == 429
    with store.write() as session:
        credentials.forgive(session, "pair:127.0.0.1")
    assert client.post("/v1/pair", json={"code": _paired(server)}).status_code == 200


def test_a_revoked_token_opens_nothing(server: Server, client: httpx.Client, store: Database) -> None:
    with store.write() as session:
        person = people.add(session, "revoked")
        secret, token = credentials.add_token(session, person, "x")
    headers = {"Authorization": f"Bearer {secret.text}"}
    assert client.get("/v1/replies", headers=headers).status_code == 200
    with store.read() as session:
        assert credentials.tokens(session, person)[0][0].used_at is not None
        assert secret.text not in {row[0].secret_hash for row in credentials.tokens(session)}
    with store.write() as session:
        assert credentials.revoke(session, token.id)
    assert client.get("/v1/replies", headers=headers).status_code == 401


def test_feedback_is_counted_without_text(client: httpx.Client, store: Database) -> None:
    body = {
        "verdict": "accepted",
        "category": "defensive",
        "kind": "denial",
        "language": "id",
        "text": "rahasia",
    }
    assert client.post("/v1/feedback", json=body).status_code == 204
    assert client.post("/v1/feedback", json={**body, "kind": "made up by somebody"}).status_code == 204
    assert client.post("/v1/feedback", json={**body, "verdict": "loved"}).status_code == 422
    with store.read() as session:
        rows = session.query(Feedback).order_by(Feedback.id).all()
        assert [(row.action, row.kind, row.language) for row in rows[-2:]] == [
            ("accepted", "denial", "id"),
            ("accepted", "other", "id"),
        ]


def _sign_in(database: Database, name: str, password: str, caller: str = "10.0.0.1"):
    return access._sign_in(database, name, password, caller)  # pyright: ignore[reportPrivateUsage]


def test_sign_in_is_limited_by_name_and_by_address(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_PER_ADDRESS", 7)
    monkeypatch.setattr(access, "_PER_NAME", 8)
    with database.write() as session:
        people.add(session, "Rani", "reviewer", password="correct horse")
    secret, person = _sign_in(database, " RANI ", "correct horse")
    assert person.name == "rani"
    with database.read() as session:
        found = credentials.signed_in(session, secret)
        assert found is not None
        assert access.csrf_ok(access.Visitor(person, found[1].csrf), found[1].csrf)
        assert not access.csrf_ok(access.Visitor(person, found[1].csrf), None)
    for _ in range(5):
        with pytest.raises(access.WrongPassword):
            _sign_in(database, "rani", "wrong horse")
    with pytest.raises(access.TooManyAttempts):
        _sign_in(database, "rani", "correct horse")
    # Somebody's guesses from elsewhere do not shut her out, unless they come from everywhere.
    _sign_in(database, "rani", "correct horse", "10.0.0.2")
    for n in range(8):
        with pytest.raises(access.WrongPassword):
            _sign_in(database, "rani", "wrong horse", f"10.0.1.{n}")
    with pytest.raises(access.TooManyAttempts):
        _sign_in(database, "rani", "correct horse", "10.0.0.2")
    with database.write() as session:
        credentials.forgive(session, "name:rani")
    for n in range(7):
        with pytest.raises((access.WrongPassword, access.TooManyAttempts)):
            _sign_in(database, f"nobody{n}", "x", "10.0.0.3")
    with pytest.raises(access.TooManyAttempts):
        _sign_in(database, "rani", "correct horse", "10.0.0.3")
    with database.read() as session:
        assert {e.action for e in audit_log.entries(session)} == {"sign_in", "sign_in_failed"}


def test_a_session_ends_by_time_by_sign_out_and_with_the_person(database: Database) -> None:
    with database.write() as session:
        person = people.add(session, "x", "lead", password="long enough password")
        one, two, three = (credentials.sign_in(session, person)[0].text for _ in range(3))
        credentials.sign_out(session, one)
        assert credentials.signed_in(session, one) is None
        assert credentials.signed_in(session, two) is not None
        people.change(session, person, password="another long password")
        assert credentials.signed_in(session, two) is None
        assert credentials.check_password(person, "another long password")
        assert not credentials.check_password(person, "long enough password")
        fresh = credentials.sign_in(session, person)[0].text
        session.execute(update(SignIn).values(expires_at=now()))
        assert credentials.signed_in(session, fresh) is None
        last = credentials.sign_in(session, person)[0].text
        people.deactivate(session, person)
        assert credentials.signed_in(session, last) is None
        assert not credentials.check_password(person, "another long password")
        assert credentials.signed_in(session, three) is None


def test_people_are_added_taken_over_and_refused(database: Database) -> None:
    with database.write() as session:
        intake = people.authors(session, ["Budi"])["budi"]
        budi = people.add(session, "budi", "reviewer", password="long enough password")
        assert (budi.id, budi.role) == (intake.id, "reviewer")
        # Somebody who came in without being added, when that was possible: they begin anew.
        sari = people.named(session, "Sari")
        sari.subject = "https://id.example#1"
        stale = credentials.sign_in(session, sari)[0].text
        assert credentials.signed_in(session, stale) is None
        assert people.add(session, "sari").id == sari.id
        assert (sari.subject, sari.may_sign_in) == (None, True)
        for by in ({"role": "reviewer"}, {"password": "long enough password"}):
            dewi = people.named(session, f"dewi {by}")
            people.change(session, dewi, team="Jakarta")
            assert not dewi.may_sign_in
            people.change(session, dewi, **by)
            assert dewi.may_sign_in
        with pytest.raises(people.NameTaken):
            people.add(session, "BUDI", "lead", password="long enough password")
        with pytest.raises(credentials.WeakPassword):
            people.add(session, "y", password="short")
        for bad in ({"name": " "}, {"name": "z", "role": "boss"}):
            with pytest.raises(ValueError, match=next(reversed(bad))):
                people.add(session, **bad)
        assert credentials.check_password(None, "x") is False
