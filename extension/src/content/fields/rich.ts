/** Editable DOM: plain `contenteditable` and every rich editor built on it. */

import type { Span } from "../../shared/result.js";
import type { Door, Editor } from "../editors.js";
import { readDom, type DomText, type Point } from "../text/dom.js";
import { findAgain, shiftOffset } from "../text/edit.js";
import { enter } from "../write/doors.js";
import { Hold } from "../write/hold.js";
import { select, selectedIn } from "../write/selection.js";
import { pause, type Outcome, type TextField } from "./field.js";

/** How long an editor may take to show a change, and how long before the next door is tried. */
const PATIENCE = 600;
const GLANCE = 60;
const IS_FIREFOX = navigator.userAgent.includes("Firefox/");

/** Where the selection begins and ends, as offsets in the text: nodes may not outlive a change. */
interface Caret {
  readonly anchor: number;
  readonly focus: number;
}

export class RichField implements TextField {
  readonly element: HTMLElement;
  readonly multiline = true;
  readonly #editor: Editor;
  readonly #skip: string;
  #dom: DomText;

  constructor(element: HTMLElement, editor: Editor, skip: string) {
    this.element = element;
    this.#editor = editor;
    this.#skip = skip;
    this.#dom = readDom(element, skip);
  }

  get #doors(): readonly Door[] {
    return IS_FIREFOX ? ["command"] : this.#editor.doors;
  }

  read(): string {
    this.#dom = readDom(this.element, this.#skip);
    return this.#dom.text;
  }

  caret(): number | null {
    const selected = this.focused() ? selectedIn(this.element) : null;
    return selected === null ? null : this.#dom.offset(selected.focus.node, selected.focus.offset);
  }

  focused(): boolean {
    const active = (this.element.getRootNode() as Document | ShadowRoot).activeElement;
    return this.element.ownerDocument.hasFocus() && (active === this.element || this.element.contains(active));
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  range(span: Span): Range | null {
    return this.#dom.range(span.start, span.end);
  }

  async replace(seen: string, span: Span, text: string): Promise<Outcome> {
    const before = this.read();
    const place = findAgain(seen, span, before);
    if (place === null) return "changed";
    if (this.#dom.locked(place.start, place.end)) return "refused";
    const caret = this.#caretNow();
    const wanted = before.slice(0, place.start) + text + before.slice(place.end);
    this.focus();
    const hold = new Hold(this.element, this.#doors, this.#editor.later);
    try {
      const outcome = await this.#write(before, place, text, wanted);
      await this.#restore(caret, place, text, outcome === "done");
      return outcome;
    } finally {
      hold.release();
    }
  }

  /** Tries the editor's doors one after the other, each only when the one before changed nothing. */
  async #write(before: string, place: Span, text: string, wanted: string): Promise<Outcome> {
    for (const door of this.#doors) {
      const range = this.#select(place);
      if (range === null) return "refused";
      const taken = enter(door, this.element, range, text);
      const patient = taken || door === this.#doors.at(-1);
      const now = await this.#changed(before, wanted, patient ? PATIENCE : GLANCE);
      if (now !== before) return now === wanted ? "done" : "altered";
    }
    return "refused";
  }

  #select(place: Span): StaticRange | null {
    this.read();
    const range = this.range(place);
    if (range === null) return null;
    const { startContainer, startOffset, endContainer, endOffset } = range;
    select(this.element, { node: startContainer, offset: startOffset }, { node: endContainer, offset: endOffset });
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  /** The text once it is what was wanted, else what it is when time is up. */
  async #changed(before: string, wanted: string, limit: number): Promise<string> {
    const end = performance.now() + limit;
    for (;;) {
      const now = this.read();
      if (now === wanted || performance.now() > end) return now;
      await pause(now === before ? 5 : 15);
    }
  }

  #caretNow(): Caret | null {
    const selected = selectedIn(this.element);
    if (selected === null) return null;
    const { anchor, focus } = selected;
    return {
      anchor: this.#dom.offset(anchor.node, anchor.offset),
      focus: this.#dom.offset(focus.node, focus.offset),
    };
  }

  async #restore(caret: Caret | null, place: Span, text: string, done: boolean): Promise<void> {
    if (this.#editor.later || IS_FIREFOX) await pause(20);
    this.read();
    const edit = { start: place.start, oldEnd: place.end, newEnd: place.start + (done ? text.length : place.end - place.start) };
    const where = (offset: number): Point | null => this.#dom.point(shiftOffset(offset, edit));
    const end = place.start + (done ? text.length : 0);
    const anchor = where(caret?.anchor ?? end);
    const focus = where(caret?.focus ?? end);
    if (anchor !== null && focus !== null) select(this.element, anchor, focus);
  }
}

