import { expect, it } from "vitest";
import { unbroken } from "../src/content/write/doors.js";

it.each([
  ["one word after another", "one word after another"],
  ["done.  Then", "done.\u00A0 Then"],
  ["a   b", "a\u00A0\u00A0 b"],
])("%j keeps each of its spaces where spaces collapse", (text, kept) => {
  expect(unbroken(text)).toBe(kept);
});
