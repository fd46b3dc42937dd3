import { beforeEach, describe, expect, it } from "vitest";
import { Draft } from "../src/content/draft.js";
import type { Finding, Result } from "../src/shared/result.js";

const ALL = { defensive: true, blame: true, missing_apology: true };
const NONE = { defensive: 0, blame: 0, missing_apology: 0 };

function finding(text: string, start: number, suggestion?: string): Finding {
  const span = { start, end: start + text.length };
  const suggestions = suggestion === undefined ? [] : [{ ...span, text: suggestion, scores: NONE }];
  return { ...span, text, category: "defensive", kind: "denial", score: 0.9, message: "m", why: "w", suggestions };
}

function result(...findings: Finding[]): Result {
  return { language: "en", scores: NONE, flags: [], findings, hints: [] };
}

describe("Draft", () => {
  let draft: Draft;
  beforeEach(() => {
    draft = new Draft();
    draft.edit("It is not our fault. Bye");
  });

  it("lays a result over what was typed since", () => {
    const seq = draft.send();
    draft.edit("Well: It is not our fault. Bye");
    expect(draft.result(seq, result(finding("not our fault", 6, "ours")))).toBe(true);
    const [shown] = draft.findings(ALL);
    expect([shown!.start, shown!.end]).toEqual([12, 25]);
    expect([shown!.suggestions[0]!.start, shown!.suggestions[0]!.end]).toEqual([12, 25]);
  });

  it("drops answers that are older than the last one", () => {
    const first = draft.send();
    const second = draft.send();
    expect(draft.result(second, result())).toBe(true);
    expect(draft.result(first, result(finding("not our fault", 6)))).toBe(false);
    expect(draft.findings(ALL)).toEqual([]);
  });

  it("lets go of a finding whose words are touched", () => {
    draft.result(draft.send(), result(finding("not our fault", 6)));
    draft.edit("It is not our big fault. Bye");
    expect(draft.findings(ALL)).toEqual([]);
  });

  it("takes suggestions that come later, for the answered state only", () => {
    const seq = draft.send();
    draft.result(seq, result(finding("not our fault", 6)));
    expect(draft.pending).toBe(true);
    expect(draft.suggestions(seq - 1, [])).toBe(false);
    expect(draft.suggestions(seq, [finding("not our fault", 6, "ours")])).toBe(true);
    expect(draft.findings(ALL)[0]!.suggestions[0]!.text).toBe("ours");
    expect(draft.pending).toBe(false);
  });

  it("offers nothing that was scored in an earlier state of the text", () => {
    draft.result(draft.send(), result(finding("not our fault", 6, "ours")));
    draft.edit("Oh. It is not our fault. Bye");
    expect(draft.findings(ALL)[0]!.suggestions).toEqual([{ start: 10, end: 23, text: "ours", scores: NONE }]);
    draft.result(draft.send(), result(finding("not our fault", 10)));
    expect(draft.findings(ALL)[0]!.suggestions).toEqual([]);
  });

  it("never shows again what was dismissed, until the field is emptied", () => {
    draft.result(draft.send(), result(finding("not our fault", 6)));
    draft.dismiss(draft.findings(ALL)[0]!);
    draft.result(draft.send(), result(finding("not our fault", 6)));
    expect(draft.findings(ALL)).toEqual([]);
    const { id } = draft;
    draft.edit("");
    draft.edit("It is not our fault. Bye");
    expect(draft.id).not.toBe(id);
    draft.result(draft.send(), result(finding("not our fault", 6)));
    expect(draft.findings(ALL)).toHaveLength(1);
  });

  it("shows only what the site checks, in reading order", () => {
    draft.result(draft.send(), result(finding("Bye", 21), finding("not our fault", 6)));
    expect(draft.findings(ALL).map((f) => f.text)).toEqual(["not our fault", "Bye"]);
    expect(draft.findings({ ...ALL, defensive: false })).toEqual([]);
  });
});
