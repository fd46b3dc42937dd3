import { expect, it } from "vitest";
import { spaced } from "../src/content/write/doors.js";

function host(name: string, whiteSpace: string): HTMLElement {
  const element = document.createElement(name);
  element.style.whiteSpace = whiteSpace;
  return document.body.appendChild(element);
}

it.each([
  ["one word after another", "one word after another"],
  ["done.  Then", "done.\u00A0 Then"],
  ["a   b", "a\u00A0\u00A0 b"],
])("%j keeps each of its spaces where spaces collapse", (text, kept) => {
  expect(spaced(host("div", "normal"), text)).toBe(kept);
});

it.each([
  ["div", "pre-wrap"],
  ["textarea", "pre-wrap"],
  ["input", "normal"],
])("%s with white-space %s takes spaces as they are", (name, whiteSpace) => {
  expect(spaced(host(name, whiteSpace), "done.  Then")).toBe("done.  Then");
});
