/** One text field of the page, whatever it is made of. */

import type { Span } from "../../shared/result.js";

/**
 * How an accepted suggestion went. The text is as it was where its place could not be found again for certain
 * (`changed`), where the field has no room for it (`too_long`), or where the editor did not take it (`refused`);
 * `altered`: the editor made something else of it.
 */
export type Outcome = "done" | "changed" | "too_long" | "refused" | "altered";

export interface TextField {
  readonly element: HTMLElement;
  readonly multiline: boolean;
  /** The agent's own words as they are now. */
  read(): string;
  /** Where the caret is in what `read` last gave, or null where it is not in the field. */
  caret(): number | null;
  focused(): boolean;
  focus(): void;
  /** Puts `text` in the place of `span` of `seen`, through the editor's own input path. */
  replace(seen: string, span: Span, text: string): Promise<Outcome>;
  /** A range over a span of what `read` last gave, where the field is made of DOM. */
  range(span: Span): Range | null;
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
