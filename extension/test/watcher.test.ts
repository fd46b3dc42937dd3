import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { ComposerHost } from "../src/content/composer.js";
import { FormPainter } from "../src/content/marks/form-painter.js";
import { Watcher } from "../src/content/watcher.js";
import { GENERIC } from "../src/profiles/profiles.js";
import type { SiteConfig } from "../src/shared/settings.js";

const REPLY = "That is not our fault.";

let watcher: Watcher;
let submitted: string[];
/** The fields whose drafts were over, in order. */
let over: Element[];

beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, "isContentEditable", {
    get(this: HTMLElement) {
      return this.closest("[contenteditable]")?.getAttribute("contenteditable") === "true";
    },
  });
});
beforeEach(() => {
  vi.useFakeTimers();
  submitted = [];
  over = [];
  const config = { language: "draft", sensitivity: "normal", checks: {} } as unknown as SiteConfig;
  const host: ComposerHost = {
    config,
    customer: () => "",
    submit: ({ reply }) => void submitted.push(reply),
    forget: (_, { element }) => void over.push(element),
    changed: () => undefined,
  };
  watcher = new Watcher(GENERIC, host, document.createElement("div"), () => undefined);
  watcher.start();
});
afterEach(() => {
  watcher.stop();
  document.body.replaceChildren();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function fields(html: string): HTMLElement[] {
  document.body.innerHTML = html;
  return [...document.body.children] as HTMLElement[];
}

const wait = (milliseconds = 600): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

/** What a person's typing is to the page. */
async function type(field: HTMLElement, text: string): Promise<void> {
  field.focus();
  if ("value" in field) field.value = text;
  else field.textContent = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await wait();
}

it.each(["<textarea></textarea>", '<div contenteditable="true" tabindex="0"></div>'])(
  "sees that a tool emptied a field that the agent has left: %s",
  async (html) => {
    const [first, second] = fields(`${html}<textarea></textarea>`);
    await type(first!, REPLY);
    await type(second!, "And another one.");
    if ("value" in first!) first.value = "";
    else first!.textContent = "";
    await wait();
    expect(over).toEqual([first]);
    expect(submitted).toEqual([REPLY, "And another one."]);
  },
);

it("has the lines of other fields follow when the active one goes", async () => {
  const [first, second] = fields("<textarea></textarea><textarea></textarea>");
  await type(first!, REPLY);
  await type(second!, REPLY);
  second!.remove();
  await wait();
  expect(watcher.active).toBeNull();
  const follow = vi.spyOn(FormPainter.prototype, "follow");
  await wait(250);
  expect(follow).toHaveBeenCalled();
});

it("lets go of a field that becomes a secret, and reads nothing more of it", async () => {
  const [field] = fields("<input>");
  await type(field!, REPLY);
  (field as HTMLInputElement).type = "password";
  const read = vi.fn(() => "open sesame, if you please");
  Object.defineProperty(field, "value", { get: read });
  field!.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await wait();
  expect(read).not.toHaveBeenCalled();
  expect(over).toEqual([field]);
  expect(watcher.active).toBeNull();
  expect(submitted).toEqual([REPLY]);
});

it("keeps a draft whose field is only locked, as tools do while they send", async () => {
  const [field] = fields("<textarea></textarea>");
  await type(field!, REPLY);
  (field as HTMLTextAreaElement).readOnly = true;
  await wait();
  expect(over).toEqual([]);
  expect(watcher.active?.draft.text).toBe(REPLY);
});
