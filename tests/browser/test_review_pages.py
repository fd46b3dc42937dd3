"""Every review page in a real Chromium: in both themes and languages, without faults that axe-core knows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from assist.store import people, reviews, verdicts, work
from assist.store import replies as stored_replies
from assist.store.tables import SignIn
from tests.browser.review_house import BAD, GOOD, House, opened

LEAD_PAGES = (
    "/review/queue?status=open",
    "/review/queue?q=nosuchword&sort=newest",
    "/review/replies/{reply}?status=open",
    "/review/adjudication",
    "/review/adjudication/{differ}",
    "/review/calibration",
    "/review/calibration/{calibration}",
    "/review/calibration/{calibration}/{reply}",
    "/review/disputes",
    "/review/coaching",
    "/review/coaching/{agent}?reply={reply}",
    "/review/agreement",
    "/review/agreement?by=kind",
    "/review/trends",
    "/review/trends?by=kind",
    "/review/models",
    "/review/exchange",
    "/review/log",
    "/review/settings",
)
AGENT_PAGES = ("/review/me", "/review/replies/{settled}", "/review/disputes")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("pages")) as started:
        yield started


@pytest.fixture(scope="module")
def places(house: House) -> dict[str, int]:
    """Something to see in every room; the ids that addresses need."""
    bad = house.record(6, BAD)
    house.record(3, GOOD, agent="tom")
    with house.store() as session:
        team = {one.name: one for one in people.everybody(session)}
        sari, dewi, maya, dimas = (team[name] for name in ("sari", "dewi", "maya", "dimas"))
        everything = stored_replies.by_ids(session, bad)
        differ, settled = everything[1], everything[2]
        differ.reviews_wanted = settled.reviews_wanted = 2
        session.flush()
        agreed = commented(verdicts.prefilled(differ), "Not decided yet.")
        reviews.save(session, differ.id, sari, agreed)
        reviews.save(session, differ.id, dewi, verdicts.Labels(False, False, True, "full"))
        for reviewer in (sari, dewi):
            labels = commented(verdicts.prefilled(settled), f"Read by {reviewer.name}.")
            reviews.save(session, settled.id, reviewer, labels)
        reviews.open_dispute(session, settled.id, dimas, "I had said sorry on the phone.")
        reviews.comment(session, settled.id, sari, "Warm ending, though.")
        work.coach(session, maya, dimas, "Put the apology first.", reply_id=settled.id)
        session_row = work.start_calibration(session, maya, "Week 48", bad[:3], [sari, maya])
        return {
            "reply": bad[0],
            "differ": differ.id,
            "settled": settled.id,
            "agent": dimas.id,
            "calibration": session_row.id,
        }


def commented(labels: verdicts.Labels, comment: str) -> verdicts.Labels:
    """With a comment on the first phrase that has words: a missing apology has none."""
    first = next(one for one in labels.phrases if one.end > one.start)
    said = (replace(one, comment=comment) if one is first else one for one in labels.phrases)
    return replace(labels, phrases=tuple(said))


def faults(page: Page) -> list[str]:
    """What axe-core finds of serious and critical weight, by rule and place."""
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("name", "paths"), [("maya", LEAD_PAGES), ("dimas", AGENT_PAGES)])
def test_no_page_has_a_serious_fault(
    browser: Browser, house: House, places: dict[str, int], theme: Any, name: str, paths: tuple[str, ...]
) -> None:
    context = browser.new_context(color_scheme=theme, locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    house.sign_in(page, name)
    found: dict[str, list[str]] = {}
    for path in paths:
        answer = page.goto(house.url + path.format(**places))
        assert answer is not None
        assert answer.status == 200, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if wrong := faults(page):
            found[path] = wrong
    context.close()
    assert found == {}
    assert errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_has_no_serious_fault(browser: Browser, house: House, theme: Any) -> None:
    page = browser.new_context(color_scheme=theme, locale="id-ID").new_page()
    page.goto(f"{house.url}/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_no_page_is_wider_than_its_screen(
    browser: Browser, house: House, places: dict[str, int], width: int
) -> None:
    context = browser.new_context(locale="id-ID", viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{house.url}/sign-in?lang=id")
    page.get_by_label("Nama").fill("maya")
    page.get_by_label("Kata sandi").fill("correct-horse-9")
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/review/**")
    wide = []
    for path in LEAD_PAGES:
        page.goto(house.url + path.format(**places))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    context.close()
    assert wide == []


INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(src=|application/json))")


def test_the_policy_lets_nothing_inline_in(page: Page, house: House, places: dict[str, int]) -> None:
    house.sign_in(page, "maya")
    for path in LEAD_PAGES:
        answer = page.goto(house.url + path.format(**places))
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert not INLINE.search(answer.text()), path


def test_who_is_not_signed_in_comes_back_to_where_they_wanted(page: Page, house: House) -> None:
    page.goto(f"{house.url}/review/queue?status=reviewed&lang=en")
    page.get_by_label("Name").fill("sari")
    page.get_by_label("Password").fill("correct-horse-9")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/review/queue?status=reviewed**")


def test_sign_in_leads_to_no_other_site(browser: Browser, house: House) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    for bad in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        page.goto(f"{house.url}/sign-in?next={bad}")
        page.get_by_label("Name").fill("sari")
        page.get_by_label("Password").fill("correct-horse-9")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/review/queue**")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
    page.context.close()


def test_an_agent_sees_the_own_page_only(browser: Browser, house: House, places: dict[str, int]) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    house.sign_in(page, "tom")
    for path in ("/review/queue?status=open", "/review/settings", "/review/log", "/review/agreement"):
        answer = page.goto(house.url + path)
        assert answer is not None
        assert answer.status == 403, path
    answer = page.goto(f"{house.url}/review/replies/{places['settled']}")
    assert answer is not None
    assert answer.status == 404  # another agent's
    page.context.close()


def test_an_agent_reads_the_comments_on_phrases_once_settled(
    page: Page, house: House, places: dict[str, int]
) -> None:
    house.sign_in(page, "dimas")
    page.goto(f"{house.url}/review/replies/{places['settled']}")
    card = page.get_by_role("region", name="Settled")
    said = card.get_by_role("listitem").filter(has_text="Read by")
    expect(said).to_have_count(2)
    expect(said.first).to_contain_text("Read by sari.")
    assert said.first.locator("mark").inner_text() in BAD[2][1]
    page.goto(f"{house.url}/review/replies/{places['differ']}")
    expect(page.locator("#reply-text")).to_be_visible()
    assert "Not decided yet." not in page.content()


SHOWN = """(all) => all.map((one) => [one.dateTime, one.dataset.local, one.textContent, one.title])"""
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]


def check_times(page: Page, zone: str, name: str, clock: str = "%H:%M") -> int:
    """That every time on the page is the local one of `zone`, called `name`; how many changed the day."""
    moved = 0
    found = page.locator("time[data-local]").evaluate_all(SHOWN)
    assert found
    for stamp, form, text, title in found:
        moment = datetime.fromisoformat(stamp)
        local = moment.astimezone(ZoneInfo(zone))
        day = f"{local.day} {MONTHS[local.month - 1]} {local.year}"
        assert text == (day if form == "day" else f"{day}, {local.strftime(clock)} {name}")
        assert title == f"{moment:%Y-%m-%d %H:%M:%S} UTC"
        moved += local.date() != moment.date()
    return moved


def test_times_are_those_of_the_viewers_zone(browser: Browser, house: House, places: dict[str, int]) -> None:
    context = browser.new_context(locale="en-GB", timezone_id="Asia/Jakarta")
    page = context.new_page()
    house.sign_in(page, "maya")
    page.goto(f"{house.url}/review/queue?sort=newest")
    assert check_times(page, "Asia/Jakarta", "GMT+7") > 0
    page.get_by_label("Order").select_option("oldest")
    page.wait_for_url("**sort=oldest**")
    expect(page.locator("[data-row]").first).to_have_attribute("href", re.compile("sort=oldest"))
    assert check_times(page, "Asia/Jakarta", "GMT+7") > 0
    page.goto(f"{house.url}/review/replies/{places['settled']}")
    check_times(page, "Asia/Jakarta", "GMT+7")
    page.goto(f"{house.url}/review/log")
    check_times(page, "Asia/Jakarta", "GMT+7")
    page.goto(f"{house.url}/review/replies/{places['settled']}?lang=id")
    expect(page.locator(".reply-line time")).to_have_text(re.compile(r"^\d+ \S+ \d{4}, \d\d\.\d\d WIB$"))
    context.close()


def test_without_scripts_times_are_utc(browser: Browser, house: House, places: dict[str, int]) -> None:
    context = browser.new_context(locale="en-GB", timezone_id="Asia/Jakarta", java_script_enabled=False)
    page = context.new_page()
    house.sign_in(page, "maya")
    page.goto(f"{house.url}/review/replies/{places['settled']}")
    expect(page.locator(".reply-line time")).to_have_text(re.compile(r"^\d+ \w+ \d{4}, \d\d:\d\d UTC$"))
    context.close()


def test_what_was_typed_outlives_the_session(page: Page, house: House, places: dict[str, int]) -> None:
    house.sign_in(page, "maya")
    address = f"{house.url}/review/coaching/{places['agent']}"
    page.goto(address)
    page.get_by_label("Note", exact=True).fill("Typed before the session ended.")
    with house.store() as session:
        session.execute(delete(SignIn))
    page.get_by_role("button", name="Send to the agent").click()
    page.get_by_label("Name").fill("maya")
    page.get_by_label("Password").fill("correct-horse-9")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(address)
    expect(page.get_by_label("Note", exact=True)).to_have_value("Typed before the session ended.")
    page.get_by_role("button", name="Send to the agent").click()
    expect(page.locator("[data-toast]")).to_have_text("The note is with Dimas Pratama.")
    page.goto(address)
    expect(page.get_by_label("Note", exact=True)).to_have_value("")


def test_what_was_sent_is_forgotten_before_it_is_said(
    page: Page, house: House, places: dict[str, int]
) -> None:
    house.sign_in(page, "maya")
    address = f"{house.url}/review/coaching/{places['agent']}"
    page.goto(address)
    page.get_by_label("Note", exact=True).fill("Sent by someone in a hurry.")
    # The page's own modules come too late for someone in a hurry: here never.
    page.route("**/shell.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.get_by_role("button", name="Send to the agent").click()
    expect(page.locator("[data-toast]")).to_have_text("The note is with Dimas Pratama.")
    page.unroute("**/shell.js")
    page.goto(address)
    expect(page.get_by_label("Note", exact=True)).to_have_value("")


def test_a_form_of_another_session_is_refused(page: Page, house: House) -> None:
    house.sign_in(page, "maya")
    answer = page.request.post(
        f"{house.url}/review/settings/switches",
        form={"csrf": "x" * 43, "retention_days": "1"},
        headers={"origin": house.url},
    )
    assert answer.status == 403
