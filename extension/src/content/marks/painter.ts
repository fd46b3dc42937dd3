/** Draws a field's marks and tells where they are. One painter a field. */

import type { Category, Span } from "../../shared/result.js";

export interface Marked extends Span {
  readonly category: Category;
}

export interface Painter {
  /** Shows exactly these marks of `text`, which is what the field holds now. */
  show(text: string, marks: readonly Marked[]): void;
  /** The field may have moved, scrolled or changed its size. */
  follow(): void;
  /** The index of the mark at a point of the viewport, or -1. */
  at(x: number, y: number): number;
  /** Where the card of mark `index` belongs, in the viewport. */
  anchor(index: number): DOMRect | null;
  remove(): void;
}
