/** The extension's own pages, in a browser that has just got it; each is accessible in light and dark. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { connect, extensionPage, open, pairingCode } from "./harness/browser.js";
import { DENIAL, DRAFT, openHtml, score } from "./harness/desk.js";

const require = createRequire(new URL("../../../extension/package.json", import.meta.url));
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
/** Where to leave pictures for a person to look at; nowhere if not set. */
const PICTURES = process.env["PICTURES"];
const SCHEMES = ["light", "dark"] as const;

let context: BrowserContext;
beforeAll(async () => {
  context = await open();
});
afterAll(() => context.close());

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe-core finds wrong on the page, or within `within`. */
async function violations(page: Page, within = "html"): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (selector) => {
    const { axe } = window as unknown as { axe: { run: (root: string) => Promise<{ violations: Violation[] }> } };
    return (await axe.run(selector)).violations;
  }, within);
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

describe.each(SCHEMES)("in %s", (colorScheme) => {
  it.each(["options", "welcome", "popup"])("%s is accessible", async (name) => {
    const page = await context.newPage();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(name === "popup" ? { width: 340, height: 480 } : { width: 900, height: 900 });
    // A popup in a tab of its own would only see itself.
    await page.addInitScript(() => (chrome.tabs.query = () => Promise.resolve([{ url: "http://127.0.0.1/" } as chrome.tabs.Tab])));
    await page.goto(extensionPage(name));
    await page.getByText("Assist").first().waitFor();
    await page.waitForTimeout(400);
    await picture(page, `${name}-${colorScheme}`);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});

it("opens the first-run page when it is installed", async () => {
  await expect.poll(() => context.pages().some((page) => page.url() === extensionPage("welcome"))).toBe(true);
});

it("says what is wrong with an address, a code, or a server that is not there", async () => {
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  const attempt = async (server: string, code: string): Promise<void> => {
    await page.getByRole("textbox", { name: "Server" }).fill(server);
    await page.getByRole("textbox", { name: "Pairing code" }).fill(code);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
  };
  const good = await page.getByRole("textbox", { name: "Server" }).inputValue();
  expect(good).toBe("http://127.0.0.1:8787");
  await attempt("not an address", "X");
  await page.getByText("This is not an address").waitFor();
  await attempt("http://127.0.0.1:9", "BCDF-GHJK");
  await page.getByText("No answer from http://127.0.0.1:9").waitFor();
  const { server } = inject("places");
  await attempt(server, "BCDF-GHJK");
  await page.getByText("The server did not take the code").waitFor();
  await page.close();
});

it("pairs with a code, once, and marks a draft at once", async () => {
  const code = await pairingCode();
  await connect(context, code);
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  await page.getByText("Connected", { exact: true }).waitFor();
  await picture(page, "options-connected");
  await page.getByRole("textbox", { name: "Pairing code" }).fill(code);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByText("The server did not take the code").waitFor();
  await page.close();
  const desk = await openHtml(context, "<textarea></textarea>");
  await desk.field.click();
  await desk.type(`${DENIAL}.`);
  await desk.found((await score(`${DENIAL}.`)).findings.length);
  await desk.page.close();
});

describe.each(SCHEMES)("over a page, in %s", (colorScheme) => {
  it("card, overview and badge are accessible", async () => {
    const desk = await openHtml(context, '<main><h1>Desk</h1><label>Reply <textarea style="width:520px;height:160px"></textarea></label></main>');
    await desk.page.emulateMedia({ colorScheme });
    const background = colorScheme === "dark" ? "#16181d" : "#ffffff";
    await desk.page.evaluate((color) => (document.body.style.background = color), background);
    await desk.field.evaluate((field, color) => (field.style.background = color), background);
    await desk.field.evaluate((field, color) => (field.style.color = color), colorScheme === "dark" ? "#eee" : "#111");
    await desk.field.click();
    await desk.type(DRAFT);
    const { findings } = await score(DRAFT);
    await desk.found(findings.length);
    for (const [index, finding] of findings.entries()) {
      const card = await desk.openCard(finding);
      await card.getByRole("button", { name: "Why?" }).click();
      await desk.page.waitForTimeout(250);
      await picture(desk.page, `card-${index}-${colorScheme}`);
      expect(await violations(desk.page, "assist-root")).toEqual([]);
      await desk.badge.click();
    }
    await desk.badge.click();
    await desk.page.getByRole("button", { name: "More" }).click();
    await desk.page.waitForTimeout(250);
    await picture(desk.page, `overview-${colorScheme}`);
    expect(await violations(desk.page, "assist-root")).toEqual([]);
    await desk.page.close();
  });
});

it("keeps the agent's own keys and language", async () => {
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  const key = page.locator("#open-key");
  await expect.poll(() => key.textContent()).toBe("Alt+.");
  await key.click();
  await page.keyboard.press("Control+Shift+K");
  await expect.poll(() => key.textContent()).toBe("Ctrl+Shift+K");
  await page.locator("#language").selectOption("id");
  await page.reload();
  await expect.poll(() => key.textContent()).toBe("Ctrl+Shift+K");
  await page.close();
  const desk = await openHtml(context, "<textarea></textarea>");
  await desk.field.click();
  await desk.type(`${DENIAL}.`);
  await desk.found((await score(`${DENIAL}.`)).findings.length);
  await desk.page.keyboard.press("Control+Shift+K");
  await desk.card.waitFor();
  expect(await desk.card.locator("h2").textContent()).not.toBe((await score(`${DENIAL}.`)).findings[0]!.message);
  await desk.page.close();
});

