/** Fields in frames of any origin, in shadow roots, in dialogs, made later or under a strict policy. */

import { beforeAll, expect, inject, it } from "vitest";
import type { BrowserContext } from "playwright-core";
import { browser } from "./harness/browser.js";
import { DENIAL, Desk, openHtml, score } from "./harness/desk.js";

const TEXT = `${DENIAL}.`;
let count: number;
let context: BrowserContext;
beforeAll(async () => {
  context = await browser();
  count = (await score(TEXT)).findings.length;
});

async function worksIn(desk: Desk, frameIndex: number): Promise<void> {
  const frame = desk.page.frames()[frameIndex]!;
  const field = frame.locator("textarea, [contenteditable=true]").first();
  await field.click();
  const inside = new Desk(desk.page, frame, field);
  await inside.type(TEXT);
  await inside.found(count);
  await inside.badge.click();
  await inside.card.waitFor();
  await desk.page.close();
  expect(desk.errors).toEqual([]);
}

it("works in a frame of the same origin", async () => {
  const inner = `/html?body=${encodeURIComponent("<textarea style='width:90%;height:80%'></textarea>")}`;
  await worksIn(await openHtml(context, `<iframe src="${inner}" width="600" height="400"></iframe>`), 1);
});

it("works in a frame of another origin", async () => {
  const inner = `${inject("places").otherOrigin}/html?body=${encodeURIComponent("<textarea style='width:90%;height:80%'></textarea>")}`;
  await worksIn(await openHtml(context, `<iframe src="${inner}" width="600" height="400"></iframe>`), 1);
});

it("works in a frame that has its page in an attribute", async () => {
  await worksIn(await openHtml(context, `<iframe srcdoc="<p contenteditable=true>&nbsp;</p>" width="600" height="400"></iframe>`), 1);
});

it("works under a strict policy", async () => {
  const desk = await openHtml(context, "<textarea></textarea>", "textarea", "&strict");
  desk.errors.length = 0; // the page's own icon is refused by its policy
  await worksIn(desk, 0);
});

it("works in a modal dialog", async () => {
  const desk = await openHtml(context, '<dialog id="d"><textarea rows="6" cols="60"></textarea></dialog>');
  await desk.page.evaluate(() => (document.getElementById("d") as HTMLDialogElement).showModal());
  await worksIn(desk, 0);
});

it("works in a field that is made later, and forgets one that is gone", async () => {
  const desk = await openHtml(context, "<main></main>");
  await desk.page.evaluate(() => document.querySelector("main")!.append(document.createElement("textarea")));
  await desk.field.click();
  await desk.type(TEXT);
  await desk.found(count);
  await desk.page.evaluate(() => document.querySelector("main")!.replaceChildren());
  await expect.poll(() => desk.badge.count()).toBe(0);
  await desk.page.close();
});

it("follows a field that the page empties or fills by itself", async () => {
  const desk = await openHtml(context, "<textarea></textarea>");
  await desk.field.click();
  await desk.field.evaluate((field: HTMLTextAreaElement, text) => (field.value = text), TEXT);
  await desk.found(count);
  await desk.field.evaluate((field: HTMLTextAreaElement) => (field.value = ""));
  await desk.page.getByRole("button", { name: "Assist: ready" }).waitFor();
  await desk.page.close();
});
