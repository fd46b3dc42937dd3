/** Sent replies: once each, only the sent text, also when the server is away at that moment. */

import { createServer } from "node:http";
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { connect, extensionPage, newPage, open, pairingCode } from "./harness/browser.js";
import { Desk, openHtml, settle } from "./harness/desk.js";
import { startServer } from "./harness/setup.js";

const DESK = `<p data-assist="customer">My parcel is broken.</p><textarea></textarea><button data-assist="send"
  onclick="setTimeout(() => document.querySelector('textarea').value = '', 300)">Send</button>`;

let context: BrowserContext;
beforeAll(async () => {
  context = await open();
  await connect(context, await pairingCode());
});
afterAll(() => context.close());

interface Logged {
  readonly channel: string;
  readonly refused?: string;
}

async function stored(): Promise<{ outbox: unknown[]; recorded: Logged[]; text: string }> {
  const page = await context.newPage();
  await page.goto(extensionPage("popup"));
  const all = await page.evaluate(() => chrome.storage.local.get());
  await page.close();
  return {
    outbox: (all["outbox"] as unknown[] | undefined) ?? [],
    recorded: (all["recorded"] as Logged[] | undefined) ?? [],
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

it("keeps a reply while something else answers in the server's place", async () => {
  const { assist } = inject("places");
  const data = `${inject("places").data}-proxy`;
  const first = await startServer(assist, data);
  await connect(context, await pairingCode(data), first.url);
  const before = (await stored()).recorded.length;
  const desk = await write("We are sorry. The new one leaves today.");
  first.child.kill("SIGTERM");
  await desk.page.getByRole("button", { name: "Assist: offline" }).waitFor();
  const port = Number(new URL(first.url).port);
  const proxy = createServer((_, response) => response.writeHead(404, { "Content-Type": "text/html" }).end("<h1>Not here</h1>"));
  await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
  await desk.page.getByRole("button", { name: "Send" }).click();
  await desk.page.getByText("Reply kept").first().waitFor();
  expect((await stored()).outbox).toHaveLength(1);
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  const again = await startServer(assist, data, port);
  await expect.poll(async () => (await stored()).outbox, { timeout: 60_000, interval: 500 }).toEqual([]);
  expect((await stored()).recorded).toHaveLength(before + 1);
  await desk.page.close();
  again.child.kill("SIGTERM");
  await connect(context, await pairingCode());
}, 120_000);

it("says so, and why, when the server will not take a reply", async () => {
  const { length } = (await stored()).recorded;
  const desk = await write("We are sorry for that.");
  // A control character, as programs leave them behind: no text to the server.
  await desk.field.evaluate((field: HTMLTextAreaElement) => (field.value += " Bye\u0007"));
  await desk.page.getByRole("button", { name: "Send" }).click();
  await desk.page.getByText(/^Reply not logged.*U\+0007/).first().waitFor();
  const { outbox, recorded } = await stored();
  expect(outbox).toEqual([]);
  expect(recorded).toHaveLength(length + 1);
  expect(recorded[0]!.refused).toContain("U+0007");
  await desk.page.close();
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  await page.getByRole("listitem").filter({ hasText: "Reply not logged" }).waitFor();
  await page.close();
});

it("records once what the agent sends by a double click", async () => {
  const { length } = (await stored()).recorded;
  const desk = await write("We are sorry. A courier comes at noon.");
  await desk.page.getByRole("button", { name: "Send" }).dblclick();
  await desk.page.getByText("Reply logged for review.").first().waitFor();
  await settle(1000);
  expect((await stored()).recorded).toHaveLength(length + 1);
  await desk.page.close();
});

it("records a reply also when the next one is begun at once", async () => {
  const { length } = (await stored()).recorded;
  const desk = await write("We are sorry. Here is your voucher.");
  await desk.page.evaluate(() => {
    const field = document.querySelector("textarea")!;
    document.querySelector("button")!.onclick = () => {
      field.value = "";
      field.focus();
    };
  });
  await desk.page.getByRole("button", { name: "Send" }).click();
  await desk.type("We are here until six, should anything else be wrong.");
  await desk.page.getByText("Reply logged for review.").first().waitFor();
  await settle(1000);
  expect((await stored()).recorded).toHaveLength(length + 1);
  await desk.page.close();
});

it("records a message that the Enter key takes away, with the next letter right behind it", async () => {
  const { length } = (await stored()).recorded;
  const { page, errors } = await newPage(context);
  const chat = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>chat</title><footer>
    <div contenteditable="true" data-lexical-editor="true" style="min-height:60px"></div></footer><script>
    const field = document.querySelector("[contenteditable]");
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      field.textContent = "";
    });</script>`;
  await page.route("https://web.whatsapp.com/**", (route) => route.fulfill({ contentType: "text/html", body: chat }));
  await page.goto("https://web.whatsapp.com/");
  const desk = new Desk(page, page.mainFrame(), page.locator("[contenteditable]"), errors);
  await desk.field.click();
  await desk.type("We are sorry, we look into it.");
  await desk.badge.waitFor();
  await page.keyboard.press("Enter");
  await desk.type("W");
  await page.getByText("Reply logged for review.").first().waitFor();
  await settle(1000);
  const { recorded } = await stored();
  expect(recorded).toHaveLength(length + 1);
  expect(recorded[0]!.channel).toBe("whatsapp");
  await page.close();
  expect(errors).toEqual([]);
});

it("records the reply where the agent was in the subject last", async () => {
  const { length } = (await stored()).recorded;
  const desk = await write("We are sorry. It is mended by tomorrow.");
  await desk.page.evaluate(() => {
    const subject = document.body.appendChild(document.createElement("input"));
    document.querySelector("button")!.addEventListener("click", () => setTimeout(() => (subject.value = ""), 300));
  });
  await desk.page.locator("input").click();
  await desk.type("Your broken parcel of last week");
  await desk.page.getByRole("button", { name: "Send" }).click();
  await desk.page.getByText("Reply logged for review.").first().waitFor();
  await settle(1000);
  // One, and not the subject as well.
  expect((await stored()).recorded).toHaveLength(length + 1);
  await desk.page.close();
});

it("takes Enter in a chat's search for no send", async () => {
  const { length } = (await stored()).recorded;
  const { page, errors } = await newPage(context);
  const chat = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>chat</title>
    <div id="list" contenteditable="true" data-lexical-editor="true" style="min-height:30px"></div><footer>
    <div id="reply" contenteditable="true" data-lexical-editor="true" style="min-height:60px"></div></footer><script>
    document.querySelector("#list").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      for (const field of document.querySelectorAll("[contenteditable]")) field.textContent = "";
    });</script>`;
  await page.route("https://web.whatsapp.com/**", (route) => route.fulfill({ contentType: "text/html", body: chat }));
  await page.goto("https://web.whatsapp.com/");
  const desk = new Desk(page, page.mainFrame(), page.locator("#reply"), errors);
  await desk.field.click();
  await desk.type("We are sorry, we look into it.");
  await desk.badge.waitFor();
  await page.locator("#list").click();
  await desk.type("Rina from Bandung");
  await page.keyboard.press("Enter");
  await settle(1500);
  expect((await stored()).recorded).toHaveLength(length);
  await page.close();
  expect(errors).toEqual([]);
});

it("records nothing that the agent takes away, after a send that did not go", async () => {
  const { length } = (await stored()).recorded;
  const desk = await write("We are sorry, but no.");
  await desk.page.evaluate(() => (document.querySelector("button")!.onclick = null));
  await desk.page.getByRole("button", { name: "Send" }).click();
  await desk.field.click();
  await desk.page.keyboard.press("Control+a");
  await desk.page.keyboard.press("Delete");
  await settle(400);
  await desk.type("We are sorry, and yes.");
  await settle(1000);
  expect((await stored()).recorded).toHaveLength(length);
  await desk.page.close();
});

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
