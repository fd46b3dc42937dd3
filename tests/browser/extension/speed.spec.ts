/** What a key costs in a field of 5,000 words: time in our handlers, against the same page without Assist. */

import type { BrowserContext } from "playwright-core";
import { describe, expect, it } from "vitest";
import { bare, browser } from "./harness/browser.js";
import { DENIAL, openHtml, REPROACH, settle } from "./harness/desk.js";

const KEYS = 150;
const SENTENCE = "We looked at the order again and the parcel will be with you soon. ";
const LONG = `${SENTENCE.repeat(12)}\n${SENTENCE.repeat(11)}${DENIAL}. ${REPROACH}.\n`.repeat(16);

/** Marks around every handler in between: the page's first on the window, and its last. */
const CLOCK = `<script>
  window.costs = []; window.longTasks = [];
  let began = 0, spent = 0;
  for (const name of ["keydown", "keypress", "beforeinput", "input", "keyup"]) {
    addEventListener(name, () => (began = performance.now()), true);
    addEventListener(name, () => {
      spent += performance.now() - began;
      if (name === "keyup") { performance.mark("key", { detail: spent }); costs.push(spent); spent = 0; }
    });
  }
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask" });
</script>`;

const FIELDS = {
  textarea: '<textarea style="width:800px;height:500px"></textarea>',
  contenteditable: '<div contenteditable="true" style="width:800px;height:500px;overflow:auto;white-space:pre-wrap"></div>',
} as const;

interface Cost {
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
  readonly longTasks: readonly number[];
}

async function measure(context: BrowserContext, body: string, assist: boolean): Promise<Cost> {
  const desk = await openHtml(context, CLOCK + body, "textarea, [contenteditable]");
  await desk.field.evaluate((field, text) => {
    if (field instanceof HTMLTextAreaElement) field.value = text;
    else field.innerHTML = text.split("\n").map((line) => `<p>${line}</p>`).join("");
  }, LONG);
  await desk.field.click({ position: { x: 300, y: 20 } });
  await desk.page.keyboard.press("Control+End");
  if (assist) await desk.frame.getByRole("button", { name: /Assist: (\d|all clear)/ }).waitFor({ timeout: 30_000 });
  await settle(500);
  await desk.page.evaluate(() => {
    costs.length = 0;
    longTasks.length = 0;
  });
  const text = SENTENCE.repeat(4).slice(0, KEYS);
  for (const letter of text) {
    await desk.type(letter);
    await settle(25);
  }
  await settle(800);
  const seen = await desk.page.evaluate(() => ({ costs, longTasks }));
  await desk.page.close();
  const sorted = seen.costs.toSorted((a, b) => a - b);
  const at = (share: number): number => Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(2));
  return { median: at(0.5), p99: at(0.99), worst: at(1), longTasks: seen.longTasks };
}

declare global {
  var costs: number[], longTasks: number[];
}

describe.each(Object.entries(FIELDS))("%s", (name, body) => {
  it("costs next to nothing a key", async () => {
    const without = await measure(await bare(), body, false);
    const withAssist = await measure(await browser(), body, true);
    console.info(`${name}: empty ${JSON.stringify(without)}\n${name}: Assist ${JSON.stringify(withAssist)}`);
    expect(withAssist.median).toBeLessThan(2);
    expect(withAssist.p99).toBeLessThan(8);
    expect(withAssist.longTasks.length).toBeLessThanOrEqual(without.longTasks.length + 1);
  }, 120_000);
});
