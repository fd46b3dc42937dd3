/** No mouse at all: open, walk, explain, dismiss, accept, and back to the caret. */

import { expect, it } from "vitest";
import { browser } from "./harness/browser.js";
import { applied, DENIAL, DRAFT, type Found, openEditor, REPROACH, score, settle } from "./harness/desk.js";

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
