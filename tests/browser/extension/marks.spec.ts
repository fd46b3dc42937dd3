/** Lines exactly under their phrases in form fields, whatever the page does to the field. */

import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { browser } from "./harness/browser.js";
import { DENIAL, type Desk, openHtml, REPROACH, score, settle } from "./harness/desk.js";

const FILL = "Kind regards from Bandung";

interface Under {
  readonly from: number;
  readonly to: number;
}

/** What the browser itself says is above both ends of each line. */
function underlined(desk: Desk): Promise<Under[]> {
  return desk.page.evaluate(() => {
    const root = document.querySelector("assist-root")!.shadowRoot!;
    const offset = (x: number, y: number): number => document.caretPositionFromPoint(x, y)?.offset ?? -1;
    return [...root.querySelectorAll<SVGElement>(".mark:not(.missing_apology)")].map((mark) => {
      const box = mark.getBoundingClientRect();
      const turned = box.height > box.width;
      const scale = (turned ? box.width : box.height) / 5;
      const [x, y] = [box.left, box.top];
      return turned
        ? { from: offset(x + 8 * scale, y + 2), to: offset(x + 8 * scale, box.bottom - 2) }
        : { from: offset(x + 2, y - 3 * scale), to: offset(box.right - 2, y - 3 * scale) };
    });
  });
}

const LAYOUTS: Record<string, string> = {
  plain: "",
  "padding, borders and odd type": "padding:13px 31px 7px 19px;border:5px solid;font:italic 19px/1.9 Liberation Serif;letter-spacing:1.3px;word-spacing:3px;text-indent:24px",
  centred: "text-align:center;font-size:21px",
  "capitals in a monospaced face": "text-transform:uppercase;font-family:DejaVu Sans Mono",
  scaled: "transform:scale(1.4);transform-origin:top left",
  turned: "transform:rotate(90deg);transform-origin:200px 200px",
  "zoomed by the page": "zoom:1.3",
};

describe.each(Object.entries(LAYOUTS))("%s", (_, style) => {
  it("underlines exactly the phrase", async () => {
    const text = `${DENIAL}. ${REPROACH}. ${FILL}`;
    const desk = await openHtml(await browser(), `<textarea style="width:420px;height:170px;${style}"></textarea>`);
    await desk.field.fill(text);
    const { findings } = await score(text);
    const phrases = findings.filter((finding) => finding.text !== "");
    await desk.found(findings.length);
    const marks = await underlined(desk);
    for (const { start, end } of phrases) {
      expect(marks.map((mark) => mark.from)).toContain(start);
      expect(marks.map((mark) => mark.to)).toContain(end);
    }
    await desk.page.close();
  });
});

it("follows scrolling, resizing and typing, over several lines", async () => {
  const text = `${"\n".repeat(9)}${DENIAL}. ${REPROACH}. ${FILL}${"\n".repeat(9)}`;
  const desk = await openHtml(await browser(), '<div style="height:300px"></div><textarea style="width:420px;height:120px"></textarea><div style="height:2000px"></div>');
  await desk.field.fill(text);
  const { findings } = await score(text);
  await desk.found(findings.length);
  const phrase = findings.find((finding) => finding.text !== "")!;
  const { start } = phrase;
  const check = async (from: number): Promise<void> => {
    await settle(350);
    const marks = await underlined(desk);
    expect(marks.map((mark) => mark.from)).toContain(from);
    expect(marks.map((mark) => mark.to)).toContain(from + phrase.text.length);
  };
  const showPhrase = (): Promise<void> =>
    desk.field.evaluate((field: HTMLTextAreaElement) => {
      const mark = document.querySelector("assist-root")!.shadowRoot!.querySelector(".mark:not(.missing_apology)")!;
      field.scrollTop += mark.getBoundingClientRect().top - field.getBoundingClientRect().top - 60;
    });
  await showPhrase();
  await check(start);
  await desk.page.evaluate(() => scrollTo(0, 180));
  await check(start);
  await desk.field.evaluate((field) => (field.style.width = "560px"));
  await showPhrase();
  await check(start);
  await desk.field.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(0, 0));
  await desk.page.keyboard.press("Enter");
  await settle(350);
  await showPhrase();
  await check(start + 1);
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("draws nothing outside the field and what its scrollers show of it", async () => {
  const body = `<div style="height:80px;overflow:auto;width:500px"><textarea style="width:420px;height:400px"></textarea></div>`;
  const desk = await openHtml(await browser(), body);
  await desk.field.fill(`${"\n".repeat(10)}${DENIAL}.`);
  await desk.found((await score(`${"\n".repeat(10)}${DENIAL}.`)).findings.length);
  const clip = await desk.page.evaluate(
    () => getComputedStyle(document.querySelector("assist-root")!.shadowRoot!.querySelector(".window")!).clipPath,
  );
  const bottom = Number(/inset\([\d.]+px [\d.]+px ([\d.]+)px/.exec(clip)![1]);
  expect(700 - bottom).toBeLessThan(110);
  await desk.page.close();
});

it.each(["<textarea></textarea>", '<div contenteditable="true" style="min-height:40px"></div>'])(
  "takes the lines away from a field that a tool empties while the agent is in another: %s",
  async (html) => {
    const desk = await openHtml(await browser(), `${html}<textarea id="next"></textarea>`, "textarea, [contenteditable]");
    await desk.field.click();
    await desk.type(`${DENIAL}.`);
    await desk.found((await score(`${DENIAL}.`)).findings.length);
    const lines = (): Promise<number> =>
      desk.page.evaluate(() => document.querySelector("assist-root")!.shadowRoot!.querySelectorAll(".mark").length + CSS.highlights.size);
    expect(await lines()).toBeGreaterThan(0);
    await desk.page.locator("#next").click();
    await desk.field.evaluate((field) => {
      if (field instanceof HTMLTextAreaElement) field.value = "";
      else field.replaceChildren();
    });
    await expect.poll(lines).toBe(0);
    await desk.page.close();
    expect(desk.errors).toEqual([]);
  },
);

it("moves lines along with their field when the field above it, where the agent was, goes", async () => {
  const desk = await openHtml(await browser(), '<textarea id="above" rows="9"></textarea><br><textarea id="own" rows="4" cols="60"></textarea>', "#own");
  const text = `${DENIAL}.`;
  await desk.field.fill(text);
  await desk.found((await score(text)).findings.length);
  await desk.page.locator("#above").click();
  await desk.page.locator("#above").evaluate((field) => field.remove());
  await settle(600);
  const marks = await underlined(desk);
  expect(marks).toContainEqual({ from: 0, to: DENIAL.length });
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("puts lines under right-to-left text too", async () => {
  const desk = await openHtml(await browser(), `<textarea dir="rtl" style="width:420px;height:120px"></textarea>`);
  const text = `שלום. ${DENIAL}. שלום`;
  await desk.field.fill(text);
  await desk.found((await score(text)).findings.length);
  const ends = (await underlined(desk)).map((mark) => Math.min(mark.from, mark.to));
  expect(ends).toContain(text.indexOf(DENIAL));
  await desk.page.close();
});

it("leaves quoted mail and signatures unread in rich fields", async () => {
  const body = `<div contenteditable="true" style="width:500px"><p>${REPROACH}.</p><blockquote>${DENIAL}.</blockquote>
    <div class="gmail_signature">You should have read the terms.</div></div>`;
  const desk = await openHtml(await browser(), body, "[contenteditable]");
  await clickInto(desk.field);
  await desk.found((await score(`${REPROACH}.`)).findings.length);
  expect(await desk.highlighted("assist-blame")).toEqual([REPROACH]);
  expect(await desk.highlighted("assist-defensive")).toEqual([]);
  await desk.page.close();
});

async function clickInto(field: Locator): Promise<void> {
  await field.locator("p").click();
}
