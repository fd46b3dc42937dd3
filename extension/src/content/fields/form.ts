/** `textarea` and single-line inputs, also those that a framework controls. */

import type { Span } from "../../shared/result.js";
import { editBetween, findAgain, shiftOffset } from "../text/edit.js";
import { command } from "../write/doors.js";
import type { Outcome, TextField } from "./field.js";

export class FormField implements TextField {
  readonly element: HTMLInputElement | HTMLTextAreaElement;
  readonly multiline: boolean;

  constructor(element: HTMLInputElement | HTMLTextAreaElement) {
    this.element = element;
    this.multiline = element instanceof HTMLTextAreaElement;
  }

  read(): string {
    return this.element.value;
  }

  caret(): number | null {
    return this.focused() ? this.element.selectionEnd : null;
  }

  focused(): boolean {
    return (this.element.getRootNode() as Document | ShadowRoot).activeElement === this.element;
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  range(): null {
    return null;
  }

  replace(seen: string, span: Span, text: string): Promise<Outcome> {
    return Promise.resolve(this.#replace(seen, span, text));
  }

  /** All in one turn of the event loop: no key can come between. */
  #replace(seen: string, span: Span, text: string): Outcome {
    const field = this.element;
    const before = field.value;
    const place = findAgain(seen, span, before);
    const { selectionStart, selectionEnd, selectionDirection, scrollTop, scrollLeft } = field;
    this.focus();
    if (place === null) return "changed";
    const wanted = before.slice(0, place.start) + text + before.slice(place.end);
    // A browser would put in as much of it as there is room for. What is taken out always fits.
    if (text !== "" && field.maxLength >= 0 && wanted.length > field.maxLength) return "too_long";
    field.setSelectionRange(place.start, place.end);
    command(field, text);
    if (field.value !== before && field.value !== wanted) field.ownerDocument.execCommand("undo");
    const after = field.value;
    const written = { start: place.start, oldEnd: place.end, newEnd: place.start + text.length };
    const edit = after === wanted ? written : editBetween(before, after);
    const shift = (offset: number | null): number => {
      const at = offset ?? before.length;
      return edit === null ? at : shiftOffset(at, edit);
    };
    field.setSelectionRange(shift(selectionStart), shift(selectionEnd), selectionDirection ?? "none");
    field.scrollTop = scrollTop;
    field.scrollLeft = scrollLeft;
    if (after === wanted) return "done";
    return after === before ? "refused" : "altered";
  }
}
