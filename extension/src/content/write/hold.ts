/**
 * Keys that come while an editor is still busy with an accepted suggestion. The selection lies on the phrase
 * then, so a letter would fall on it: it is kept for those few milliseconds and typed where the caret was.
 */

import type { Door } from "../editors.js";
import { command, enter } from "./doors.js";
import { selectedIn } from "./selection.js";

interface Edit {
  readonly command: string;
  readonly inputType: string;
}

const EDITING: Readonly<Record<string, Edit>> = {
  Enter: { command: "insertParagraph", inputType: "insertParagraph" },
  Backspace: { command: "delete", inputType: "deleteContentBackward" },
  Delete: { command: "forwardDelete", inputType: "deleteContentForward" },
};

export class Hold {
  readonly #host: HTMLElement;
  readonly #asks: boolean;
  readonly #commands: boolean;
  readonly #singly: boolean;
  readonly #kept: string[] = [];
  readonly #listen = (event: KeyboardEvent): void => this.#keep(event);

  /**
   * Through which of the editor's `doors` letters go follows from the first: events, or the browser's commands. They
   * go as one run, but by events to an editor that does not answer `later` one by one, as they were typed: Lexical
   * takes several at once for a text replacement of macOS, and steps over a character like the last key after them.
   */
  constructor(host: HTMLElement, doors: readonly Door[], later: boolean) {
    this.#host = host;
    this.#asks = doors[0] === "beforeinput";
    this.#singly = this.#asks && !later;
    this.#commands = !this.#asks || doors.includes("command");
    host.ownerDocument.defaultView?.addEventListener("keydown", this.#listen, true);
  }

  /** Types what was kept (the caret is back in its place) and lets keys through again. */
  release(): void {
    this.#host.ownerDocument.defaultView?.removeEventListener("keydown", this.#listen, true);
    for (const run of this.#singly ? this.#kept : joined(this.#kept)) {
      const edit = EDITING[run];
      if (edit === undefined) this.#type(run);
      else this.#edit(edit);
    }
  }

  #type(text: string): void {
    const range = this.#asks ? caretRange(this.#host) : null;
    const taken = range !== null && enter("beforeinput", this.#host, range, text);
    if (!taken && this.#commands) command(this.#host, text);
  }

  #edit({ command: name, inputType }: Edit): void {
    const range = this.#asks ? caretRange(this.#host) : null;
    const event = { inputType, targetRanges: range === null ? [] : [range], bubbles: true, cancelable: true, composed: true };
    const taken = range !== null && !this.#host.dispatchEvent(new InputEvent("beforeinput", event));
    if (!taken && this.#commands) this.#host.ownerDocument.execCommand(name);
  }

  #keep(event: KeyboardEvent): void {
    const types = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!event.isTrusted || event.isComposing || !(types || event.key in EDITING)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#kept.push(event.key);
  }
}

/** Letters that follow each other, as one run. */
function joined(keys: readonly string[]): string[] {
  const runs: string[] = [];
  let open = false;
  for (const key of keys) {
    const letter = !(key in EDITING);
    if (letter && open) runs[runs.length - 1] += key;
    else runs.push(key);
    open = letter;
  }
  return runs;
}

function caretRange(host: HTMLElement): StaticRange | null {
  const caret = selectedIn(host)?.focus;
  if (caret === undefined) return null;
  const { node, offset } = caret;
  return new StaticRange({ startContainer: node, startOffset: offset, endContainer: node, endOffset: offset });
}
