/** Sites that Assist does not know: nothing there before the agent and the browser say yes, nothing after they say no. */

import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, extensionPage, open } from "./harness/browser.js";
import { DENIAL, type Desk, openAt, score, settle, typeAnew } from "./harness/desk.js";
import { openPopup } from "./harness/popup.js";

const TEXT = `${DENIAL}.`;
const DESK = "desk.localhost";
const SHOP = "shop.localhost";
const SERVER = "team.localhost";
/** One that the browser was never asked about. */
const STRANGER = "stranger.localhost";

let context: BrowserContext;
let count: number;
beforeAll(async () => {
  ({ length: count } = (await score(TEXT)).findings);
  context = await open({}, [DESK, SHOP, SERVER]);
  await connect(context, "");
});
afterAll(() => context.close());

async function works(desk: Desk): Promise<void> {
  await typeAnew(desk, TEXT);
  await desk.found(count);
}

async function isAway(desk: Desk): Promise<void> {
  await typeAnew(desk, TEXT);
  await settle(900);
  expect(await desk.page.locator("assist-root").count()).toBe(0);
}

async function close(desk: Desk): Promise<void> {
  await desk.page.close();
  expect(desk.errors).toEqual([]);
}

async function onFirstRunPage(address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(extensionPage("welcome"));
  await page.getByRole("textbox", { name: "Address of your help desk" }).fill(address);
  await page.getByRole("button", { name: "Allow this site" }).click();
  return page;
}

it("runs where the first-run page was told to: in pages that are open already, and after a reload", async () => {
  const desk = await openAt(context, DESK);
  await isAway(desk);
  const page = await onFirstRunPage(desk.page.url());
  await page.getByText(`Assist is on at ${DESK}`).waitFor();
  await page.close();
  await works(desk);
  await desk.page.reload();
  await works(desk);
  await close(desk);
  const other = await openAt(context, SHOP);
  await isAway(other);
  await close(other);
});

it("does not run where the browser has not answered", async () => {
  const page = await onFirstRunPage(`http://${STRANGER}`);
  await settle(500);
  expect(await page.locator("#site-status").textContent()).toBe("");
  await page.close();
  const desk = await openAt(context, STRANGER);
  await isAway(desk);
  await close(desk);
});

it("says so when an address is none", async () => {
  const page = await onFirstRunPage("my help desk");
  await page.getByText("Type an address such as https://desk.example.com").waitFor();
  await page.close();
});

it("is switched on and off from the toolbar", async () => {
  const desk = await openAt(context, SHOP);
  const popup = await openPopup(context, desk.page.url());
  const on = popup.getByRole("switch", { name: "On for this site" });
  await expect.poll(() => on.isChecked()).toBe(false);
  expect(await popup.getByRole("group", { name: "Sensitivity" }).isVisible()).toBe(false);
  await on.check();
  await popup.getByRole("group", { name: "Sensitivity" }).waitFor();
  await works(desk);
  await popup.bringToFront();
  await on.uncheck();
  await expect.poll(() => desk.page.locator("assist-root").count()).toBe(0);
  await popup.close();
  await isAway(desk);
  await close(desk);
});

it("falls silent at once where it is told to forget a site, and gives the permission back", async () => {
  const desk = await openAt(context, DESK);
  await works(desk);
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  await page.getByRole("button", { name: `Forget ${DESK}` }).click();
  await expect.poll(() => desk.page.locator("assist-root").count()).toBe(0);
  const origins = await page.evaluate(async () => (await chrome.permissions.getAll()).origins);
  expect(origins).not.toContain(`*://${DESK}/*`);
  await page.close();
  await isAway(desk);
  await desk.page.reload();
  await isAway(desk);
  await close(desk);
});

it("falls silent at once where the permission is taken back", async () => {
  const desk = await openAt(context, DESK);
  const page = await onFirstRunPage(desk.page.url());
  await works(desk);
  await page.evaluate((origin) => chrome.permissions.remove({ origins: [origin] }), `*://${DESK}/*`);
  await page.close();
  await expect.poll(() => desk.page.locator("assist-root").count()).toBe(0);
  const popup = await openPopup(context, desk.page.url());
  expect(await popup.getByRole("switch", { name: "On for this site" }).isChecked()).toBe(false);
  await popup.close();
  await close(desk);
});

it("does not run on the server's own pages because it may speak to the server", async () => {
  const desk = await openAt(context, SERVER);
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  await page.getByRole("textbox", { name: "Server" }).fill(`http://${SERVER}:9`);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByText(`No answer from http://${SERVER}:9`).waitFor();
  const origins = await page.evaluate(async () => (await chrome.permissions.getAll()).origins);
  expect(origins).toContain(`*://${SERVER}/*`);
  await page.close();
  await isAway(desk);
  await close(desk);
});
