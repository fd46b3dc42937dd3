import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assist.messages import say
from assist.rubric.steps import recovery_path
from assist.server.access import COOKIE
from assist.server.tryit import EXAMPLES
from tests.serving import Server, Start, signed_in

REPLY = {
    "id": (
        "Halo Kak. Itu bukan kesalahan kami. Sistem kami normal. Seharusnya Kakak cek dulu sebelum memesan.",
        "Itu bukan kesalahan kami",
    ),
    "en": (
        "Hi Sam. There is nothing more we can do. Our system works fine. "
        "You should have checked before ordering.",
        "There is nothing more we can do",
    ),
}
CUSTOMER = {"id": "Paket saya belum sampai juga!", "en": "My parcel still isn't here!"}
ANSWERED = 20_000


def visit(page: Page, server: Server, lang: str = "en") -> None:
    page.goto(f"{server.url}/?lang={lang}")
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")


def marked(page: Page, category: str) -> list[str]:
    return page.evaluate("(name) => [...CSS.highlights.get(name)].map(String)", f"assist-{category}")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_typed_reply_is_marked_and_explained(page: Page, server: Server, lang: str) -> None:
    text, phrase = REPLY[lang]
    visit(page, server, lang)
    page.get_by_label(say("tryit.customer", lang)).fill(CUSTOMER[lang])
    page.get_by_label(say("tryit.reply", lang), exact=True).press_sequentially(text, delay=5)
    defensive = page.locator(".finding[data-category=defensive]").first
    expect(defensive).to_contain_text(phrase, timeout=ANSWERED)
    expect(page.locator(".finding[data-category=blame]")).not_to_have_count(0)
    expect(page.locator(".finding[data-category=missing_apology]")).to_have_count(1)
    assert phrase in marked(page, "defensive")
    assert marked(page, "blame")
    expect(page.locator(".caret-mark")).to_be_visible()
    expect(page.get_by_role("meter", name=say("labels.score_defensive", lang))).to_have_attribute(
        "aria-valuenow", re.compile(r"[5-9]\d|100")
    )
    defensive.get_by_text(say("tryit.js_why", lang)).click()
    expect(defensive.locator(".why p")).to_be_visible()
    expect(page.locator("[data-steps] li")).to_have_count(9)


def test_a_suggestion_is_applied_in_place_and_taken_back(page: Page, server: Server) -> None:
    text, _ = REPLY["en"]
    visit(page, server)
    box = page.get_by_label("Your reply", exact=True)
    box.fill(text)
    first = page.locator(".finding[data-category=defensive]").first
    button = first.locator(".apply").first
    expect(button).to_be_visible(timeout=ANSWERED)
    wording = button.inner_text().strip()
    button.click()
    expect(box).to_have_value(re.compile(re.escape(wording)))
    assert box.input_value() != text
    assert box.input_value().startswith("Hi Sam. ")
    assert box.input_value().endswith(" You should have checked before ordering.")
    expect(box).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(box).to_have_value(text)
    first.locator(".apply").first.click()
    expect(box).not_to_have_value(text)
    box.press("Control+z")
    expect(box).to_have_value(text)


def test_an_apology_is_added_where_it_belongs(page: Page, server: Server) -> None:
    visit(page, server, "id")
    page.get_by_label("Pesan pelanggan").fill(CUSTOMER["id"])
    box = page.get_by_label("Balasan Anda", exact=True)
    box.fill("Halo Kak Rina, paketnya masih di gudang.")
    missing = page.locator(".finding[data-category=missing_apology]")
    expect(missing.locator(".apply").first).to_be_visible(timeout=ANSWERED)
    missing.locator(".apply").first.click()
    expect(page.locator(".finding[data-category=missing_apology]")).to_have_count(0, timeout=ANSWERED)
    assert "maaf" in box.input_value().lower()


def test_a_missing_step_can_be_begun(page: Page, server: Server) -> None:
    visit(page, server, "en")
    box = page.get_by_label("Your reply", exact=True)
    box.fill("Halo Kak. Paketnya masih di gudang.")
    step = page.locator("[data-step=follow_up]")
    expect(step).to_contain_text(say("tryit.js_step_open", "en"), timeout=ANSWERED)
    step.locator("summary").click()
    starter = recovery_path("id")[-1].starter
    step.get_by_role("button", name=f"{starter} …").click()
    expect(box).to_have_value(f"Halo Kak. Paketnya masih di gudang. {starter} ")
    expect(box).to_be_focused()


def test_a_dismissed_finding_stays_away_until_undone(page: Page, server: Server) -> None:
    text, phrase = REPLY["en"]
    visit(page, server)
    box = page.get_by_label("Your reply", exact=True)
    box.fill(text)
    dismiss = page.get_by_role("button", name=f"Dismiss: {phrase}")
    expect(dismiss).to_be_visible(timeout=ANSWERED)
    dismiss.click()
    expect(dismiss).to_have_count(0)
    assert phrase not in marked(page, "defensive")
    box.press("End")
    box.press_sequentially(" Thank you.")
    expect(page.locator("[data-words]")).to_have_text(re.compile("^21"))
    page.wait_for_timeout(1500)
    expect(dismiss).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(dismiss).to_have_count(1)


def test_marks_move_with_their_phrase_while_one_types_before_it(page: Page, server: Server) -> None:
    text, phrase = REPLY["en"]
    visit(page, server)
    box = page.get_by_label("Your reply", exact=True)
    box.fill(text)
    expect(page.locator(".finding[data-category=defensive]").first).to_contain_text(phrase, timeout=ANSWERED)
    box.press("Control+Home")
    for letter in "Good morning! ":
        box.press(letter)
        assert phrase in marked(page, "defensive")


@pytest.mark.parametrize(
    ("after", "finding", "suggestions"),
    [
        ("One. Two three. Four!", (5, 14), [(5, 14), (0, 14)]),  # typed behind all of them, but for the last
        ("One. Two, three. Four.", None, []),  # typed into the phrase
        (
            "Well, one. Two three. Four.",
            (11, 20),
            [(11, 20), (11, 27)],
        ),  # typed before: what reaches back is gone
        ("One. Two three.", (5, 14), [(5, 14), (0, 14)]),  # cut off behind
    ],
)
def test_what_an_edit_touches_is_no_longer_offered(
    page: Page,
    server: Server,
    after: str,
    finding: tuple[int, int] | None,
    suggestions: list[tuple[int, int]],
) -> None:
    page.goto(server.url)
    spans = page.evaluate(
        """async (after) => {
            const { shifted } = await import("/static/tryit/marks.js");
            const at = ([start, end]) => ({ start, end });
            const found = { ...at([5, 14]), suggestions: [[5, 14], [0, 14], [5, 21]].map(at) };
            const moved = shifted(found, "One. Two three. Four.", after);
            const span = ({ start, end }) => [start, end];
            return moved && { finding: span(moved), suggestions: moved.suggestions.map(span) };
        }""",
        after,
    )
    wanted = finding and {"finding": list(finding), "suggestions": [list(one) for one in suggestions]}
    assert spans == wanted


def test_the_mirror_wraps_as_the_field_does(page: Page, server: Server) -> None:
    visit(page, server, "id")
    box = page.get_by_label("Balasan Anda", exact=True)
    for text in ("satu\n\ndua\n", "kata " * 300, "tanpaspasi" * 90, "😀 é ﷽ \t tab\n" * 9, "a\r\nb"):
        box.fill(text)
        heights = page.evaluate(
            "() => ['.mirror', '#reply'].map((one) => document.querySelector(one).scrollHeight)"
        )
        assert heights[0] == heights[1]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_example_does_what_its_title_says(page: Page, server: Server, lang: str) -> None:
    visit(page, server, lang)
    for name in EXAMPLES:
        page.get_by_role("button", name=say(f"tryit.example_{name}_title", lang), exact=True).click()
        expect(page.get_by_label(say("tryit.reply", lang), exact=True)).to_have_value(
            say(f"tryit.example_{name}_reply", lang)
        )
        found = page.locator(".finding")
        if name == "good":
            expect(page.locator(".summary.good")).to_contain_text(
                say("tryit.js_clear_title", lang), timeout=ANSWERED
            )
            expect(found).to_have_count(0)
        else:
            expect(found.first).to_be_visible(timeout=ANSWERED)
            assert marked(page, "defensive") + marked(page, "blame")


def test_the_language_changes_and_the_text_stays(page: Page, server: Server) -> None:
    visit(page, server, "en")
    text, phrase = REPLY["id"]
    page.get_by_label("What the customer wrote").fill(CUSTOMER["id"])
    page.get_by_label("Your reply", exact=True).fill(text)
    expect(page.locator(".finding").first).to_be_visible(timeout=ANSWERED)
    page.get_by_role("link", name="ID: Bahasa Indonesia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("tryit.headline", "id"))
    expect(page.get_by_label("Balasan Anda", exact=True)).to_have_value(text)
    expect(page.locator(".finding[data-category=defensive]").first).to_contain_text(phrase, timeout=ANSWERED)
    assert page.url.endswith("?lang=id")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_a_browser_that_prefers_indonesian_gets_it(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="id-ID")
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("html")).to_have_attribute("lang", "id")
    context.close()


def test_light_and_dark_follow_the_system_until_one_chooses(browser: Browser, server: Server) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server.url}/?lang=en")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    switch = page.get_by_role("button", name="Dark colours")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(paper) != dark
    page.reload()
    assert page.evaluate(paper) != dark
    context.close()


def test_it_works_by_keyboard_alone(page: Page, server: Server) -> None:
    visit(page, server)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the reply")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your reply", exact=True)).to_be_focused()
    page.keyboard.type(REPLY["en"][0])
    apply = page.locator(".apply").first
    expect(apply).to_be_visible(timeout=ANSWERED)
    before = page.get_by_label("Your reply", exact=True).input_value()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('apply')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your reply", exact=True)).not_to_have_value(before)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser: Browser, server: Server, scheme: str, width: int) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    for example in (None, "late", "good"):
        page.goto(f"{server.url}/?lang=en")
        if example:
            page.get_by_role("button", name=say(f"tryit.example_{example}_title", "en"), exact=True).click()
            expect(page.locator("[data-result]")).to_be_visible(timeout=ANSWERED)
            page.wait_for_timeout(400)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_nothing_is_asked_of_another_host(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    visit(page, server)
    page.get_by_role("button", name=say("tryit.example_late_title", "en"), exact=True).click()
    expect(page.locator(".finding").first).to_be_visible(timeout=ANSWERED)
    assert asked
    assert all(re.match(rf"(http|ws)://127\.0\.0\.1:{server.port}/", url) for url in asked)
    context.close()


def test_a_text_too_long_for_the_socket_is_said_and_the_socket_stays(page: Page, server: Server) -> None:
    visit(page, server)
    box = page.get_by_label("Your reply", exact=True)
    box.fill("é" * 33_000)
    expect(page.locator(".toast")).to_contain_text("64 KiB")
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    box.fill(REPLY["en"][0])
    expect(page.locator(".finding").first).to_be_visible(timeout=ANSWERED)
    expect(page.locator(".toast")).not_to_contain_text("64 KiB")


def test_off_this_machine_one_signs_in_first(browser: Browser, start: Start) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    with start("--host", "0.0.0.0") as server:
        url = f"http://127.0.0.1:{server.port}"
        page.goto(url)
        expect(page.get_by_role("link", name="Sign in")).to_have_attribute("href", "/sign-in?next=/")
        expect(page.locator("[data-connection]")).to_have_text("Sign in first")
        secret = signed_in(server, "Ana")
        context.add_cookies([{"name": COOKIE, "value": secret, "url": url}])
        page.reload()
        page.get_by_label("Your reply", exact=True).fill(REPLY["en"][0])
        expect(page.locator(".finding").first).to_be_visible(timeout=ANSWERED)
        context.close()


def test_the_page_opts_out_of_the_extension(page: Page, server: Server) -> None:
    page.goto(server.url)
    for box in page.locator("textarea").all():
        assert box.evaluate("box => box.closest('[data-assist=false]') !== null")


def test_markup_in_a_draft_stays_text(page: Page, server: Server) -> None:
    visit(page, server)
    text = (
        "<img src=x onerror=alert(1)> This is not our fault. <b>You should have checked before ordering.</b>"
    )
    page.get_by_label("Your reply", exact=True).fill(text)
    expect(page.locator(".finding").first).to_be_visible(timeout=ANSWERED)
    assert page.locator("main img, .panel b").count() == 0


def test_a_server_that_goes_and_comes_back_is_found_again(browser: Browser, start: Start) -> None:
    context = browser.new_context()
    page = context.new_page()
    with start() as first:
        visit(page, first)
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "offline")
    page.get_by_label("Your reply", exact=True).fill(REPLY["en"][0])
    with start("--port", str(first.port)):
        expect(page.locator(".finding").first).to_be_visible(timeout=ANSWERED)
        context.close()


def test_the_extension_is_offered_when_it_is_there(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/?lang=en")
    built = Path(__file__).parents[2] / "extension" / "dist" / "assist-chrome.zip"
    link = page.get_by_role("link", name=say("tryit.download_chrome", "en"))
    expect(link).to_have_count(1 if built.is_file() else 0)
    answer = page.request.get(f"{server.url}/extension/chrome.zip")
    assert answer.status == (200 if built.is_file() else 404)
    assert page.request.get(f"{server.url}/extension/safari.zip").status == 422
