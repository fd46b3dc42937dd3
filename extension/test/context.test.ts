import { expect, it } from "vitest";
import { Context } from "../src/content/context.js";
import { GENERIC } from "../src/profiles/profiles.js";

const LONGEST = 4000;

function chosen(text: string): string {
  const context = new Context(GENERIC);
  context.choose(text);
  return context.read(0);
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
