/** What a person does in a field with Assist beside it. */

import type { BrowserContext, Frame, Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { newPage } from "./browser.js";
import { draftOf, type Found, scoreOn, type Suggested } from "./example.js";

export const EDITORS = [
  "textarea", "input", "react", "plain", "shadow", "prosemirror", "tiptap", "quill", "lexical", "slate",
  "ckeditor", "tinymce", "draft", "trix", "rooster",
] as const;
export type EditorName = (typeof EDITORS)[number];

const FIELDS: Partial<Record<EditorName, string>> = {
  textarea: "textarea",
  input: "input",
  react: "textarea",
  trix: "trix-editor",
};

const example = inject("example");
/** Two phrases that nobody could doubt, and words around them that say nothing. */
export const DENIAL = example.denial;
export const REPROACH = example.reproach;
export const DRAFT = draftOf(example);

export class Desk {
  readonly errors: string[];
  readonly page: Page;
  readonly frame: Frame;
  readonly field: Locator;

  constructor(page: Page, frame: Frame, field: Locator, errors: string[] = []) {
    this.page = page;
    this.frame = frame;
    this.field = field;
    this.errors = errors;
  }

  get badge(): Locator {
    return this.frame.getByRole("button", { name: /^Assist:/ });
  }

  get card(): Locator {
    return this.frame.locator("assist-root").getByRole("dialog");
  }

  model(): Promise<string> {
    return this.page.evaluate(() => window.model());
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Waits until the badge counts `findings`, and their suggestions are there. */
  async found(findings: number): Promise<void> {
    await this.frame.getByRole("button", { name: `Assist: ${findings} findings` }).waitFor({ timeout: 10_000 });
  }

  /** The phrases that the browser highlights. */
  highlighted(name: "assist-defensive" | "assist-blame"): Promise<string[]> {
    return this.frame.evaluate((key) => [...(CSS.highlights.get(key) ?? [])].map(String), name);
  }

  /** Opens the card of `finding` from the badge, by mouse. */
  async openCard(finding: Found): Promise<Locator> {
    await this.badge.click();
    const card = this.frame.getByRole("dialog", { name: finding.message });
    for (let step = 0; step < 8 && !(await card.isVisible()); step++) {
      await this.frame.getByRole("button", { name: "Next finding" }).click();
    }
    await card.waitFor();
    return card;
  }

  /** Accepts the first suggestion of `finding`; waits until the field holds `wanted`. */
  async accept(finding: Found, wanted: string): Promise<void> {
    const card = await this.openCard(finding);
    await card.getByRole("button", { name: finding.suggestions[0]!.text.trim(), exact: true }).click();
    await expect.poll(() => this.model(), { timeout: 5000 }).toBe(wanted);
  }

  async undo(): Promise<void> {
    await this.page.keyboard.press("Control+z");
  }
}

/** Opens an editor page with the caret in its empty field. */
export async function openEditor(context: BrowserContext, name: EditorName): Promise<Desk> {
  const { page, errors } = await newPage(context);
  await page.goto(`${inject("places").pages}/${name}.html`);
  await page.waitForFunction(() => typeof window.model === "function");
  let frame = page.mainFrame();
  if (name === "tinymce") {
    const element = await page.waitForSelector("iframe");
    frame = (await element.contentFrame())!;
  }
  const field = frame.locator(FIELDS[name] ?? "[contenteditable=true]").first();
  await field.click();
  return new Desk(page, frame, field, errors);
}

/** Opens a page with this body; the field is the first match of `selector`. */
export async function openHtml(context: BrowserContext, body: string, selector = "textarea", extra = ""): Promise<Desk> {
  const { page, errors } = await newPage(context);
  await page.goto(`${inject("places").pages}/html?body=${encodeURIComponent(`<link rel="icon" href="data:,">${body}`)}${extra}`);
  return new Desk(page, page.mainFrame(), page.locator(selector).first(), errors);
}

/** Opens a page with one text area at `host`: a name of this machine, but a site of its own to the browser. */
export async function openAt(context: BrowserContext, host: string): Promise<Desk> {
  const { page, errors } = await newPage(context);
  const body = encodeURIComponent('<link rel="icon" href="data:,"><textarea></textarea>');
  await page.goto(`${inject("places").pages.replace("127.0.0.1", host)}/html?body=${body}`);
  return new Desk(page, page.mainFrame(), page.locator("textarea"), errors);
}

/** What the server itself says of a reply: what the extension must show. */
export function score(reply: string, customer = ""): Promise<{ findings: Found[] }> {
  return scoreOn(inject("places").server, reply, customer);
}

export function applied(reply: string, suggestion: Suggested): string {
  return reply.slice(0, suggestion.start) + suggestion.text + reply.slice(suggestion.end);
}

export type { Found };

export const settle = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Empty the field of `desk` and type `text` into it, with its page in front. */
export async function typeAnew(desk: Desk, text: string): Promise<void> {
  await desk.page.bringToFront();
  await desk.field.fill("");
  await desk.field.click();
  await desk.type(text);
}
