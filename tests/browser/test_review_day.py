"""A QA team's day in a real Chromium, with the real model: from signing in to a better-read team."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from assist.store.tables import Reply, Review
from tests.browser.review_house import BAD, GOOD, House, opened

ROWS, BROKEN = 5000, 50


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """A house on each of the two databases."""
    with opened(tmp_path, database_url) as started:
        yield started


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path) as started:
        yield started


def own_page(browser: Browser, house: House, name: str) -> Page:
    page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
    house.sign_in(page, name)
    return page


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("button", name=name).click()
    return Path(started.value.path()).read_bytes()


def test_a_day(browser: Browser, house: House) -> None:
    replies = house.record(24, BAD)
    house.record(4, GOOD, agent="tom")
    twice = replies[:3]
    house.wanted(twice, 2)

    # Sari signs in, filters by what the model found and by language, and searches.
    sari = own_page(browser, house, "sari")
    expect(sari.locator("#result-count")).to_have_text("24 replies")
    sari.get_by_label("Indonesian").check()
    sari.wait_for_url("**language=id**")
    expect(sari.locator("#result-count")).to_have_text("8 replies")
    sari.get_by_label("Search replies").fill("ekspedisi")
    sari.wait_for_url("**q=ekspedisi**")
    expect(sari.locator("#result-count")).to_have_text("8 replies")
    sari.get_by_role("button", name="Save view").click()
    sari.get_by_label("Name of the view").fill("Courier, Indonesian")
    sari.get_by_role("button", name="Save", exact=True).click()
    expect(sari.get_by_role("link", name="Courier, Indonesian")).to_be_visible()
    sari.get_by_role("link", name="To review", exact=True).click()
    expect(sari.locator("#result-count")).to_have_text("24 replies")

    # She reviews 20 by keyboard alone, without touching the mouse once.
    sari.wait_for_load_state()
    sari.keyboard.press("j")
    expect(sari.locator("[data-row]").first).to_be_focused()
    sari.keyboard.press("Enter")
    for number in range(20):
        sari.wait_for_selector("#phrases > li")
        if number % 5 == 4:
            sari.keyboard.press("d")
            sari.keyboard.press("c")
            sari.keyboard.type("Too harsh a reading.")
            sari.keyboard.press("Escape")
        address = sari.url
        sari.keyboard.press("Enter")
        sari.wait_for_function("(before) => location.href !== before", arg=address)
    with house.store() as session:
        assert len(session.scalars(select(Review.id)).all()) == 20

    # Dewi reviews the same three, blind: she sees nothing of what Sari said.
    dewi = own_page(browser, house, "dewi")
    for number, reply in enumerate(twice):
        dewi.goto(f"{house.url}/review/replies/{reply}?status=open")
        dewi.wait_for_selector("#phrases > li")
        expect(dewi.get_by_role("heading", name="Other reviewers")).to_have_count(0)
        if number == 0:
            for _ in range(dewi.locator("#phrases > li").count()):
                dewi.keyboard.press("d")
        address = dewi.url
        dewi.keyboard.press("Enter")
        dewi.wait_for_function("(before) => location.href !== before", arg=address)
    assert house.status(twice[0]) == "adjudicate"

    # Maya, the lead, reads both and decides.
    maya = own_page(browser, house, "maya")
    maya.goto(f"{house.url}/review/adjudication")
    expect(maya.get_by_text("They differ in:").first).to_be_visible()
    maya.goto(f"{house.url}/review/adjudication/{twice[0]}")
    maya.wait_for_selector("#phrases > li")
    expect(maya.get_by_role("heading", name="Other reviewers")).to_be_visible()
    for _ in range(maya.locator("#phrases > li").count()):
        maya.keyboard.press("a")
    address = maya.url
    maya.keyboard.press("Enter")
    maya.wait_for_function("(before) => location.href !== before", arg=address)
    assert house.status(twice[0]) == "reviewed"

    # Dimas sees the verdict on his own reply and disputes it; Maya decides.
    dimas = own_page(browser, house, "dimas")
    expect(dimas.get_by_role("heading", name="Dimas Pratama")).to_be_visible()
    dimas.goto(f"{house.url}/review/replies/{twice[0]}")
    dimas.get_by_label("Reason").fill("I had said sorry on the phone before.")
    dimas.get_by_role("button", name="Send to a lead").click()
    expect(dimas.locator("[data-toast]")).to_have_text("Your dispute is with a lead now.")
    assert house.status(twice[0]) == "disputed"
    maya.goto(f"{house.url}/review/disputes")
    card = maya.locator(".case", has_text="I had said sorry on the phone before.")
    card.get_by_label("Decision").fill("Agreed on the apology. The rest stands.")
    card.get_by_text("Change the verdict").click()
    card.get_by_label("Needs an apology").uncheck()
    card.get_by_role("button", name="Settle it so").click()
    expect(maya.locator("[data-toast]")).to_contain_text("The verdict is changed")
    dimas.goto(f"{house.url}/review/disputes?state=changed")
    expect(dimas.get_by_text("Agreed on the apology. The rest stands.")).to_be_visible()

    # She coaches him, and he reads it on his page.
    maya.goto(f"{house.url}/review/replies/{twice[0]}")
    maya.locator(".more summary").click()
    maya.get_by_role("link", name="Coach on this reply").click()
    maya.get_by_label("Note", exact=True).fill("Your closing is warm. Next time, begin with it.")
    maya.get_by_role("button", name="Send to the agent").click()
    dimas.goto(f"{house.url}/review/me")
    expect(dimas.get_by_text("Your closing is warm. Next time, begin with it.")).to_be_visible()

    # The labels go out as JSON Lines, everything as CSV.
    maya.goto(f"{house.url}/review/exchange")
    maya.get_by_label("Format").select_option("jsonl")
    labelled = [json.loads(line) for line in download(maya, "Export").decode().splitlines()]
    assert len(labelled) >= 18
    assert {"id", "lang", "customer", "reply", "labels", "phrases"} <= set(labelled[0])
    for one in labelled:
        for phrase in one["phrases"]:
            assert one["reply"][phrase["start"] : phrase["end"]].strip()
    maya.get_by_label("Format").select_option("csv")
    table = list(csv.DictReader(io.StringIO(download(maya, "Export").decode("utf-8-sig"), newline="")))
    assert len(table) == 28

    # All of it is in the audit log.
    maya.goto(f"{house.url}/review/log?action=exported")
    expect(maya.locator("tbody tr")).to_have_count(2)
    for page in (sari, dewi, maya, dimas):
        page.context.close()


def test_an_import_of_5000_rows_reports_each_bad_line(
    browser: Browser, sqlite_house: House, tmp_path: Path
) -> None:
    house = sqlite_house
    file = tmp_path / "old tickets.csv"
    broken: list[int] = []
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Pesan", "Balasan", "Petugas", "Tanggal"])
        for number in range(ROWS):
            customer, reply = (*BAD, *GOOD)[number % 5]
            moment = "2026-10-01T10:00:00Z"
            if number % (ROWS // BROKEN) == 7:
                reply, moment = ("", moment) if number % 2 else (reply, "the day before yesterday")
                broken.append(number)
            writer.writerow([customer, f"{reply} #{number}" if reply else "", f"petugas{number % 9}", moment])
    maya = own_page(browser, house, "maya")
    with house.store() as session:
        before = len(session.scalars(select(Reply.id)).all())
    maya.goto(f"{house.url}/review/exchange")
    maya.get_by_label("File").set_input_files(file)
    maya.get_by_role("button", name="Look at it").click()
    expect(maya.get_by_role("heading", name="old tickets.csv")).to_be_visible()
    for label, column in (
        ("Reply *", "Balasan"),
        ("Customer's message", "Pesan"),
        ("Agent", "Petugas"),
        ("Sent at", "Tanggal"),
    ):
        maya.get_by_role("combobox", name=label, exact=True).select_option(column)
    maya.get_by_role("button", name="Import", exact=True).click()
    expect(maya.locator("#import")).to_contain_text("Done", timeout=600_000)
    expect(maya.locator("#import-bad")).to_have_text(str(BROKEN))
    expect(maya.locator("#import-stored")).to_have_text(f"{ROWS - BROKEN:,}")
    # Every bad line by its number in the file: the header is line 1, and replies hold line breaks.
    lines = [int(text) for text in maya.locator("#import tbody th").all_inner_texts()]
    assert len(lines) == BROKEN
    text = file.read_text(encoding="utf-8").split("\n")
    for line in lines:
        row = text[line - 1 : line + 4]
        assert any("the day before yesterday" in part or ",,petugas" in part for part in row), (line, row)
    with house.store() as session:
        after = len(session.scalars(select(Reply.id)).all())
    assert after - before == ROWS - BROKEN
    # What was uploaded holds unmasked text: it goes once it is read in.
    assert list((house.server.data / "imports").iterdir()) == []
    maya.context.close()
