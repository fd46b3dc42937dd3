/** What those get who see no card and use no mouse. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Assistant } from "../src/content/assistant.js";
import { FormPainter } from "../src/content/marks/form-painter.js";
import { GENERIC } from "../src/profiles/profiles.js";
import type { SiteConfig } from "../src/shared/settings.js";
import type { ToBackground, ToFrame } from "../src/shared/wire.js";

const REPLY = "Itu bukan salah kami. Terima kasih.";
const scores = { defensive: 0.9, blame: 0, missing_apology: 0 };
const suggestion = { start: 0, end: 20, text: "Kami akan memeriksanya", scores: { ...scores, defensive: 0.1 } };
const finding = { start: 0, end: 20, text: "Itu bukan salah kami", category: "defensive", kind: "denial", score: 0.9 };

let said: ToBackground[];
let assistant: Assistant;
let field: HTMLTextAreaElement;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("chrome", { i18n: { getMessage: (key: string) => (key === "language_code" ? "en" : key) } });
  // What jsdom has not: layout, popovers, sheets made by hand, and the browser's commands.
  vi.stubGlobal("CSSStyleSheet", class { replaceSync = (): void => undefined; });
  vi.stubGlobal("DOMRect", class {});
  for (const name of ["show", "follow"] as const) vi.spyOn(FormPainter.prototype, name).mockReturnValue(undefined);
  Object.assign(HTMLElement.prototype, { checkVisibility: () => true, showPopover: () => undefined, hidePopover: () => undefined });
  Object.assign(Document.prototype, {
    elementsFromPoint: () => [],
    execCommand: (_: string, __: boolean, text: string) => field.setRangeText(text, field.selectionStart, field.selectionEnd, "end"),
  });
  document.body.innerHTML = "<textarea></textarea>";
  field = document.querySelector("textarea")!;
  said = [];
  const checks = { defensive: true, blame: true, missing_apology: true };
  const config = { language: "en", sensitivity: "normal", checks, openKey: "Alt+.", previousKey: "Alt+," };
  assistant = new Assistant(config as unknown as SiteConfig, GENERIC, (message) => said.push(message));
  assistant.start();
});
afterEach(() => {
  assistant.stop();
  document.body.replaceChildren();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const wait = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);
const drawn = (selector: string): HTMLElement => document.querySelector("assist-root")!.shadowRoot!.querySelector(selector)!;

/** The agent writes the reply, and the server finds one phrase in it. */
async function write(): Promise<void> {
  field.focus();
  field.value = REPLY;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await wait(400);
  const last = said.filter((message) => message.type === "draft").at(-1)!;
  const findings = [{ ...finding, message: "This denies it.", why: "It sounds so.", suggestions: [suggestion] }];
  const result = { language: "id", scores, flags: ["defensive"], findings, hints: [] };
  assistant.receive({ type: "result", draft: last.draft, seq: last.seq, ...result } as unknown as ToFrame);
}

function key(name: string, target: Element, init: KeyboardEventInit): boolean {
  return target.dispatchEvent(new KeyboardEvent(name, { bubbles: true, composed: true, cancelable: true, ...init }));
}

/** Opens the card by its shortcut; the focus is on the suggestion then. */
async function open(): Promise<HTMLElement> {
  await write();
  key("keydown", field, { key: ".", code: "Period", altKey: true });
  const button = drawn(".suggestion");
  expect(drawn(".card").hidden).toBe(false);
  expect(document.querySelector("assist-root")!.shadowRoot!.activeElement).toBe(button);
  return button;
}

it("says once what was found, though the badge is looked at all the time", async () => {
  await write();
  await wait(2000);
  const status = drawn("[role=status]");
  expect(status.textContent).toBe("badge_findings");
  status.textContent = "";
  await wait(5000);
  expect(status.textContent).toBe("");
});

it("does not tell of what was found in a field that is gone by then", async () => {
  await write();
  await wait(500);
  field.remove();
  await wait(3000);
  expect(drawn("[role=status]").textContent).toBe("");
});

it("closes the card with the field that it belongs to", async () => {
  await open();
  field.remove();
  await wait(300);
  expect(drawn(".card").hidden).toBe(true);
});

it("gives each part of the card the language that it is in", async () => {
  const button = await open();
  expect(document.querySelector<HTMLElement>("assist-root")!.lang).toBe("en");
  expect([button.lang, drawn(".phrase").lang]).toEqual(["id", "id"]);
  expect([drawn("h2").lang, drawn(".why").lang]).toEqual(["en", "en"]);
});

it.each(["Enter", "Escape"])("lets nothing of the %s that ends the card into the reply's field", async (code) => {
  const seen: string[] = [];
  for (const name of ["keydown", "keypress", "keyup"]) field.addEventListener(name, ({ type }) => seen.push(type));
  const button = await open();
  seen.length = 0;
  key("keydown", button, { key: code, code });
  // The browser's own part.
  if (code === "Enter") button.click();
  await wait(100);
  expect(drawn(".card").hidden).toBe(true);
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe(code === "Enter" ? REPLY.replace(finding.text, suggestion.text) : REPLY);
  key("keydown", field, { key: code, code, repeat: true });
  key("keyup", field, { key: code, code });
  expect(seen).toEqual([]);
  key("keydown", field, { key: code, code });
  key("keyup", field, { key: code, code });
  expect(seen).toEqual(["keydown", "keyup"]);
});
