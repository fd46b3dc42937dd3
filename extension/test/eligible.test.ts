import { beforeAll, describe, expect, it } from "vitest";
import { fieldOf, hasOptedOut } from "../src/content/eligible.js";

beforeAll(() => {
  // jsdom knows neither; browsers do.
  Object.defineProperty(HTMLElement.prototype, "isContentEditable", {
    get(this: HTMLElement) {
      return this.closest("[contenteditable]")?.getAttribute("contenteditable") === "true";
    },
  });
});

function field(html: string, known = ""): HTMLElement | null {
  document.body.innerHTML = html;
  return fieldOf(document.body.querySelector("[data-it]") ?? document.body.querySelector("textarea, input, [contenteditable]"), known);
}

describe("fields to compose in", () => {
  it.each(["<textarea></textarea>", "<input>", '<input type="text" maxlength="500">', '<div contenteditable="true"></div>'])("%s", (html) => {
    expect(field(html)).not.toBeNull();
  });
  it("takes the outermost editable element around the target", () => {
    const host = field('<div contenteditable="true" id="host"><p><b data-it>x</b></p></div>');
    expect(host?.id).toBe("host");
  });
});

describe("fields to keep away from", () => {
  it.each([
    '<input type="password">',
    '<input type="email">',
    '<input type="search">',
    '<input autocomplete="street-address">',
    '<input inputmode="numeric">',
    '<input maxlength="20">',
    '<input placeholder="Cari produk">',
    '<input name="search">',
    '<textarea role="combobox"></textarea>',
    '<form role="search"><textarea></textarea></form>',
    "<textarea readonly></textarea>",
    "<textarea disabled></textarea>",
    '<textarea data-gramm="false"></textarea>',
    '<textarea data-assist="false"></textarea>',
    '<div data-assist="false"><textarea></textarea></div>',
    '<div class="monaco-editor"><textarea></textarea></div>',
    '<div contenteditable="false"></div>',
  ])("%s", (html) => {
    expect(field(html)).toBeNull();
  });
});

it("watches a tool's own field although it refuses other aids, but never one that refuses Assist", () => {
  expect(field('<textarea class="reply" data-gramm="false"></textarea>', ".reply")).not.toBeNull();
  expect(field('<textarea class="reply" data-assist="false"></textarea>', ".reply")).toBeNull();
});

it("sees an opt-out through shadow roots", () => {
  document.body.innerHTML = '<div data-assist="false"><p></p></div>';
  const root = document.querySelector("p")!.attachShadow({ mode: "open" });
  root.innerHTML = "<textarea></textarea>";
  expect(hasOptedOut(root.querySelector("textarea")!)).toBe(true);
});
