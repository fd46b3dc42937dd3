/** One text field of the page, whatever it is made of. */

import type { Span } from "../../shared/result.js";

/** How an accepted suggestion went: `changed` means that its place could not be found again for certain. */
export type Outcome = "done" | "changed" | "refused";

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
