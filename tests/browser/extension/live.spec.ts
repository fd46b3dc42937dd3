/** While answers are on their way: typing goes on, stale ones do no harm, and an absent server is a calm matter. */

import { expect, inject, it } from "vitest";
import { browser, connect, open } from "./harness/browser.js";
import { applied, DENIAL, DRAFT, openEditor, openHtml, REPROACH, score, settle } from "./harness/desk.js";
import { startServer } from "./harness/setup.js";

/** Faults, and words to put before them with which the model still has better words for one of them. */
async function mendable(): Promise<{ start: string; faults: string }> {
  for (const faults of [`${DENIAL}. ${REPROACH}. `, `${DENIAL}. `, `${REPROACH}. `]) {
    for (const start of ["Dear Rina. ", "Rina, ", "Now then. ", "Well, ", "Oh, ", "And "]) {
      const { findings } = await score(start + faults);
      if (findings.some((finding) => finding.text !== "" && finding.suggestions.length > 0)) return { start, faults };
    }
  }
  throw new Error("the model mends no fault that has words before it");
}

it.each(["textarea", "prosemirror", "slate"] as const)("marks move along with what is typed before them in %s", async (name) => {
  const { start, faults } = await mendable();
  const desk = await openEditor(await browser(), name);
  await desk.type(faults);
  await desk.badge.waitFor();
  await desk.page.keyboard.press("Control+Home");
  await settle(120);
  // Each key meets the answer to an earlier one.
  for (const letter of start) {
    await desk.type(letter);
    await settle(25);
  }
  const text = start + faults;
  await expect.poll(() => desk.model()).toBe(text);
  const { findings } = await score(text);
  await desk.found(findings.length);
  const fault = findings.find((finding) => finding.text !== "" && finding.suggestions.length > 0)!;
  await settle(1100);
  await desk.accept(fault, applied(text, fault.suggestions[0]!));
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("finds the phrase again when the agent has typed on under an open card", async () => {
  const desk = await openEditor(await browser(), "lexical");
  const { findings } = await score(DRAFT);
  const reproach = findings.find((finding) => finding.text === REPROACH)!;
  await desk.type(DRAFT);
  await desk.found(findings.length);
  const card = await desk.openCard(reproach);
  const button = card.getByRole("button", { name: reproach.suggestions[0]!.text.trim(), exact: true });
  await button.waitFor();
  await desk.page.keyboard.press("Control+Home");
  await settle(60);
  const box = (await button.boundingBox())!;
  await desk.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  // Clicked before the answer to these words can be there.
  await desk.type("Oh ");
  await desk.page.mouse.down();
  await desk.page.mouse.up();
  await expect.poll(() => desk.model()).toBe(`Oh ${applied(DRAFT, reproach.suggestions[0]!)}`);
  await desk.page.close();
});

it("does nothing, and says so, when the phrase is gone", async () => {
  const desk = await openEditor(await browser(), "textarea");
  const { findings } = await score(DRAFT);
  const denial = findings.find((finding) => finding.text === DENIAL)!;
  await desk.type(DRAFT);
  await desk.found(findings.length);
  const card = await desk.openCard(denial);
  const button = card.getByRole("button", { name: denial.suggestions[0]!.text.trim(), exact: true });
  await button.waitFor();
  // A tool replaces the whole text in the moment of the click.
  const changed = "The parcel is on its way.";
  await button.evaluate((element, text) => {
    element.addEventListener("mousedown", () => {
      document.querySelector("textarea")!.value = text;
    });
  }, changed);
  await button.click();
  await settle(300);
  expect(await desk.model()).toBe(changed);
  await desk.page.close();
});

it("writes nothing, and says so, where the field has no room for the suggestion", async () => {
  const { findings } = await score(DRAFT);
  const longer = findings.find(({ suggestions: [first] }) => first !== undefined && applied(DRAFT, first).length > DRAFT.length + 1)!;
  const room = applied(DRAFT, longer.suggestions[0]!).length - 1;
  const desk = await openHtml(await browser(), `<textarea maxlength="${room}" rows="6" cols="60"></textarea>`);
  await desk.field.click();
  await desk.type(DRAFT);
  await desk.found(findings.length);
  const card = await desk.openCard(longer);
  await card.getByRole("button", { name: longer.suggestions[0]!.text.trim(), exact: true }).click();
  await desk.page.getByText("longer than this field allows").first().waitFor();
  expect(await desk.field.inputValue()).toBe(DRAFT);
  // The caret is where it was.
  await desk.type("!");
  await expect.poll(() => desk.field.inputValue()).toBe(`${DRAFT}!`);
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("does not go offline over a draft that is too long, and reads along again once it is shorter", async () => {
  const desk = await openHtml(await browser(), '<textarea rows="6" cols="60"></textarea>');
  await desk.field.click();
  await desk.type(`${DENIAL}.`);
  const { findings } = await score(`${DENIAL}.`);
  await desk.found(findings.length);
  // A draft of its own: some of what was found in the last one may stay, and a card is opened for it.
  await desk.field.fill("");
  await desk.page.getByRole("button", { name: "Assist: ready" }).waitFor();
  // Fewer than 64 KiB as text, more as it goes over the line. Few lines: the browser takes half a minute for thousands.
  await desk.field.fill(`${'He said "no". '.repeat(100)}\n`.repeat(42));
  await settle(1500);
  await desk.badge.click();
  await desk.page.getByText("too long to be read along").waitFor();
  expect(await desk.badge.getAttribute("aria-label")).not.toBe("Assist: offline");
  await desk.field.fill(`${DENIAL}.`);
  await desk.found(findings.length);
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("waits for a composition to end, and loses none of it", async () => {
  const desk = await openEditor(await browser(), "plain");
  const cdp = await desk.page.context().newCDPSession(desk.page);
  await desk.type(`${DENIAL}. `);
  await desk.badge.waitFor();
  for (const text of ["k", "ka", "kam", "kami"]) {
    await cdp.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await settle(250);
  }
  await cdp.send("Input.insertText", { text: "kami" });
  await expect.poll(() => desk.model()).toBe(`${DENIAL}. kami`);
  const { findings } = await score(`${DENIAL}. kami`);
  await desk.found(findings.length);
  const defensive = findings.filter((finding) => finding.category === "defensive");
  await expect.poll(() => desk.highlighted("assist-defensive")).toEqual(defensive.map((finding) => finding.text));
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("is calm while the server is away, and comes back by itself", async () => {
  const { assist, data } = inject("places");
  const first = await startServer(assist, `${data}-away`);
  const context = await open();
  await connect(context, "", first.url);
  const desk = await openEditor(context, "textarea");
  await desk.type(`${DENIAL}.`);
  const { findings } = await score(`${DENIAL}.`);
  await desk.found(findings.length);
  first.child.kill("SIGTERM");
  await desk.page.getByRole("button", { name: "Assist: offline" }).waitFor();
  await desk.type(" Please calm down now.");
  expect(await desk.model()).toBe(`${DENIAL}. Please calm down now.`);
  await desk.badge.click();
  await desk.page.getByText("Your typing is not affected").waitFor();
  const again = await startServer(assist, `${data}-away`, Number(new URL(first.url).port));
  await desk.found((await score(`${DENIAL}. Please calm down now.`)).findings.length);
  expect(desk.errors).toEqual([]);
  await context.close();
  again.child.kill("SIGTERM");
}, 90_000);
