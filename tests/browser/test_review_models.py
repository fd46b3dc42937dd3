"""What a candidate would change: the real model against a copy of it that has forgotten what blame is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from assist.store import people, replies, reviews, verdicts
from assist.store.tables import Settled
from tests.browser.review_house import BAD, House, opened

SHIPPED = Path(__file__).parents[2] / "models" / "tone"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("models")) as started:
        found = started.record(6, BAD)
        with started.store() as session:
            sari = people.by_name(session, "sari")
            assert sari is not None
            for reply in replies.by_ids(session, found):
                reviews.save(session, reply.id, sari, verdicts.prefilled(reply))
        yield started


def candidate(house: House, name: str, *, blind_to_blame: bool) -> None:
    folder = house.server.data / "models" / name
    folder.mkdir(parents=True)
    for file in SHIPPED.iterdir():
        if file.name != "model.json":
            (folder / file.name).symlink_to(file)
    content = json.loads((SHIPPED / "model.json").read_text(encoding="utf-8"))
    content["name"] = f"tone-{name}"
    for heads in content["calibration"].values():
        if blind_to_blame and "blame" in heads:
            heads["blame"]["bias"] = -20.0
    (folder / "model.json").write_text(json.dumps(content), encoding="utf-8")


def compare(page: Page, house: House, name: str) -> None:
    house.sign_in(page, "maya")
    page.goto(f"{house.url}/review/models")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("button", name="Compare again")).to_be_visible(timeout=120_000)


def test_a_worse_model_is_seen_before_it_is_switched_on(page: Page, house: House) -> None:
    candidate(house, "forgetful", blind_to_blame=True)
    compare(page, house, "forgetful")
    expect(page.get_by_text("On 6 settled replies")).to_be_visible()
    with house.store() as session:
        blamed = len(session.scalars(select(Settled).where(Settled.blame)).all())
    assert blamed >= 2
    row = page.locator("tbody tr", has=page.get_by_role("rowheader", name="Blame"))
    expect(row.locator("td").nth(4)).to_have_text("0")  # better
    expect(row.locator("td").nth(5)).to_have_text(str(blamed))  # worse
    expect(page.get_by_text("Worse", exact=True).nth(1)).to_be_visible()


def test_the_same_model_changes_nothing(page: Page, house: House) -> None:
    candidate(house, "twin", blind_to_blame=False)
    compare(page, house, "twin")
    expect(page.get_by_text("Both models flag the same replies.")).to_be_visible()
