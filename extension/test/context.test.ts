import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Context } from "../src/content/context.js";
import { GENERIC } from "../src/profiles/profiles.js";

const LONGEST = 4000;

let context: Context;
let field: HTMLElement;
beforeEach(() => {
  context = new Context(GENERIC);
  field = document.createElement("textarea");
});

function chosen(text: string): string {
  context.choose(field, text);
  return context.read(field);
}

it.each([
  ["between two characters", "x".repeat(LONGEST - 2) + "😀😀", "x".repeat(LONGEST - 2) + "😀"],
  ["and never within one", "x".repeat(LONGEST - 1) + "😀", "x".repeat(LONGEST - 1)],
])("cuts a long message %s", (_, text, kept) => {
  expect(chosen(text)).toBe(kept);
});

it("keeps a message that is short enough as it is, but for the spaces around it", () => {
  expect(chosen(" My parcel is broken 😡 ")).toBe("My parcel is broken 😡");
});

describe("whose message it is", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    // jsdom lays nothing out, and knows no text as it is shown.
    HTMLElement.prototype.checkVisibility = () => true;
    Object.defineProperty(HTMLElement.prototype, "innerText", { configurable: true, get: (): string => shown });
    document.body.innerHTML = '<p data-assist="customer"></p>';
    shown = "shown";
  });
  afterEach(() => {
    vi.useRealTimers();
    history.replaceState(null, "", "/");
    document.body.innerHTML = "";
  });

  let shown: string;

  it("is what the agent chose for this field, and for no other", () => {
    expect(chosen("chosen")).toBe("chosen");
    expect(context.read(document.createElement("textarea"))).toBe("shown");
  });

  it.each(["/tickets/2", "?ticket=2", "#/tickets/2"])("is no more what was chosen before the page went to %s", (address) => {
    chosen("chosen");
    history.pushState(null, "", address);
    expect(context.read(field)).toBe("shown");
  });

  it("is what the page shows at this moment, once the choice is cleared", () => {
    context.read(field);
    shown = "shown next";
    context.choose(field, "chosen");
    context.clear(field);
    expect(context.read(field)).toBe("shown next");
  });

  it("is looked up at most every two seconds, unless it must be known at once", () => {
    expect(context.read(field)).toBe("shown");
    shown = "shown next";
    vi.advanceTimersByTime(1900);
    expect(context.read(field)).toBe("shown");
    expect(context.read(field, true)).toBe("shown next");
    shown = "shown last";
    vi.advanceTimersByTime(2000);
    expect(context.read(field)).toBe("shown last");
  });
});
