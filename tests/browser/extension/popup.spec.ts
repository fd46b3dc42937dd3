/** The popup of the toolbar: each of its states, and that the page beside it follows. */

import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { connect, open, pairingCode } from "./harness/browser.js";
import { DENIAL, type Desk, openAt, openHtml, score, settle } from "./harness/desk.js";
import { openPopup } from "./harness/popup.js";

const TEXT = `${DENIAL}.`;

let context: BrowserContext;
beforeAll(async () => {
  context = await open();
  await connect(context, "");
});
afterAll(() => context.close());

async function beside(body = "<textarea></textarea>"): Promise<{ desk: Desk; popup: Page }> {
  const desk = await openHtml(context, body);
  await desk.field.click();
  await desk.type(TEXT);
  await desk.found((await score(TEXT)).findings.length);
  return { desk, popup: await openPopup(context, desk.page.url()) };
}

async function close({ desk, popup }: { desk: Desk; popup: Page }): Promise<void> {
  await popup.close();
  await desk.page.close();
  expect(desk.errors).toEqual([]);
}

const switchOf = (popup: Page, name: string): Locator => popup.getByRole("switch", { name });

it("has nothing to switch where there is no web page", async () => {
  const popup = await openPopup(context, "chrome://settings/");
  await popup.getByText("Assist works on web pages").waitFor();
  expect(await popup.getByRole("switch").count()).toBe(0);
  await popup.close();
});

it("is off on a site that nobody has switched on", async () => {
  const desk = await openAt(context, "desk.localhost");
  const popup = await openPopup(context, desk.page.url());
  expect(await popup.locator("#site").textContent()).toBe("desk.localhost");
  expect(await switchOf(popup, "On for this site").isChecked()).toBe(false);
  expect(await popup.getByRole("button", { name: "Pause for an hour" }).isVisible()).toBe(false);
  await close({ desk, popup });
});

it("is on from the start on a tool that it knows", async () => {
  const popup = await openPopup(context, "https://acme.zendesk.com/agent/tickets/1");
  expect(await switchOf(popup, "On for this site").isChecked()).toBe(true);
  await popup.close();
});

it("pauses for an hour and resumes", async () => {
  const { desk, popup } = await beside();
  await popup.getByRole("button", { name: "Pause for an hour" }).click();
  await popup.getByText("Paused until").waitFor();
  await expect.poll(() => desk.page.locator("assist-root").count()).toBe(0);
  await popup.reload();
  await popup.getByText("Paused until").waitFor();
  await popup.getByRole("button", { name: "Resume now" }).click();
  await popup.getByRole("button", { name: "Pause for an hour" }).waitFor();
  await desk.page.bringToFront();
  await desk.found((await score(TEXT)).findings.length);
  await close({ desk, popup });
});

it("takes a check out and puts it back", async () => {
  const { desk, popup } = await beside();
  const { findings } = await score(TEXT);
  const rest = findings.filter((finding) => finding.category !== "defensive").length;
  const defensive = popup.getByRole("checkbox", { name: "Defensive" });
  expect(await defensive.isChecked()).toBe(true);
  await defensive.uncheck();
  await desk.page.getByRole("button", { name: rest === 0 ? "Assist: all clear" : `Assist: ${rest} findings` }).waitFor();
  await defensive.check();
  await desk.found(findings.length);
  await close({ desk, popup });
});

it("shows less or more, as the agent likes it", async () => {
  const { desk, popup } = await beside();
  const { server } = inject("places");
  for (const sensitivity of ["Low", "High", "Normal"]) {
    await popup.getByRole("radio", { name: sensitivity }).check({ force: true });
    const body = JSON.stringify({ reply: TEXT, sensitivity: sensitivity.toLowerCase() });
    const response = await fetch(`${server}/v1/score`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const { length } = ((await response.json()) as { findings: unknown[] }).findings;
    await desk.page.getByRole("button", { name: length === 0 ? "Assist: all clear" : `Assist: ${length} findings` }).waitFor();
  }
  await close({ desk, popup });
});

it("records nothing before it is paired; then it does from the start, until the agent says no to this site", async () => {
  const recorded = (page: Page): Promise<number> =>
    page.evaluate(async () => ((await chrome.storage.local.get("recorded"))["recorded"] as unknown[] | undefined)?.length ?? 0);
  const send = '<textarea></textarea><button data-assist="send" onclick="setTimeout(() => document.querySelector(\'textarea\').value = \'\', 100)">Send</button>';
  const unpaired = await beside(send);
  const record = switchOf(unpaired.popup, "Record sent replies here");
  expect([await record.isChecked(), await record.isEnabled()]).toEqual([false, false]);
  await unpaired.desk.page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => unpaired.desk.field.inputValue()).toBe("");
  await settle(800);
  await close(unpaired);

  await connect(context, await pairingCode());
  const paired = await beside(send);
  expect(await recorded(paired.popup)).toBe(0);
  const now = switchOf(paired.popup, "Record sent replies here");
  expect([await now.isChecked(), await now.isEnabled()]).toEqual([true, true]);
  await paired.desk.page.getByRole("button", { name: "Send" }).click();
  await paired.desk.page.getByText("Reply logged for review.").first().waitFor();
  expect(await recorded(paired.popup)).toBe(1);
  await now.uncheck();
  await close(paired);

  const refused = await beside(send);
  expect(await switchOf(refused.popup, "Record sent replies here").isChecked()).toBe(false);
  await refused.desk.page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => refused.desk.field.inputValue()).toBe("");
  await settle(800);
  expect(await recorded(refused.popup)).toBe(1);
  await close(refused);
});
