"""One reply in a real Chromium: judged by keys and by mouse, undone, kept through lost connections."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect
from sqlalchemy import delete, select

from assist.store import replies, reviews, switches
from assist.store.tables import Review, ReviewPhrase, SignIn
from tests.browser.review_house import BAD, House, opened


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("review")) as started:
        yield started


@pytest.fixture
def reply(house: House) -> int:
    """A flagged reply that nobody has reviewed."""
    return house.record(1)[0]


def visit(page: Page, house: House, reply: int, query: str = "status=open&sort=newest") -> None:
    page.goto(f"{house.url}/review/replies/{reply}?{query}")
    page.wait_for_selector("#phrases > li")


def settle(page: Page, reply: int) -> None:
    """Settle with the one key, and wait for what comes next; says what the page said where nothing does."""
    page.keyboard.press("Enter")
    try:
        page.wait_for_url(lambda url: str(reply) not in url, timeout=15_000)
    except TimeoutError as error:
        pytest.fail(f"{page.locator('#saved-state').inner_text()!r}: {error}")


def disagree_with_all(page: Page) -> None:
    """Every phrase falls, and with the last one its label."""
    for card in page.locator("#phrases > li").all():
        card.locator("[data-card]").click()
        page.keyboard.press("d")
    expect(defensive(page)).to_be_enabled()
    expect(defensive(page)).not_to_be_checked()


def defensive(page: Page) -> Locator:
    """The label of the whole reply."""
    return page.locator("#labels input[name=defensive]")


def labels(house: House, reply: int, name: str = "sari") -> Review | None:
    person = house.person(name)
    with house.store() as session:
        return reviews.mine(session, reply, person)


def phrases(page: Page) -> list[dict[str, Any]]:
    """The phrases in the kept draft of the open reply."""
    return page.evaluate(
        """() => {
            const key = Object.keys(localStorage).find((name) => name.includes(".verdict."));
            return JSON.parse(localStorage.getItem(key)).value.labels.phrases;
        }"""
    )


def test_judged_by_keyboard_alone(page: Page, house: House, reply: int) -> None:
    house.sign_in(page, "sari")
    visit(page, house, reply)
    cards = page.locator("#phrases > li")
    assert cards.count() >= 3
    page.keyboard.press("a")
    expect(cards.nth(0)).to_contain_text("Agreed")
    expect(cards.nth(1)).to_have_class(re.compile("is-current"))
    page.keyboard.press("d")
    expect(cards.nth(1)).to_contain_text("Disagreed")
    page.keyboard.press("2")
    expect(cards.nth(2).locator(".kind[aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("c")
    page.keyboard.type("Said as a fact, with no help beside it. j a d 1")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(cards.nth(1)).to_have_class(re.compile("is-current"))
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-dialog")).to_be_hidden()
    settle(page, reply)
    saved = labels(house, reply)
    assert saved is not None
    assert [one.verdict for one in saved.phrases][:2] == ["agree", "disagree"]
    assert saved.phrases[2].comment == "Said as a fact, with no help beside it. j a d 1"
    assert house.status(reply) == "reviewed"


def test_undo_steps_back_and_takes_a_settled_verdict_back(page: Page, house: House, reply: int) -> None:
    house.sign_in(page, "sari")
    visit(page, house, reply)
    first = page.locator("#phrases > li").first
    page.keyboard.press("d")
    expect(first).to_contain_text("Disagreed")
    page.keyboard.press("u")
    expect(first).to_contain_text("not judged yet")
    settle(page, reply)
    page.goto(f"{house.url}/review/replies/{house.record(1)[0]}?status=open")
    page.wait_for_selector("#phrases > li")
    page.keyboard.press("u")
    page.wait_for_url(f"**/{reply}?**")
    assert labels(house, reply) is None
    assert house.status(reply) == "open"


def test_a_label_follows_its_phrases_after_an_undo_too(page: Page, house: House) -> None:
    (reply,) = house.record(1, BAD[:1])
    house.sign_in(page, "sari")
    visit(page, house, reply)
    disagree_with_all(page)
    card = page.locator("#phrases > li.phrase-defensive").first
    card.locator("[data-card]").click()
    page.keyboard.press("a")
    expect(defensive(page)).to_be_checked()
    # The only one that stands falls, stands again, falls again.
    card.locator("[data-card]").click()
    page.keyboard.press("d")
    expect(defensive(page)).not_to_be_checked()
    page.keyboard.press("u")
    expect(defensive(page)).to_be_checked()
    page.keyboard.press("d")
    expect(card).to_contain_text("Disagreed")
    expect(defensive(page)).not_to_be_checked()
    settle(page, reply)
    saved = labels(house, reply)
    assert saved is not None
    assert {one.verdict for one in saved.phrases} == {"disagree"}
    assert not saved.defensive


def test_a_label_set_by_hand_outlives_a_restored_draft(page: Page, house: House) -> None:
    (reply,) = house.record(1, BAD[:1])
    house.sign_in(page, "sari")
    visit(page, house, reply)
    disagree_with_all(page)
    defensive(page).check()
    page.reload()
    page.wait_for_selector("#phrases > li")
    expect(page.locator("#saved-state")).to_contain_text("Restored")
    page.keyboard.press("y")  # something else is changed
    expect(defensive(page)).to_be_checked()


def test_a_missed_phrase_is_marked_by_mouse_and_by_keys(page: Page, house: House, reply: int) -> None:
    house.sign_in(page, "sari")
    visit(page, house, reply)
    text = page.locator("#reply-text").inner_text()
    before = page.locator("#phrases > li").count()
    # By mouse: half of two words is selected, whole words without punctuation are marked.
    page.evaluate(
        """() => {
            const node = document.getElementById("reply-text").firstChild;
            const at = node.data.search(/\\w/);
            getSelection().setBaseAndExtent(node, at + 1, node, at + 3);
        }"""
    )
    page.locator("#picker").get_by_role("button", name="Blame").click()
    expect(page.locator("#phrases > li")).to_have_count(before + 1)
    page.keyboard.press("1")
    marked = next(one for one in phrases(page) if one["verdict"] == "missed")
    assert (marked["category"], marked["kind"]) == ("blame", "accusation")
    assert re.fullmatch(r"\w+", text[marked["start"] : marked["end"]])
    page.keyboard.press("x")
    expect(page.locator("#phrases > li")).to_have_count(before)
    # By keys: two words, then their kind.
    page.evaluate("() => getSelection().removeAllRanges()")
    for _ in range(before):
        page.keyboard.press("k")
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#phrases > li")).to_have_count(before + 1)
    page.keyboard.press("Enter")  # refused: it has no kind yet
    expect(page.locator("#saved-state")).to_contain_text("Choose its kind")
    page.keyboard.press("5")
    settle(page, reply)
    saved = labels(house, reply)
    assert saved is not None
    missed = [one for one in saved.phrases if one.verdict == "missed"]
    assert [(one.category, one.kind) for one in missed] == [("defensive", "minimising")]


def test_nothing_typed_is_lost_when_the_page_goes(page: Page, house: House, reply: int) -> None:
    house.sign_in(page, "sari")
    visit(page, house, reply)
    page.keyboard.press("d")
    page.get_by_label("Note on the whole reply").fill("Reads colder than it is meant.")
    page.reload()
    page.wait_for_selector("#phrases > li")
    expect(page.get_by_label("Note on the whole reply")).to_have_value("Reads colder than it is meant.")
    expect(page.locator("#phrases > li").first).to_contain_text("Disagreed")
    expect(page.locator("#saved-state")).to_contain_text("Restored")


def test_a_verdict_waits_out_a_lost_connection(browser: Browser, house: House, reply: int) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    house.sign_in(page, "sari")
    visit(page, house, reply)
    context.set_offline(True)
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(page.locator("#saved-state")).to_contain_text("No connection")
    expect(page.locator("[data-outbox]")).to_contain_text("1")
    assert labels(house, reply) is None
    context.set_offline(False)
    page.wait_for_url(lambda url: str(reply) not in url)
    saved = labels(house, reply)
    assert saved is not None
    assert saved.phrases[0].verdict == "disagree"
    context.close()


def test_a_lost_answer_is_no_verdict_lost_or_doubled(browser: Browser, house: House, reply: int) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    house.sign_in(page, "sari")
    visit(page, house, reply)
    lost = {"first": True}

    def lose_the_first_answer(route: Any) -> None:
        if lost.pop("first", False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/verdict", lose_the_first_answer)
    page.keyboard.press("Enter")
    expect(page.locator("#saved-state")).to_contain_text("No connection")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_url(lambda url: str(reply) not in url)
    saved = labels(house, reply)
    assert saved is not None
    assert saved.version == 1
    context.close()


def test_a_verdict_outlives_its_session(browser: Browser, house: House, reply: int) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    house.sign_in(page, "sari")
    visit(page, house, reply)
    page.get_by_label("Note on the whole reply").fill("Typed before the session ended.")
    page.keyboard.press("Escape")
    with house.store() as session:
        session.execute(delete(SignIn))
    page.keyboard.press("Enter")
    expect(page.locator("#saved-state")).to_contain_text("session has ended")
    page.locator("[data-outbox]").get_by_role("link", name="Sign in").click()
    page.get_by_label("Name").fill("sari")
    page.get_by_label("Password").fill("correct-horse-9")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url and str(reply) not in url)
    saved = labels(house, reply)
    assert saved is not None
    assert saved.note == "Typed before the session ended."
    context.close()


def test_two_reviewers_at_once_lose_nothing_and_the_second_is_told(
    browser: Browser, house: House, reply: int
) -> None:
    pages: list[Page] = []
    for name in ("sari", "dewi"):
        page = browser.new_context(locale="en-GB", timezone_id="Asia/Jakarta").new_page()
        house.sign_in(page, name)
        visit(page, house, reply)
        pages.append(page)
    one, two = pages
    settle(one, reply)
    expect(two.locator("#banner")).to_contain_text("Sari Wulandari settled this reply", timeout=12_000)
    expect(two.locator("#banner time")).to_have_text(re.compile(r"^\d\d:\d\d GMT\+7$"))
    for _ in range(two.locator("#phrases > li").count()):
        two.keyboard.press("d")
    settle(two, reply)
    expect(two.get_by_text("Sari Wulandari reviewed the same reply and sees it differently")).to_be_visible()
    with house.store() as session:
        both = session.scalars(select(Review).where(Review.reply_id == reply)).all()
        assert len(both) == 2
        verdicts = session.scalars(select(ReviewPhrase.verdict).where(ReviewPhrase.review_id == both[1].id))
        assert set(verdicts) == {"disagree"}
    assert house.status(reply) == "adjudicate"
    for page in pages:
        page.context.close()


def test_two_windows_of_one_reviewer_show_both_versions(browser: Browser, house: House, reply: int) -> None:
    context = browser.new_context(locale="en-GB")
    first = context.new_page()
    house.sign_in(first, "sari")
    # Another browser: nothing is shared but the account.
    elsewhere = browser.new_context(locale="en-GB")
    second = elsewhere.new_page()
    house.sign_in(second, "sari")
    for page in (first, second):
        visit(page, house, reply)
    settle(first, reply)
    second.get_by_label("Note on the whole reply").fill("From the second window.")
    second.keyboard.press("Escape")
    second.keyboard.press("d")
    second.keyboard.press("Enter")
    dialog = second.get_by_role("dialog", name="Settled elsewhere meanwhile")
    expect(dialog).to_contain_text("From the second window.")
    before = labels(house, reply)
    assert before is not None
    assert before.note == ""
    dialog.get_by_role("button", name="Keep this window's").click()
    second.wait_for_url(lambda url: str(reply) not in url)
    after = labels(house, reply)
    assert after is not None
    assert (after.version, after.note) == (2, "From the second window.")
    context.close()
    elsewhere.close()


def test_the_saved_version_is_taken_over_with_its_labels_as_they_are(browser: Browser, house: House) -> None:
    (reply,) = house.record(1, BAD[:1])
    first, second = (browser.new_context(locale="en-GB").new_page() for _ in range(2))
    for page in (first, second):
        house.sign_in(page, "sari")
        visit(page, house, reply)
    disagree_with_all(first)
    defensive(first).check()  # as a whole it is, though no phrase is
    first.locator("#settle").click()
    first.wait_for_url(lambda url: str(reply) not in url)
    second.keyboard.press("a")
    second.keyboard.press("Enter")
    dialog = second.get_by_role("dialog", name="Settled elsewhere meanwhile")
    dialog.get_by_role("button", name="Take the saved one").click()
    expect(second.locator("#phrases > li.is-disagree")).to_have_count(second.locator("#phrases > li").count())
    expect(defensive(second)).to_be_checked()
    second.keyboard.press("u")  # and back to what was here
    expect(second.locator("#phrases > li.is-disagree")).to_have_count(0)
    for page in (first, second):
        page.context.close()


@pytest.fixture
def blind(house: House) -> Iterator[int]:
    """A flagged reply for two reviewers, from whom the model is hidden."""
    (reply,) = house.record(1, BAD[:1])
    house.wanted([reply], 2)
    lead = house.person("maya")
    with house.store() as session:
        switches.turn(session, lead, hide_model=True)
    yield reply
    with house.store() as session:
        switches.turn(session, lead, hide_model=False)


def settle_blind(page: Page, house: House, reply: int) -> None:
    """Sari finds nothing in the reply, and opens it again with the findings shown."""
    page.goto(f"{house.url}/review/replies/{reply}?status=open&sort=newest")
    expect(page.locator("#no-phrases")).to_be_visible()
    page.get_by_label("Note on the whole reply").fill("Polite enough.")
    page.keyboard.press("Escape")
    settle(page, reply)
    visit(page, house, reply)


def test_a_verdict_given_blind_is_saved_again_as_it_was(page: Page, house: House, blind: int) -> None:
    house.sign_in(page, "sari")
    settle_blind(page, house, blind)
    cards = page.locator("#phrases > li")
    expect(page.locator("#phrases > li.is-open")).to_have_count(cards.count())
    expect(cards.first).to_contain_text("say nothing of this finding")
    expect(defensive(page)).to_be_enabled()
    expect(defensive(page)).not_to_be_checked()
    settle(page, blind)
    saved = labels(house, blind)
    assert saved is not None
    assert (saved.version, saved.blind, saved.note, saved.phrases) == (2, True, "Polite enough.", [])
    assert (saved.defensive, saved.blame, saved.needs_apology) == (False, False, False)
    # Something else changes: the findings still say nothing.
    visit(page, house, blind)
    page.keyboard.press("y")
    expect(defensive(page)).not_to_be_checked()
    settle(page, blind)
    saved = labels(house, blind)
    assert saved is not None
    assert (saved.version, saved.needs_apology, saved.defensive, saved.blind) == (3, True, False, False)
    assert {one.category for one in saved.phrases} <= {"missing_apology"}


def test_a_finding_that_was_hidden_counts_once_it_is_judged(page: Page, house: House, blind: int) -> None:
    house.sign_in(page, "sari")
    settle_blind(page, house, blind)
    card = page.locator("#phrases > li.phrase-defensive").first
    card.locator("[data-card]").click()
    page.keyboard.press("c")
    page.keyboard.type("It denies.")
    page.reload()
    page.wait_for_selector("#phrases > li")
    expect(page.locator("#saved-state")).to_contain_text("Restored")
    expect(card).to_contain_text("not judged yet")
    page.keyboard.press("Enter")  # refused: a comment without a verdict
    expect(page.locator("#saved-state")).to_contain_text("choose Agree or Disagree first")
    expect(card.locator("textarea")).to_have_value("It denies.")
    page.keyboard.press("a")
    expect(card).to_contain_text("Agreed")
    expect(defensive(page)).to_be_checked()
    settle(page, blind)
    saved = labels(house, blind)
    assert saved is not None
    assert [(one.verdict, one.category, one.comment) for one in saved.phrases] == [
        ("agree", "defensive", "It denies.")
    ]
    assert (saved.defensive, saved.blame, saved.blind) == (True, False, False)


def test_offsets_are_right_beyond_the_basic_plane(page: Page, house: House) -> None:
    text = (("Where is it?", "Hello 👋🏽 there. This is not our fault 🙏. You should have checked first."),)
    (reply,) = house.record(1, text)
    house.sign_in(page, "sari")
    visit(page, house, reply)
    state = json.loads(page.locator("#state").inner_text())
    with house.store() as session:
        (stored,) = replies.by_ids(session, [reply])
        expected = [stored.reply[one.start : one.end] for one in stored.findings]
    sliced = [
        state["text"].encode("utf-16-le")[2 * one["start"] : 2 * one["end"]].decode("utf-16-le")
        for one in state["findings"]
    ]
    assert sliced == expected
    assert any(sliced)
    page.keyboard.press("m")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    chosen = page.locator("#reply-text .is-picked").all_inner_texts()
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    settle(page, reply)
    saved = labels(house, reply)
    assert saved is not None
    (missed,) = [one for one in saved.phrases if one.verdict == "missed"]
    assert text[0][1][missed.start : missed.end] == "".join(chosen)


def test_choosing_words_ends_where_writing_begins(page: Page, house: House, reply: int) -> None:
    house.sign_in(page, "sari")
    visit(page, house, reply)
    cards, picked = page.locator("#phrases > li"), page.locator("#reply-text .is-picked")
    before = cards.count()
    note = page.get_by_label("Note on the whole reply")
    page.keyboard.press("m")
    expect(picked).not_to_have_count(0)
    page.keyboard.press("Control+b")  # the browser's, not ours
    expect(picked).not_to_have_count(0)
    note.click()
    expect(picked).to_have_count(0)
    expect(page.locator("#saved-state")).to_have_text("")
    page.keyboard.type("barang m")
    expect(note).to_have_value("barang m")
    expect(cards).to_have_count(before)
    page.keyboard.press("Escape")
    # By key as well: the comment takes what is typed.
    page.keyboard.press("m")
    expect(picked).not_to_have_count(0)
    page.keyboard.press("c")
    expect(picked).to_have_count(0)
    page.keyboard.type("beda m")
    assert page.evaluate("() => document.activeElement.value").endswith("beda m")
    expect(cards).to_have_count(before)
    # Outside of fields the keys still mark.
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.press("b")
    expect(cards).to_have_count(before + 1)
