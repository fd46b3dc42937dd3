/** The line between a page and the background: the back/forward cache cuts it, an update of the extension ends it. */

import { expect, it } from "vitest";
import { browser, connect, open } from "./harness/browser.js";
import { DENIAL, openHtml, score } from "./harness/desk.js";

const TEXT = `${DENIAL}.`;

it("works on in a page that comes out of the back/forward cache", async () => {
  const { findings } = await score(TEXT);
  const desk = await openHtml(await browser(), "<textarea></textarea>");
  await desk.field.click();
  // As the browser tells of it: the driver switches the cache itself off.
  const pass = (name: string): Promise<unknown> =>
    desk.page.evaluate((type) => dispatchEvent(new PageTransitionEvent(type, { persisted: true })), name);
  await desk.type("Hello. ");
  await desk.badge.waitFor();
  await pass("pagehide");
  await pass("pageshow");
  await desk.field.fill(TEXT);
  await desk.found(findings.length);
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("takes everything away when the extension is updated under a page", async () => {
  const context = await open();
  await connect(context, "");
  const { findings } = await score(TEXT);
  const desk = await openHtml(context, "<textarea></textarea>");
  await desk.field.click();
  await desk.type(TEXT);
  await desk.found(findings.length);
  const [worker] = context.serviceWorkers();
  await worker!.evaluate(() => chrome.runtime.reload()).catch(() => undefined); // it ends before it can answer
  await expect.poll(() => desk.page.locator("assist-root").count(), { timeout: 5000 }).toBe(0);
  expect(await desk.highlighted("assist-defensive")).toEqual([]);
  await desk.type(" More.");
  expect(await desk.field.inputValue()).toBe(`${TEXT} More.`);
  expect(desk.errors).toEqual([]);
  await context.close();
});
