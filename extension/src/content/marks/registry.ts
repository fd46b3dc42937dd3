/** The document's highlight registry, shared by all fields of a page. */

import type { Category } from "../../shared/result.js";
import highlights from "../../../static/highlights.css";

export const HIGHLIGHT_RULES: string = highlights;

export interface Phrase {
  readonly category: Category;
  readonly range: Range;
}

const shown = new Map<object, readonly Phrase[]>();

/** Replaces the phrases that `owner` shows; names with no phrase leave the registry. */
export function showRanges(owner: object, phrases: readonly Phrase[]): void {
  if (phrases.length === 0) {
    if (!shown.delete(owner)) return;
  } else shown.set(owner, phrases);
  for (const category of ["defensive", "blame"] as const) {
    const ranges = [...shown.values()].flat().filter((phrase) => phrase.category === category);
    if (ranges.length === 0) CSS.highlights.delete(`assist-${category}`);
    else CSS.highlights.set(`assist-${category}`, new Highlight(...ranges.map((phrase) => phrase.range)));
  }
}
