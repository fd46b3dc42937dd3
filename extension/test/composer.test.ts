import { beforeEach, expect, it, vi } from "vitest";
import { Composer } from "../src/content/composer.js";
import type { Painter } from "../src/content/marks/painter.js";
import type { SiteConfig } from "../src/shared/settings.js";
import type { DraftMessage } from "../src/shared/wire.js";

/** The server's own measure (assist/server/live.py): the bytes of the message as it comes in. */
const LARGEST = 64 * 1024;
const bytes = (message: DraftMessage): number => Buffer.byteLength(JSON.stringify(message));

let submitted: DraftMessage[];
beforeEach(() => {
  submitted = [];
  vi.stubGlobal("chrome", { i18n: { getMessage: (key: string) => key } });
});

/** Has a field with this text submit its draft; gives what the agent is told of it. */
function submit(text: string, customer = ""): string {
  const field = { read: () => text, multiline: true, element: document.createElement("textarea") };
  const host = {
    config: { language: "draft", sensitivity: "normal", checks: {} } as SiteConfig,
    customer: () => customer,
    submit: (message: DraftMessage) => void submitted.push(message),
    forget: () => undefined,
    changed: () => undefined,
  };
  const composer = new Composer(field as never, { show: () => undefined, remove: () => undefined } as Partial<Painter> as Painter, host);
  composer.look();
  composer.submit();
  composer.remove();
  return composer.problem;
}

it.each([
  ["quotes", '"'.repeat(40_000)],
  ["line breaks", "ok\n".repeat(20_000)],
  ["letters of three bytes", "世".repeat(25_000)],
])("tells the agent of a draft that is too long for the line only as it is sent: %s", (_, text) => {
  expect(submit(text)).toBe("overview_too_long");
  expect(submitted).toEqual([]);
});

it("counts the customer's message in", () => {
  expect(submit("x".repeat(63_000), "\n".repeat(4000))).toBe("overview_too_long");
  expect(submitted).toEqual([]);
});

it("sends what fits to the last byte, and nothing beyond", () => {
  submit("x");
  const around = bytes(submitted[0]!) - 1;
  expect(submit("x".repeat(LARGEST - around))).toBe("");
  expect(bytes(submitted[1]!)).toBe(LARGEST);
  expect(submit("x".repeat(LARGEST - around + 1))).toBe("overview_too_long");
  expect(submitted).toHaveLength(2);
});
