/**
 * Keys that come while an editor is still busy with an accepted suggestion. The selection lies on the phrase
 * then, so a letter would fall on it: it is kept for those few milliseconds and typed where the caret was.
 */

import { command } from "./doors.js";

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
    for (const key of this.#kept) {
      const editing = EDITING[key];
      if (editing === undefined) insert(this.#host, key);
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

function insert(host: HTMLElement, text: string): void {
  const event = new InputEvent("beforeinput", {
    inputType: "insertText",
    data: text,
    bubbles: true,
    cancelable: true,
    composed: true,
  });
  if (host.matches("[data-slate-editor]")) host.dispatchEvent(event);
  else command(host, text);
}
