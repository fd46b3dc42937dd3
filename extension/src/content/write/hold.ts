/**
 * Keys that come while an editor is still busy with an accepted suggestion. The selection lies on the phrase
 * then, so a letter would fall on it: it is kept for those few milliseconds and typed where the caret was.
 */

import { command, enter } from "./doors.js";
import { selectedIn } from "./selection.js";

const EDITING: Readonly<Record<string, string>> = {
  Enter: "insertParagraph",
  Backspace: "delete",
  Delete: "forwardDelete",
};

export class Hold {
  readonly #host: HTMLElement;
  readonly #kept: string[] = [];
  readonly #listen = (event: KeyboardEvent): void => this.#keep(event);

  constructor(host: HTMLElement) {
    this.#host = host;
    host.ownerDocument.defaultView?.addEventListener("keydown", this.#listen, true);
  }

  /** Types what was kept (the caret is back in its place) and lets keys through again. */
  release(): void {
    this.#host.ownerDocument.defaultView?.removeEventListener("keydown", this.#listen, true);
    for (const run of joined(this.#kept)) {
      const editing = EDITING[run];
      if (editing === undefined) type(this.#host, run);
      else this.#host.ownerDocument.execCommand(editing);
    }
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

/** Slate's DOM must not change behind its back; everybody else takes the browser's own command. */
function type(host: HTMLElement, text: string): void {
  const caret = selectedIn(host)?.focus;
  if (!host.matches("[data-slate-editor]") || caret === undefined) {
    command(host, text);
    return;
  }
  const { node, offset } = caret;
  enter("beforeinput", host, new StaticRange({ startContainer: node, startOffset: offset, endContainer: node, endOffset: offset }), text);
}
