"""What the queue page and its export tell of a reply that is to be judged without the model."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from assist.server import access
from assist.server.app import create_app
from assist.settings import Settings
from assist.store import credentials, reviews, switches, work
from assist.store.database import Database
from assist.store.reviews import Labels
from assist.store.tables import Person
from tests.store import made
from tests.store.made import CLEAN, sent, staff

AGREED = Labels(defensive=True, blame=True, needs_apology=True, apology="none")


@pytest.fixture
def team(store: Database) -> dict[str, Person]:
    return staff(store)


@pytest.fixture
def numbers(store: Database, team: dict[str, Person]) -> dict[str, int]:
    """Open replies, all but one of them for two reviewers; the model is hidden from those."""
    with store.write() as session:
        switches.turn(session, team["lead"], hide_model=True, sample_share=1.0)
        seen, flagged, sampled = made.store(session, sent(), sent(), sent(CLEAN))
        for number in (flagged, sampled):
            work.assign(session, number, [team["first"], team["second"]])
    return {"seen": seen, "flagged": flagged, "sampled": sampled}


@pytest_asyncio.fixture
async def client(store: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(Settings(data=tmp_path), store))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as started:
        yield started


async def read(client: httpx.AsyncClient, store: Database, person: Person, path: str) -> str:
    """What the page says to that person."""
    with store.write() as session:
        secret, _ = credentials.sign_in(session, person)
    answer = await client.get(path, headers={"cookie": f"{access.COOKIE}={secret.text}"})
    assert answer.status_code == 200
    return answer.text


def rows(page: str) -> dict[int, str]:
    """The rows of the queue by the reply they lead to."""
    found = re.findall(r'<li class="reply-row">.*?</li>', page, re.DOTALL)
    return {int(row.partition("/review/replies/")[2].partition("?")[0]): row for row in found}


def told(row: str) -> set[str]:
    """In which ways a row tells what the model found."""
    signs = {"phrase": "<mark", "score": "<meter", "sample": "Random sample", "clear": "flag-clear"}
    signs |= {name: f"flag-{name}" for name in ("defensive", "blame", "missing_apology")}
    return {name for name, sign in signs.items() if sign in row}


@pytest.mark.asyncio
async def test_a_row_tells_nothing_of_the_model_until_the_own_verdict_is_in(
    client: httpx.AsyncClient, store: Database, team: dict[str, Person], numbers: dict[str, int]
) -> None:
    path = "/review/queue?status=open&sort=newest&lang=en"
    everything = {
        numbers["seen"]: {"phrase", "score", "defensive", "blame"},
        numbers["flagged"]: {"phrase", "score", "defensive", "blame"},
        numbers["sampled"]: {"score", "sample", "clear"},
    }
    page = await read(client, store, team["second"], path)
    shown = rows(page)
    nothing: set[str] = set()
    assert {number: told(row) for number, row in shown.items()} == everything | {
        numbers["flagged"]: nothing,
        numbers["sampled"]: nothing,
    }
    assert ["Model hidden" in shown[number] for number in numbers.values()] == [False, True, True]
    assert "left out here" not in page
    page = await read(client, store, team["lead"], path)
    assert {number: told(row) for number, row in rows(page).items()} == everything
    with store.write() as session:
        reviews.save(session, numbers["flagged"], team["second"], AGREED)
    page = await read(client, store, team["second"], path)
    assert {number: told(row) for number, row in rows(page).items()} == everything | {
        numbers["sampled"]: nothing
    }


@pytest.mark.asyncio
@pytest.mark.parametrize("query", ["flag=blame", "kind=denial", "band=9", "queue=flagged", "sort=worst"])
async def test_a_list_by_what_the_model_found_says_that_some_are_left_out(
    client: httpx.AsyncClient, store: Database, team: dict[str, Person], numbers: dict[str, int], query: str
) -> None:
    path = f"/review/queue?{query}&lang=en"
    page = await read(client, store, team["second"], path)
    assert set(rows(page)) == {numbers["seen"]}
    assert "left out here" in page
    assert ">1 reply<" in page
    with store.write() as session:
        reviews.save(session, numbers["seen"], team["second"], AGREED)
    page = await read(client, store, team["second"], "/review/queue?status=open&sort=worst&lang=en")
    assert rows(page) == {}
    assert "Nothing left to review" not in page
    with store.write() as session:
        switches.turn(session, team["lead"], hide_model=False)
    page = await read(client, store, team["second"], path)
    assert numbers["flagged"] in rows(page)
    assert "left out here" not in page


@pytest.mark.asyncio
async def test_an_export_is_empty_where_the_model_is_hidden(
    client: httpx.AsyncClient, store: Database, team: dict[str, Person], numbers: dict[str, int]
) -> None:
    found = ("score_defensive", "score_blame", "score_missing_apology", "flags", "kinds", "queue")

    async def exported(name: str) -> dict[int, set[str]]:
        text = await read(client, store, team[name], "/review/export?status=open")
        lines = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
        return {int(line["id"]): {column for column in found if line[column]} for line in lines}

    sampled = set(found) - {"flags", "kinds"}
    assert await exported("second") == {
        numbers["seen"]: set(found),
        numbers["flagged"]: set(),
        numbers["sampled"]: set(),
    }
    assert await exported("lead") == {
        numbers["seen"]: set(found),
        numbers["flagged"]: set(found),
        numbers["sampled"]: sampled,
    }


@pytest.mark.asyncio
async def test_rest_tells_no_more_than_the_page(
    client: httpx.AsyncClient, store: Database, team: dict[str, Person], numbers: dict[str, int]
) -> None:
    async def asked(query: str) -> dict[str, Any]:
        return json.loads(await read(client, store, team["second"], f"/v1/replies?{query}"))

    found = {int(item["id"]): item for item in (await asked("status=open"))["items"]}
    assert {number: item["queue"] for number, item in found.items()} == {
        numbers["seen"]: "flagged",
        numbers["flagged"]: None,
        numbers["sampled"]: None,
    }
    assert [found[number]["result"] is None for number in numbers.values()] == [False, True, True]
    assert [int(item["id"]) for item in (await asked("flag=blame"))["items"]] == [numbers["seen"]]
    # Where the next page begins is told without the score of the last reply.
    cursors = {(await asked("limit=1"))["next"], (await asked("limit=2"))["next"]}
    assert {cursor.partition("_")[2] for cursor in cursors} == {"0.0"}
