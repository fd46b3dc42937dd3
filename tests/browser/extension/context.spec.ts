/** The customer's message: marked by the page, selected or pointed at by the agent. */

import { expect, it } from "vitest";
import { browser } from "./harness/browser.js";
import { openHtml, score } from "./harness/desk.js";

const CUSTOMER = "My parcel arrived broken and nobody answers me. I am really upset about this!";
const REPLY = "Please send us a photo of it.";

it("reads the message that the page marks as the customer's", async () => {
  const { findings } = await score(REPLY, CUSTOMER);
  expect(findings.map((finding) => finding.category)).toContain("missing_apology");
  const desk = await openHtml(await browser(), `<p data-assist="customer">${CUSTOMER}</p><textarea></textarea>`);
  await desk.field.click();
  await desk.type(REPLY);
  await desk.found(findings.length);
  const card = await desk.openCard(findings[0]!);
  const suggestion = findings[0]!.suggestions[0]!;
  await card.getByRole("button", { name: suggestion.text.trim(), exact: true }).click();
  const wanted = REPLY.slice(0, suggestion.start) + suggestion.text + REPLY.slice(suggestion.end);
  await expect.poll(() => desk.field.inputValue()).toBe(wanted);
  await desk.page.close();
});

it("lets the chosen message go with the reply that answered it", async () => {
  const { findings } = await score(REPLY, CUSTOMER);
  const alone = await score(REPLY);
  const said = alone.findings.length === 0 ? "Assist: all clear" : `Assist: ${alone.findings.length} findings`;
  expect(alone.findings.length).not.toBe(findings.length);
  const desk = await openHtml(await browser(), `<p id="message">${CUSTOMER}</p><textarea></textarea><button data-assist="send"
    onclick="document.querySelector('textarea').value = ''">Send</button>`);
  await desk.field.click();
  await desk.type(REPLY);
  await desk.page.getByRole("button", { name: said }).waitFor();
  await desk.page.locator("#message").click({ clickCount: 3 });
  await desk.badge.click();
  await desk.page.getByRole("button", { name: "Use selected text" }).click();
  await desk.found(findings.length);
  await desk.page.getByRole("button", { name: "Send" }).click();
  // Beside an empty field that nobody is in there is no badge.
  await desk.badge.waitFor({ state: "hidden" });
  await desk.field.click();
  await desk.page.getByRole("button", { name: "Assist: ready" }).waitFor();
  await desk.type(REPLY);
  await desk.page.getByRole("button", { name: said }).waitFor();
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});

it("takes what the agent selects, or points at, as the customer's message", async () => {
  const { findings } = await score(REPLY, CUSTOMER);
  const alone = await score(REPLY);
  const desk = await openHtml(await browser(), `<p id="message">${CUSTOMER}</p><textarea style="width:500px;height:120px"></textarea>`);
  await desk.field.click();
  await desk.type(REPLY);
  await desk.page.getByRole("button", { name: alone.findings.length === 0 ? "Assist: all clear" : "findings" }).waitFor();
  await desk.page.locator("#message").click({ clickCount: 3 });
  await desk.badge.click();
  await desk.page.getByRole("button", { name: "Use selected text" }).click();
  await desk.found(findings.length);
  await desk.field.click();
  await desk.page.keyboard.press("End");
  await desk.badge.click();
  await desk.page.getByRole("button", { name: "More" }).click();
  await desk.page.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => desk.badge.getAttribute("aria-label")).not.toBe(`Assist: ${findings.length} findings`);
  await desk.badge.click();
  await desk.page.getByRole("button", { name: "Point at it" }).click();
  await desk.page.locator("#message").click();
  await desk.found(findings.length);
  await desk.page.close();
  expect(desk.errors).toEqual([]);
});
