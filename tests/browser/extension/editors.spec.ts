/** Every editor that agents write in: marks, accepting, undo and caret, each with the editor's own code from npm. */

import { beforeAll, describe, expect, it } from "vitest";
import { browser } from "./harness/browser.js";
import { applied, DENIAL, Desk, DRAFT, EDITORS, type Found, openEditor, REPROACH, score, settle } from "./harness/desk.js";

const FORM = new Set(["textarea", "input", "react"]);
let findings: Found[];
let denial: Found;
let reproach: Found;

beforeAll(async () => {
  ({ findings } = await score(DRAFT));
  denial = findings.find((finding) => finding.text === DENIAL)!;
  reproach = findings.find((finding) => finding.text === REPROACH)!;
  expect(denial.suggestions.length).toBeGreaterThan(0);
  expect(reproach.suggestions.length).toBeGreaterThan(0);
});

async function write(desk: Desk): Promise<void> {
  await desk.type(DRAFT);
  await desk.found(findings.length);
  // Editors gather what is typed within a second into one step of their history.
  await settle(1100);
}

describe.each(EDITORS)("%s", (name) => {
  it("marks what was found, and one accepted suggestion is one step of undo", async () => {
    const desk = await openEditor(await browser(), name);
    await write(desk);
    expect(await desk.model()).toBe(DRAFT);
    if (!FORM.has(name)) {
      expect(await desk.highlighted("assist-defensive")).toContain(DENIAL);
      expect(await desk.highlighted("assist-blame")).toContain(REPROACH);
    }
    const wanted = applied(DRAFT, denial.suggestions[0]!);
    await desk.accept(denial, wanted);
    await settle(300);
    expect(await desk.model()).toBe(wanted);
    await desk.undo();
    await expect.poll(() => desk.model()).toBe(DRAFT);
    await desk.page.close();
    expect(desk.errors).toEqual([]);
  });

  it("keeps the caret where it was, so that typing goes on", async () => {
    const desk = await openEditor(await browser(), name);
    await write(desk);
    for (let i = 0; i < " regards".length; i++) await desk.page.keyboard.press("ArrowLeft");
    const wanted = applied(DRAFT, reproach.suggestions[0]!);
    await desk.accept(reproach, wanted);
    await settle(200);
    await desk.type("est");
    await expect.poll(() => desk.model()).toBe(wanted.replace("Kind regards", "Kindest regards"));
    await desk.page.close();
    expect(desk.errors).toEqual([]);
  });
});

/** By command, by events, by paste: the letters that wait go in by these ways. */
it.each(["prosemirror", "lexical", "trix"] as const)("%s puts keys pressed at once where the caret was, also before one like the last", async (name) => {
  const desk = await openEditor(await browser(), name);
  await write(desk);
  for (let i = 0; i < " regards".length; i++) await desk.page.keyboard.press("ArrowLeft");
  await settle(200);
  await desk.type(" and ");
  await desk.found(findings.length);
  await settle(800);
  const card = await desk.openCard(reproach);
  const { text } = reproach.suggestions[0]!;
  await card.getByRole("button", { name: text.trim(), exact: true }).hover();
  // All at once: the editor is still busy with the suggestion.
  const { keyboard, mouse } = desk.page;
  await Promise.all([mouse.down(), mouse.up(), ...[..."best "].map((key) => keyboard.down(key))]);
  for (const key of "best ") await keyboard.up(key);
  await settle(400);
  await desk.type("of ");
  const wanted = applied(DRAFT, reproach.suggestions[0]!).replace("Kind regards", "Kind and best of  regards");
  await expect.poll(() => desk.model()).toBe(wanted);
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});
