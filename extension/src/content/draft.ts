/** One draft: which text was scored, what was found in it, and what of that still holds after more typing. */

import type { Category, Finding, Hint, Result, Suggestion } from "../shared/result.js";
import { editBetween, shiftSpan, type Edit } from "./text/edit.js";

/** Answers that may still come: older ones are of no use. */
const REMEMBERED = 8;

export class Draft {
  /** A fresh id for each draft; it names nothing but this draft. */
  #id = newId();
  #text = "";
  #seq = 0;
  #answered = 0;
  #hasResult = false;
  #complete = false;
  #sent = new Map<number, string>();
  #findings: readonly Finding[] = [];
  #hints: readonly Hint[] = [];
  #language = "";
  readonly #dismissed = new Set<string>();

  get id(): string {
    return this.#id;
  }

  get text(): string {
    return this.#text;
  }

  get language(): string {
    return this.#language;
  }

  get hints(): readonly Hint[] {
    return this.#hints;
  }

  /** Whether what is shown is of the text as it is now, and not of an earlier state of it. */
  get settled(): boolean {
    return this.#hasResult && this.#sent.get(this.#seq) === this.#text && this.#answered === this.#seq;
  }

  /** Whether suggestions for what is shown may still come. */
  get pending(): boolean {
    return this.#hasResult && !this.#complete;
  }

  get hasResult(): boolean {
    return this.#hasResult;
  }

  /** The field holds `text` now: findings that the change did not touch move along. True if it changed. */
  edit(text: string): boolean {
    const edit = editBetween(this.#text, text);
    if (edit === null) return false;
    this.#findings = shiftFindings(this.#findings, edit);
    // Spaces in an empty field, or an editor's first empty line, are no other draft.
    if (text.trim() === "" && this.#text.trim() !== "") this.restart();
    this.#text = text;
    return true;
  }

  /** Begins another draft in the same field: nothing of the last one is remembered. */
  restart(): void {
    this.#id = newId();
    this.#seq = 0;
    this.#answered = 0;
    this.#hasResult = false;
    this.#complete = false;
    this.#sent.clear();
    this.#findings = [];
    this.#hints = [];
    this.#dismissed.clear();
  }

  /** The number under which the text as it is now goes to the server. */
  send(): number {
    this.#seq++;
    this.#sent.set(this.#seq, this.#text);
    this.#sent.delete(this.#seq - REMEMBERED);
    return this.#seq;
  }

  /** Takes a result in; false where it is stale or answers a text that nobody remembers. */
  result(seq: number, result: Result): boolean {
    const scored = this.#sent.get(seq);
    if (seq <= this.#answered || scored === undefined) return false;
    this.#answered = seq;
    this.#hasResult = true;
    this.#complete = result.findings.some((finding) => finding.suggestions.length > 0);
    this.#language = result.language;
    this.#hints = result.hints;
    this.#findings = this.#moved(scored, result.findings);
    return true;
  }

  /** Takes suggestions in that came after their result; false where they are of another text. */
  suggestions(seq: number, findings: readonly Finding[]): boolean {
    const scored = this.#sent.get(seq);
    if (seq !== this.#answered || scored === undefined) return false;
    this.#complete = true;
    this.#findings = this.#moved(scored, findings);
    return true;
  }

  /** What to show: in reading order, without what was dismissed or what this site does not check. */
  findings(checks: Readonly<Record<Category, boolean>>): readonly Finding[] {
    return this.#findings
      .filter((finding) => checks[finding.category] && !this.#dismissed.has(dismissalKey(finding)))
      .toSorted((a, b) => a.start - b.start);
  }

  /** Never again in this draft, wherever the phrase moves to. */
  dismiss(finding: Finding): void {
    this.#dismissed.add(dismissalKey(finding));
  }

  #moved(scored: string, findings: readonly Finding[]): readonly Finding[] {
    const edit = editBetween(scored, this.#text);
    return edit === null ? findings : shiftFindings(findings, edit);
  }
}

function newId(): string {
  return `d-${crypto.randomUUID()}`;
}

function dismissalKey(finding: Finding): string {
  return `${finding.category} ${finding.text.toLowerCase()}`;
}

function shiftFindings(findings: readonly Finding[], edit: Edit): readonly Finding[] {
  return findings.flatMap((finding) => {
    const moved = shiftSpan(finding, edit);
    if (moved === null) return [];
    const suggestions = moved.suggestions.flatMap((s): Suggestion[] => {
      const there = shiftSpan(s, edit);
      return there === null ? [] : [there];
    });
    return [{ ...moved, suggestions }];
  });
}
