/** Sent replies: once each, only the sent text, also when the server is away at that moment. */

import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { connect, extensionPage, open, pairingCode } from "./harness/browser.js";
import { type Desk, openHtml, settle } from "./harness/desk.js";
import { startServer } from "./harness/setup.js";

const DESK = `<p data-assist="customer">My parcel is broken.</p><textarea></textarea><button data-assist="send"
  onclick="setTimeout(() => document.querySelector('textarea').value = '', 300)">Send</button>`;

let context: BrowserContext;
beforeAll(async () => {
  context = await open();
  await connect(context, await pairingCode());
});
afterAll(() => context.close());

async function stored(): Promise<{ outbox: unknown[]; recorded: { channel: string }[]; text: string }> {
  const page = await context.newPage();
  await page.goto(extensionPage("popup"));
  const all = await page.evaluate(() => chrome.storage.local.get());
  await page.close();
  return {
    outbox: (all["outbox"] as unknown[] | undefined) ?? [],
    recorded: (all["recorded"] as { channel: string }[] | undefined) ?? [],
    text: JSON.stringify(all),
  };
}

async function write(reply: string): Promise<Desk> {
  const desk = await openHtml(context, DESK);
  await desk.field.click();
  await desk.type(reply);
  await desk.badge.waitFor();
  return desk;
}

it("records what the send button took away, and keeps no word of it", async () => {
  const desk = await write("We are sorry for the trouble. A new parcel is on its way to you.");
  expect((await stored()).text).not.toContain("new parcel");
  await desk.page.getByRole("button", { name: "Send" }).click();
  await desk.page.getByText("Reply logged for review.").first().waitFor();
  const { outbox, recorded, text } = await stored();
  expect(outbox).toEqual([]);
  expect(recorded).toHaveLength(1);
  expect(text).not.toContain("new parcel");
  await desk.page.close();
});

it("records nothing when the draft stays where it is", async () => {
  const desk = await write("This one is not sent yet, so wait.");
  await desk.page.evaluate(() => (document.querySelector("button")!.onclick = null));
  await desk.page.getByRole("button", { name: "Send" }).click();
  await settle(1000);
  expect((await stored()).recorded).toHaveLength(1);
  await desk.page.close();
});

it("logs a reply on request", async () => {
  const desk = await write("We are sorry. The refund was sent this morning.");
  await desk.badge.click();
  const log = desk.page.getByRole("button", { name: "Log this reply" });
  if (!(await log.isVisible())) await desk.page.getByRole("button", { name: "More" }).click();
  await log.click();
  await desk.page.getByText("Reply logged for review.").first().waitFor();
  expect((await stored()).recorded).toHaveLength(2);
  await desk.page.close();
});

it("keeps a reply while the server is away, and delivers it once when it is back", async () => {
  const { assist } = inject("places");
  const data = `${inject("places").data}-outbox`;
  const first = await startServer(assist, data);
  await connect(context, await pairingCode(data), first.url);
  const desk = await write("We are sorry. Your money is back by Friday.");
  first.child.kill("SIGTERM");
  await desk.page.getByRole("button", { name: "Assist: offline" }).waitFor();
  await desk.page.getByRole("button", { name: "Send" }).click();
  await desk.page.getByText("Reply kept").first().waitFor();
  expect((await stored()).outbox).toHaveLength(1);
  const again = await startServer(assist, data, Number(new URL(first.url).port));
  await expect.poll(async () => (await stored()).outbox, { timeout: 40_000, interval: 500 }).toEqual([]);
  expect((await stored()).recorded).toHaveLength(3);
  await desk.page.close();
  again.child.kill("SIGTERM");
  await connect(context, await pairingCode());
}, 90_000);

it("can be switched off by the agent", async () => {
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  const record = page.getByRole("switch", { name: "Record replies" });
  await expect.poll(() => record.isChecked()).toBe(true);
  await record.uncheck();
  await page.close();
  const before = (await stored()).recorded.length;
  const desk = await write("We are sorry, the parcel comes tomorrow.");
  await desk.page.getByRole("button", { name: "Send" }).click();
  await settle(1200);
  expect((await stored()).recorded).toHaveLength(before);
  await desk.page.close();
});
