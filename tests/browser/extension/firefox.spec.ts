/** Firefox: the main path on every editor, with the built extension, paired by its own options page. */

import type { Frame, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Firefox, openFirefox } from "./harness/firefox.js";
import { applied, DENIAL, DRAFT, EDITORS, type EditorName, type Found, score, settle } from "./harness/desk.js";

/** There the browser's command is the only way in, and these editors take earlier typing along when they undo it. */
const COARSE = new Set<EditorName>(["tinymce", "rooster", "trix"]);

let firefox: Firefox;
let findings: Found[];
beforeAll(async () => {
  ({ findings } = await score(DRAFT));
  firefox = await openFirefox();
}, 90_000);
afterAll(() => firefox.close());

async function openEditor(name: EditorName): Promise<{ page: Page; frame: Frame; errors: string[] }> {
  const page = await firefox.browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error instanceof Error ? error.message : String(error)));
  await page.goto(`${inject("places").pages}/${name}.html`);
  await page.waitForFunction(() => typeof window.model === "function");
  const frame = name === "tinymce" ? page.frames().find((f) => f !== page.mainFrame())! : page.mainFrame();
  await frame.evaluate(() => {
    const all = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll("*")].flatMap((e) => (e.shadowRoot === null ? [e] : [e, ...all(e.shadowRoot)]));
    const fields = all(document).filter((e) => e.matches("textarea, input:not([data-trix-input]):not([type=button]), [contenteditable]:not([contenteditable=false]), #tinymce"));
    (fields.find((e) => (e as HTMLElement).checkVisibility()) as HTMLElement).focus();
  });
  return { page, frame, errors };
}

/** What the shadow root holds under `selector`, with this text. */
function inAssist(frame: Frame, selector: string, text: string, act: "see" | "click"): Promise<boolean> {
  return frame.evaluate(
    (query, words, action) => {
      const root = document.querySelector("assist-root")?.shadowRoot;
      const found = [...(root?.querySelectorAll<HTMLElement>(query) ?? [])].find((e) => (e.ariaLabel ?? e.textContent) === words);
      if (found === undefined || !found.checkVisibility()) return false;
      if (action === "click") {
        for (const name of ["mousedown", "click"]) {
          found.dispatchEvent(new MouseEvent(name, { bubbles: true, composed: true, cancelable: true, detail: 1 }));
        }
      }
      return true;
    },
    selector,
    text,
    act,
  );
}

const soon = { timeout: 10_000, interval: 50 };

describe.each(EDITORS)("%s", (name) => {
  it("marks, accepts, keeps the caret and undoes", async () => {
    const { page, frame, errors } = await openEditor(name);
    const model = (): Promise<string> => page.evaluate(() => window.model());
    const denial = findings.find((finding) => finding.text === DENIAL)!;
    const [suggestion] = denial.suggestions;
    await page.keyboard.type(DRAFT);
    const badge = `Assist: ${findings.length} findings`;
    await expect.poll(() => inAssist(frame, ".badge", badge, "see"), soon).toBe(true);
    await settle(1100);
    await inAssist(frame, ".badge", badge, "click");
    await expect.poll(async () => {
      if (await inAssist(frame, ".suggestion", suggestion!.text.trim(), "click")) return true;
      await inAssist(frame, ".round", "Next finding", "click");
      return false;
    }, soon).toBe(true);
    const wanted = applied(DRAFT, suggestion!);
    await expect.poll(model, soon).toBe(wanted);
    await settle(150);
    if (!COARSE.has(name)) {
      await page.keyboard.down("Control");
      await page.keyboard.press("z");
      await page.keyboard.up("Control");
      await expect.poll(model, soon).toBe(DRAFT);
    } else {
      await page.keyboard.type("!");
      await expect.poll(model, soon).toBe(`${wanted}!`);
    }
    await page.close();
    expect(errors).toEqual([]);
  }, 40_000);
});
