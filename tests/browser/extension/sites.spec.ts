/** Where Assist must not be: switched-off sites, fields that opted out, secrets, search and code. */

import type { BrowserContext } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { browser, extensionPage } from "./harness/browser.js";
import { DENIAL, Desk, openHtml, score, settle } from "./harness/desk.js";

const TEXT = `${DENIAL}.`;
let context: BrowserContext;
beforeAll(async () => {
  context = await browser();
});

async function setSite(changes: object): Promise<void> {
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  await page.evaluate(async (site) => {
    await chrome.storage.local.set({ sites: Object.keys(site).length === 0 ? {} : { "127.0.0.1": site } });
  }, changes);
  await page.close();
}

async function staysAway(desk: Desk): Promise<void> {
  await desk.field.click();
  await desk.type(TEXT);
  await settle(900);
  expect(await desk.page.getByRole("button", { name: /^Assist:/ }).count()).toBe(0);
  expect(await desk.page.evaluate(() => CSS.highlights.size)).toBe(0);
  await desk.page.close();
}

const REFUSED: Record<string, [string, string?]> = {
  "a password": ['<input type="password">', "input"],
  "an e-mail address": ['<input type="email">', "input"],
  "a search box": ['<input type="search">', "input"],
  "a search box by role": ['<form role="search"><input name="q"></form>', "input"],
  "a password by name": ['<input name="loginPassword">', "input"],
  "a password in Indonesian": ['<label>Kata sandi <input name="f1"></label>', "input"],
  "a card number": ['<input name="cardNumber">', "input"],
  "a rich search box": ['<div contenteditable="true" aria-label="Search input textbox" style="min-height:40px"></div>', "[contenteditable]"],
  "a name": ['<input autocomplete="name">', "input"],
  "a field that opted out": ['<textarea data-assist="false"></textarea>'],
  "a page that opted out": ['<main data-assist="false"><textarea></textarea></main>'],
  "a field that refuses writing aids": ['<textarea data-gramm="false"></textarea>'],
  "a code field": ['<textarea spellcheck="false" style="font-family:monospace"></textarea>'],
  "a code editor": ['<div class="cm-editor"><div contenteditable="true" style="min-height:40px"></div></div>', "[contenteditable]"],
  "a read-only field": ["<textarea readonly></textarea>"],
};

describe.each(Object.entries(REFUSED))("%s", (_, [body, selector]) => {
  it("is left alone", async () => {
    await staysAway(await openHtml(context, body, selector));
  });
});

describe("a site of the agent's", () => {
  afterEach(async () => setSite({}));

  it("is left alone while it is switched off, and taken up again at once", async () => {
    await setSite({ on: false });
    const desk = await openHtml(context, "<textarea></textarea>");
    await desk.field.click();
    await desk.type(TEXT);
    await settle(800);
    expect(await desk.page.locator("assist-root").count()).toBe(0);
    await setSite({ on: true });
    await desk.page.bringToFront();
    await desk.found((await score(TEXT)).findings.length);
    await setSite({ on: false });
    await expect.poll(() => desk.page.locator("assist-root").count()).toBe(0);
    expect(await desk.field.inputValue()).toBe(TEXT);
    await desk.page.close();
  });

  it("can be paused", async () => {
    await setSite({ pausedUntil: Date.now() + 60_000 });
    await staysAway(await openHtml(context, "<textarea></textarea>"));
  });

  it("looks only for what was chosen", async () => {
    await setSite({ checks: { defensive: false, missing_apology: false } });
    const desk = await openHtml(context, "<textarea></textarea>");
    await desk.field.click();
    await desk.type(TEXT);
    await desk.page.getByRole("button", { name: "Assist: all clear" }).waitFor();
    await desk.page.close();
  });
});

it("lets go of a field that becomes a password while in use", async () => {
  const desk = await openHtml(context, "<input size='60'>", "input");
  await desk.field.click();
  await desk.type(TEXT);
  await desk.badge.waitFor();
  await desk.field.evaluate((field: HTMLInputElement) => (field.type = "password"));
  await expect.poll(() => desk.badge.count()).toBe(0);
  await desk.type("!");
  await settle(600);
  expect(await desk.badge.count()).toBe(0);
  await desk.page.close();
});

it("reads along in a reply field whose placeholder tells of a search", async () => {
  const desk = await openHtml(context, '<textarea placeholder="Type / to search macros"></textarea>');
  await desk.field.click();
  await desk.type(TEXT);
  await desk.found((await score(TEXT)).findings.length);
  await desk.page.close();
});

it("opts out while in use, too", async () => {
  const desk = await openHtml(context, "<textarea></textarea>");
  await desk.field.click();
  await desk.type(TEXT);
  await desk.badge.waitFor();
  await desk.field.evaluate((field) => (field.dataset["assist"] = "false"));
  await expect.poll(() => desk.badge.count()).toBe(0);
  await desk.page.close();
});
