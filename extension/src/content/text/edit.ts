/** How a text became another one, and where spans of the first lie in the second. */

import type { Span } from "../../shared/result.js";

/** `before[start:oldEnd]` was replaced; the replacement ends at `newEnd` of the text after. */
export interface Edit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The smallest single edit from `before` to `after`, or null where they are the same. */
export function editBetween(before: string, after: string): Edit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

/** Where `span` lies after `edit`, or null where the edit touched what it covers. */
export function shiftSpan<T extends Span>(span: T, edit: Edit): T | null {
  const delta = edit.newEnd - edit.oldEnd;
  if (span.start === span.end) {
    if (span.start <= edit.start) return span;
    if (span.start >= edit.oldEnd) return { ...span, start: span.start + delta, end: span.end + delta };
    return { ...span, start: edit.start, end: edit.start };
  }
  if (edit.start >= span.end) return span;
  if (edit.oldEnd <= span.start) return { ...span, start: span.start + delta, end: span.end + delta };
  return null;
}

/** Where `offset` (a caret) lies after `edit`: inside the edited stretch, or where words came in, behind them. */
export function shiftOffset(offset: number, edit: Edit): number {
  if (offset >= edit.oldEnd) return offset + edit.newEnd - edit.oldEnd;
  if (offset <= edit.start) return offset;
  return edit.newEnd;
}

/**
 * Where `span` of the text `seen` lies in the text as it is `now`: moved along with what was typed around it, or
 * at the only place where its phrase stands. Null where it is gone, or where two places could be meant.
 */
export function findAgain(seen: string, span: Span, now: string): Span | null {
  const edit = editBetween(seen, now);
  const moved = edit === null ? span : shiftSpan(span, edit);
  if (moved !== null) return { start: moved.start, end: moved.end };
  const phrase = seen.slice(span.start, span.end);
  const first = now.indexOf(phrase);
  if (first < 0 || now.indexOf(phrase, first + 1) >= 0) return null;
  return { start: first, end: first + phrase.length };
}
