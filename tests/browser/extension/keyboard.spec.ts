/** No mouse at all: open, walk, explain, dismiss, accept, and back to the caret. */

import { expect, it } from "vitest";
import { browser } from "./harness/browser.js";
import { applied, DENIAL, DRAFT, type Found, openEditor, openHtml, REPROACH, score, settle } from "./harness/desk.js";

const focused = (): string => document.querySelector("assist-root")?.shadowRoot?.activeElement?.textContent ?? "";

it.each(["textarea", "prosemirror", "lexical"] as const)("works by keyboard alone in %s", async (name) => {
  const { findings } = await score(DRAFT);
  const sorted: Found[] = [...findings].sort((a, b) => a.start - b.start);
  const desk = await openEditor(await browser(), name);
  const { keyboard } = desk.page;
  await desk.type(DRAFT);
  await desk.found(findings.length);
  await settle(1100);

  await keyboard.press("Alt+Period");
  const at = (finding: Found) => desk.frame.getByRole("dialog", { name: finding.message });
  await at(sorted[0]!).waitFor();
  for (const finding of sorted.slice(1)) {
    await keyboard.press("Alt+Period");
    await at(finding).waitFor();
  }
  await keyboard.press("Alt+Comma");
  await at(sorted.at(-2)!).waitFor();
  await keyboard.press("Escape");
  expect(await desk.card.count()).toBe(0);
  await desk.type("!");
  await expect.poll(() => desk.model()).toBe(`${DRAFT}!`);
  await keyboard.press("Backspace");
  await desk.found(findings.length);

  await keyboard.press("Alt+Period");
  while (!(await at(findings.find((f) => f.text === REPROACH)!).isVisible())) await keyboard.press("Alt+Period");
  const [suggestion] = findings.find((f) => f.text === REPROACH)!.suggestions;
  await expect.poll(() => desk.frame.evaluate(focused)).toBe(suggestion!.text.trim());
  await settle(1000);
  await keyboard.press("Enter");
  const wanted = applied(DRAFT, suggestion!);
  await expect.poll(() => desk.model()).toBe(wanted);
  await settle(200);
  await desk.type(".");
  await expect.poll(() => desk.model()).toBe(`${wanted}.`);
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("tells screen readers once what was found, and each part of the card in its language", async () => {
  const { findings } = await score(DRAFT);
  const desk = await openHtml(await browser(), '<textarea rows="6" cols="60"></textarea>');
  await desk.field.click();
  await desk.type(DRAFT);
  const status = desk.frame.locator("assist-root [role=status]");
  await expect.poll(() => status.textContent(), { timeout: 10_000 }).toBe(`Assist: ${findings.length} findings`);
  await status.evaluate((element) => (element.textContent = ""));
  await settle(2500);
  expect(await status.textContent()).toBe("");
  await desk.type(" ");
  await expect.poll(() => status.textContent(), { timeout: 10_000 }).toMatch(/^Assist: \d+ findings$/);
  await desk.page.keyboard.press("Alt+Period");
  expect(await desk.card.locator(".suggestion").first().getAttribute("lang")).toBe("en");
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it.each(["Enter", "Space"])("lets a chat that sends on keyup see nothing of the %s that takes a suggestion", async (key) => {
  const { findings } = await score(DRAFT);
  const { suggestions } = findings.find((finding) => finding.text === REPROACH)!;
  const desk = await openHtml(await browser(), '<textarea rows="6" cols="60"></textarea>');
  const { keyboard } = desk.page;
  await desk.field.click();
  await desk.type(DRAFT);
  await desk.found(findings.length);
  await settle(1100);
  const button = desk.card.getByRole("button", { name: suggestions[0]!.text.trim(), exact: true });
  await keyboard.press("Alt+Period");
  while (!(await button.isVisible())) await keyboard.press("Alt+Period");
  await button.focus();
  await desk.page.evaluate(() => {
    for (const name of ["keydown", "keypress", "keyup"]) {
      document.addEventListener(name, (event) => (document.title += ` ${event.type}`));
    }
  });
  await keyboard.down(key);
  await settle(300);
  await keyboard.up(key);
  await expect.poll(() => desk.field.inputValue()).toBe(applied(DRAFT, suggestions[0]!));
  await settle(200);
  expect(await desk.page.title()).toBe("page");
  await desk.type(".");
  expect(await desk.page.title()).toBe("page keydown keypress keyup");
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("lets a desk that closes the reply on Escape see nothing of the one that closes the card", async () => {
  const desk = await openHtml(await browser(), '<textarea rows="6" cols="60"></textarea>');
  await desk.field.click();
  await desk.type(DRAFT);
  await desk.found((await score(DRAFT)).findings.length);
  await desk.page.evaluate(() => document.addEventListener("keyup", ({ key }) => (document.title += ` ${key}`)));
  await desk.badge.click();
  await desk.card.waitFor();
  await desk.page.keyboard.press("Escape");
  expect(await desk.card.count()).toBe(0);
  expect(await desk.page.title()).toBe("page");
  await desk.page.close();
});

it("closes a card that was opened by keyboard with its field", async () => {
  const desk = await openHtml(await browser(), '<textarea rows="6" cols="60"></textarea>');
  await desk.field.click();
  await desk.type(DRAFT);
  await desk.found((await score(DRAFT)).findings.length);
  await desk.page.keyboard.press("Alt+Period");
  await desk.card.waitFor();
  await desk.field.evaluate((field) => field.remove());
  await expect.poll(() => desk.card.count()).toBe(0);
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("dismisses for good in this draft, and explains on request", async () => {
  const { findings } = await score(DRAFT);
  const denial = findings.find((finding) => finding.text === DENIAL)!;
  const desk = await openEditor(await browser(), "textarea");
  await desk.type(DRAFT);
  await desk.found(findings.length);
  const card = await desk.openCard(denial);
  await card.getByRole("button", { name: "Why?" }).click();
  expect(await card.locator(".why").isVisible()).toBe(true);
  await card.getByRole("button", { name: "Dismiss" }).click();
  await desk.found(findings.length - 1);
  await desk.type(" and thanks.");
  await settle(1000);
  await desk.found((await score(`${DRAFT} and thanks.`)).findings.filter((f) => f.text !== DENIAL).length);
  await desk.page.close();
});

it("opens on hover without taking the focus, and closes again", async () => {
  const desk = await openEditor(await browser(), "plain");
  await desk.type(DRAFT);
  await desk.found((await score(DRAFT)).findings.length);
  const box = await desk.frame.evaluate(() => {
    const [range] = CSS.highlights.get("assist-blame")!;
    const rect = (range as Range).getBoundingClientRect();
    return { x: rect.x + 20, y: rect.y + rect.height / 2 };
  });
  await desk.page.mouse.move(box.x, box.y);
  await desk.card.waitFor();
  expect(await desk.frame.evaluate(() => document.activeElement!.getAttribute("contenteditable"))).toBe("true");
  await desk.type("!");
  await expect.poll(() => desk.model()).toBe(`${DRAFT}!`);
  await desk.page.mouse.move(850, 690);
  await desk.card.waitFor({ state: "detached" }).catch(() => undefined);
  await expect.poll(() => desk.card.count()).toBe(0);
  await desk.page.close();
});
