import { describe, expect, it } from "vitest";
import { editBetween, findAgain, shiftOffset, shiftSpan } from "../src/content/text/edit.js";

describe("editBetween", () => {
  it.each([
    ["abc", "abc", null],
    ["abc", "abXc", { start: 2, oldEnd: 2, newEnd: 3 }],
    ["abXc", "abc", { start: 2, oldEnd: 3, newEnd: 2 }],
    ["", "abc", { start: 0, oldEnd: 0, newEnd: 3 }],
    ["aaa", "aaaa", { start: 3, oldEnd: 3, newEnd: 4 }],
  ])("from %j to %j", (before, after, edit) => {
    expect(editBetween(before, after)).toEqual(edit);
  });

  it("gives back the text after, for any two texts", () => {
    const texts = ["", "a", "ab", "ba", "aab", "aba", "abab", "😀a", "a😀", "\n\n"];
    for (const before of texts) {
      for (const after of texts) {
        const edit = editBetween(before, after);
        if (edit === null) expect(after).toBe(before);
        else expect(before.slice(0, edit.start) + after.slice(edit.start, edit.newEnd) + before.slice(edit.oldEnd)).toBe(after);
      }
    }
  });
});

describe("shiftSpan", () => {
  const edit = { start: 5, oldEnd: 7, newEnd: 10 };
  it.each([
    [{ start: 0, end: 5 }, { start: 0, end: 5 }],
    [{ start: 7, end: 9 }, { start: 10, end: 12 }],
    [{ start: 4, end: 6 }, null],
    [{ start: 0, end: 20 }, null],
    [{ start: 6, end: 6 }, { start: 5, end: 5 }],
    [{ start: 5, end: 5 }, { start: 5, end: 5 }],
    [{ start: 8, end: 8 }, { start: 11, end: 11 }],
  ])("%j becomes %j", (span, moved) => {
    expect(shiftSpan(span, edit)).toEqual(moved);
  });
});

it("moves a caret with the text, and out of what was replaced", () => {
  const edit = { start: 5, oldEnd: 7, newEnd: 10 };
  expect([4, 5, 6, 7, 9].map((offset) => shiftOffset(offset, edit))).toEqual([4, 5, 10, 10, 12]);
  expect(shiftOffset(5, { start: 5, oldEnd: 5, newEnd: 8 })).toBe(8);
});

describe("findAgain", () => {
  const seen = "It is not our fault. Bye";
  const span = { start: 6, end: 19 };
  it("moves along with typing before it", () => {
    expect(findAgain(seen, span, "Well, it is not our fault. Bye")).toEqual({ start: 12, end: 25 });
  });
  it("keeps an empty place where it is, or moves it", () => {
    expect(findAgain("Bye", { start: 0, end: 0 }, "Bye.")).toEqual({ start: 0, end: 0 });
    expect(findAgain("A. B.", { start: 3, end: 3 }, "Now A. B.")).toEqual({ start: 7, end: 7 });
  });
  it("finds the only other place of a phrase in a text that became another", () => {
    expect(findAgain(seen, span, "Oh! not our fault, is it?")).toEqual({ start: 4, end: 17 });
  });
  it("gives up where it is gone, or where two places could be meant", () => {
    expect(findAgain(seen, span, "It is ours.")).toBeNull();
    expect(findAgain(seen, span, "X not our fault, Y not our fault Z")).toBeNull();
  });
});
