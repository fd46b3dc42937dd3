import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Assistant } from "../src/content/assistant.js";
import { GENERIC } from "../src/profiles/profiles.js";
import type { SiteConfig } from "../src/shared/settings.js";
import type { ToBackground } from "../src/shared/wire.js";

const MESSAGE = "My parcel is broken.";
const REPLY = "We are sorry for the trouble.";

let said: ToBackground[];
let assistant: Assistant;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("chrome", { i18n: { getMessage: (key: string) => key } });
  // What jsdom has not: layout, popovers, sheets made by hand.
  vi.stubGlobal("CSSStyleSheet", class { replaceSync = (): void => undefined; });
  vi.stubGlobal("DOMRect", class {});
  Object.assign(HTMLElement.prototype, { checkVisibility: () => true, showPopover: () => undefined, hidePopover: () => undefined });
  Object.assign(Document.prototype, { elementsFromPoint: () => [] });
  Object.defineProperty(HTMLElement.prototype, "innerText", {
    configurable: true,
    get(this: HTMLElement) {
      return this.textContent;
    },
  });
  document.body.innerHTML = `<p id="message">${MESSAGE}</p><textarea></textarea><textarea></textarea><input><button data-assist="send">Send</button>`;
  said = [];
  const config = { record: true, paired: true, language: "draft", sensitivity: "normal", checks: {}, openKey: "", previousKey: "" };
  assistant = new Assistant(config as unknown as SiteConfig, GENERIC, (message) => said.push(message));
  assistant.start();
});
afterEach(() => {
  assistant.stop();
  vi.useRealTimers();
  history.replaceState(null, "", "/");
});

const wait = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

async function write(text: string, index = 0): Promise<HTMLTextAreaElement | HTMLInputElement> {
  const field = document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("textarea, input")[index]!;
  field.focus();
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await wait(3000);
  return field;
}

/** The agent takes the message on the page, by the button in the overview. */
async function choose(): Promise<void> {
  document.getSelection()!.selectAllChildren(document.querySelector("#message")!);
  const { shadowRoot } = document.querySelector("assist-root")!;
  shadowRoot!.querySelector<HTMLElement>(".badge")!.click();
  [...shadowRoot!.querySelectorAll("button")].find((button) => button.textContent === "context_selection")!.click();
  await wait(3000);
}

/** The customer's message that the newest draft went with. */
function customer(): string | undefined {
  const last = said.filter((message) => message.type === "draft").at(-1)!;
  return last.customer;
}

it.each(["", "Dear Budi, "])("judges a draft against the message that was chosen for it, until it is sent (and %j stands there)", async (next) => {
  const field = await write("We are");
  expect(customer()).toBeUndefined();
  await choose();
  expect(customer()).toBe(MESSAGE);
  await write(REPLY);
  expect(customer()).toBe(MESSAGE);
  document.querySelector("button")!.click();
  field.value = next;
  await wait(500);
  expect(said.find((message) => message.type === "sent")?.sent).toMatchObject({ reply: REPLY, customer: MESSAGE });
  await write(`${next}Thanks for your mail.`);
  expect(customer()).toBeUndefined();
});

it("forgets the choice when the draft is begun anew", async () => {
  await write(REPLY);
  await choose();
  await write("");
  await write("Thanks for your mail.");
  expect(customer()).toBeUndefined();
});

it("keeps a choice that was made before anything was written, whatever spaces come first", async () => {
  await write("");
  await choose();
  await write(" ");
  await write(REPLY);
  expect(customer()).toBe(MESSAGE);
});

it("takes the choice for no other field, and for no other page", async () => {
  await write(REPLY);
  await choose();
  await write("Thanks for your mail.", 1);
  expect(customer()).toBeUndefined();
  await write(`${REPLY} Bye`);
  expect(customer()).toBe(MESSAGE);
  history.pushState(null, "", "/tickets/2");
  await write(`${REPLY} Bye!`);
  expect(customer()).toBeUndefined();
});

it("records the reply, though the agent was in a single line last", async () => {
  const field = await write(REPLY);
  const subject = await write("Your broken parcel", 2);
  document.querySelector("button")!.click();
  field.value = "";
  subject.value = "";
  await wait(500);
  expect(said.flatMap((message) => (message.type === "sent" ? [message.sent.reply] : []))).toEqual([REPLY]);
});

it("records the reply with the message that it answers, though the next ticket stands there by then", async () => {
  const field = await write(REPLY);
  document.querySelector("#message")!.setAttribute("data-assist", "customer");
  document.querySelector("button")!.click();
  document.querySelector("#message")!.textContent = "Where is my refund?";
  await wait(2500);
  field.value = "";
  await wait(500);
  expect(said.find((message) => message.type === "sent")?.sent).toMatchObject({ reply: REPLY, customer: MESSAGE });
});
