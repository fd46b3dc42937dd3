"""The rooms beside the queue, used by a lead and a reviewer in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from assist.rubric import STEPS
from assist.store import reviews, switches
from assist.store.tables import Assignment, Reply, Review
from tests.browser.review_house import BAD, GOOD, House, opened


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("rooms")) as started:
        yield started


def own_page(browser: Browser, house: House, name: str) -> Page:
    page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
    house.sign_in(page, name)
    return page


def said(page: Page) -> str:
    return page.locator("[data-toast]").inner_text()


def test_an_empty_house_says_what_to_do_and_loads_examples(page: Page, house: House) -> None:
    house.sign_in(page, "maya")
    for path in ("queue", "adjudication", "calibration", "disputes", "agreement", "trends", "models"):
        page.goto(f"{house.url}/review/{path}")
        empty = page.locator(".empty").first
        expect(empty).to_be_visible()
        assert empty.locator("a, button").count() >= 1, path
    page.goto(f"{house.url}/review/queue")
    page.get_by_role("button", name="Load example data").click()
    expect(page.locator("[data-toast]")).to_contain_text("example replies are in", timeout=60_000)
    expect(page.locator("[data-row]").first).to_be_visible()
    page.goto(f"{house.url}/review/settings")
    page.get_by_role("button", name="Load example data").click()
    expect(page.locator("[data-toast]")).to_have_text("The example data is in already.")


def test_misses_are_found_in_a_random_sample(page: Page, house: House) -> None:
    good = house.record(8, GOOD, agent="tom")
    house.record(2, BAD)
    house.sign_in(page, "maya")
    page.goto(f"{house.url}/review/queue?status=open&sort=newest")
    page.get_by_role("button", name="Draw a sample").first.click()
    page.get_by_label("How many").fill("5")
    page.get_by_role("dialog").get_by_role("button", name="Draw a sample").click()
    expect(page.locator("[data-toast]")).to_contain_text("5 unflagged replies")
    expect(page.locator("#result-count")).to_have_text("5 replies")
    with house.store() as session:
        drawn = session.scalars(select(Reply.id).where(Reply.queue == "sample")).all()
    assert len(drawn) == 5
    assert set(drawn) <= set(good)


def test_blind_review_hides_the_model_until_the_own_verdict_is_in(browser: Browser, house: House) -> None:
    (reply,) = house.record(1)
    house.wanted([reply], 2)
    lead = house.person("maya")
    with house.store() as session:
        switches.turn(session, lead, hide_model=True)
    sari = own_page(browser, house, "sari")
    address = f"{house.url}/review/replies/{reply}?status=open"
    sari.goto(address)
    expect(sari.get_by_text("Blind review:")).to_be_visible()
    expect(sari.locator("#no-phrases")).to_be_visible()
    assert "What the model says" not in sari.content()
    assert "accusation" not in sari.locator("#state").inner_text().split('"kinds"')[0]
    sari.locator(".steps-box summary").click()
    sari.locator("#steps input[name=act]").check()
    expect(sari.locator("#steps-count")).to_have_text("1/9")
    sari.keyboard.press("m")
    sari.keyboard.press("Enter")
    sari.keyboard.press("2")
    sari.keyboard.press("Enter")
    sari.wait_for_url(lambda url: str(reply) not in url)
    with house.store() as session:
        (own,) = session.scalars(select(Review).where(Review.reply_id == reply))
        assert own.blind
        assert own.defensive
        assert own.steps == dict.fromkeys(STEPS, 0) | {"act": 1}
    sari.goto(address)
    expect(sari.get_by_role("heading", name="What the model says")).to_be_visible()
    sari.context.close()


def test_a_calibration_session_from_start_to_comparison(browser: Browser, house: House) -> None:
    house.record(3)
    maya = own_page(browser, house, "maya")
    maya.goto(f"{house.url}/review/calibration")
    maya.get_by_role("button", name="Start a session").first.click()
    maya.get_by_label("Name").fill("Week 48")
    maya.get_by_label("Replies").fill("3")
    maya.get_by_role("button", name="Start", exact=True).click()
    expect(maya.locator("[data-toast]")).to_have_text("The session is open, with 3 replies.")
    for name in ("sari", "dewi"):
        page = own_page(browser, house, name)
        page.goto(f"{house.url}/review/calibration")
        page.get_by_role("link", name="Week 48").click()
        expect(page.get_by_text("Between reviewers")).to_have_count(0)
        page.get_by_role("link", name="Go on labelling (0 of 3)").click()
        for _ in range(3):
            page.wait_for_selector("#settle")
            page.wait_for_load_state()
            page.keyboard.press("m")
            page.keyboard.press("Enter")
            page.keyboard.press("1" if name == "sari" else "2")
            before = page.url
            page.keyboard.press("Enter")
            page.wait_for_function("(before) => location.href !== before", arg=before)
        page.context.close()
    maya.reload()
    maya.get_by_role("button", name="Close and compare").click()
    expect(maya.get_by_role("heading", name="Between reviewers")).to_be_visible()
    expect(maya.get_by_text("They differ")).to_have_count(3)
    with house.store() as session:
        # A calibration is practice: the replies themselves are still to be reviewed.
        assert set(session.scalars(select(Reply.status))) == {"open"}
    maya.context.close()


def test_comparing_people_is_off_until_a_lead_turns_it_on_and_logged(page: Page, house: House) -> None:
    house.record(3)
    house.sign_in(page, "maya")
    page.goto(f"{house.url}/review/trends")
    expect(page.get_by_role("heading", name="Side by side")).to_have_count(0)
    page.goto(f"{house.url}/review/settings")
    page.get_by_label("Allow comparison between people").check()
    page.locator("form[action$=switches]").get_by_role("button", name="Save").click()
    assert said(page) == "Saved."
    page.goto(f"{house.url}/review/trends")
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    page.goto(f"{house.url}/review/log?action=switch&subject=switch:comparisons")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("before: False, after: True")


def test_a_rule_assigns_replies_and_a_reviewer_finds_them(browser: Browser, house: House) -> None:
    house.record(6)
    maya = own_page(browser, house, "maya")
    maya.goto(f"{house.url}/review/settings")
    form = maya.locator("form[action='/review/settings/rules']")
    form.get_by_label("Name").fill("Two an agent")
    form.get_by_label("Replies per agent").fill("2")
    form.get_by_label("Sari Wulandari").check()
    form.get_by_role("button", name="Add a rule").click()
    assert said(maya).startswith("The rule is in force.")
    with house.store() as session:
        assigned = session.scalars(select(Assignment.reply_id)).all()
    assert 1 <= len(assigned) <= 2
    sari = own_page(browser, house, "sari")
    sari.get_by_role("link", name="Assigned to me").click()
    expect(sari.locator("[data-row]")).to_have_count(len(assigned))
    for page in (maya, sari):
        page.context.close()


def test_a_person_added_on_the_page_can_sign_in_and_one_put_aside_cannot(
    browser: Browser, house: House
) -> None:
    maya = own_page(browser, house, "maya")
    maya.goto(f"{house.url}/review/settings")
    maya.get_by_text("Add a person").first.click()
    form = maya.locator("form[action='/review/settings/people']")
    form.get_by_label("Name to sign in with").fill("Budi")
    form.get_by_label("Password").fill("correct-horse-9")
    form.get_by_role("button", name="Add a person").click()
    assert said(maya) == "Budi can sign in."
    budi = own_page(browser, house, "budi")
    row = maya.locator("tr", has_text="Budi")
    row.get_by_label("Account: Budi").select_option("no")
    row.get_by_role("button", name="Save").click()
    expect(maya.locator("[data-toast]")).to_have_text("Budi is changed.")
    budi.reload()
    budi.wait_for_url("**/sign-in**")
    for page in (maya, budi):
        page.context.close()


def test_a_remark_is_added_and_taken_back(page: Page, house: House) -> None:
    (reply,) = house.record(1)
    house.sign_in(page, "sari")
    page.goto(f"{house.url}/review/replies/{reply}?status=open")
    page.get_by_label("Add", exact=True).fill("See <b>the</b> second sentence.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".comment-text")).to_have_text("See <b>the</b> second sentence.")
    with house.store() as session:
        assert len(reviews.comments_of(session, reply, house.person("sari"))) == 1
    page.get_by_role("button", name="Delete this remark").click()
    expect(page.locator(".comment-text")).to_have_count(0)


def test_what_people_write_is_never_markup(page: Page, house: House) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
    (reply,) = house.record(
        1, ((f"My parcel never came! {evil}", f"There is nothing we can do. {evil} {{{{7*7}}}}"),)
    )
    house.sign_in(page, "sari")
    page.goto(f"{house.url}/review/queue?status=open")
    expect(page.locator("[data-row]")).to_contain_text("<img src=x")
    page.goto(f"{house.url}/review/replies/{reply}?status=open")
    expect(page.locator("#reply-text")).to_contain_text("{{7*7}}")
    expect(page.locator(".bubble-customer")).to_contain_text("<script>")
    assert page.locator("main img, main script").count() == 0
    expect(page).to_have_title("Reply by Dimas Pratama · Assist")


def test_pages_follow_one_another_without_gap_or_repeat(browser: Browser, house: House) -> None:
    house.record(45)
    page = own_page(browser, house, "sari")
    seen: list[str] = []

    def ids() -> list[str]:
        links = page.locator("[data-row]").evaluate_all("(all) => all.map((one) => one.pathname)")
        return [str(link) for link in links]

    first = ids()
    page.get_by_role("link", name="Older").click()
    expect(page.locator("[data-row]")).to_have_count(5)
    seen = first + ids()
    assert len(set(seen)) == len(seen) == 45
    assert seen == sorted(seen, key=lambda path: -int(path.rpartition("/")[2]))
    page.get_by_role("link", name="Newer").click()
    expect(page.locator("[data-row]")).to_have_count(40)
    assert ids() == first
    # A view saved for the team is everybody's; only who saved it, or a lead, can delete it.
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name of the view").fill("Open, all of it")
    page.get_by_label("For the whole team").check()
    page.get_by_role("button", name="Save", exact=True).click()
    dewi = own_page(browser, house, "dewi")
    dewi.get_by_role("link", name="Open, all of it").click()
    expect(dewi.get_by_role("button", name="Delete the view")).to_have_count(0)
    for one in (page, dewi):
        one.context.close()
