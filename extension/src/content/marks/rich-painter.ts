/** Marks in editable DOM: the browser's own highlights, which never touch the editor's elements. */

import type { TextField } from "../fields/field.js";
import { contains, visibleArea } from "./geometry.js";
import { drawMark } from "./lines.js";
import type { Marked, Painter } from "./painter.js";
import { HIGHLIGHT_RULES, showRanges } from "./registry.js";

export class RichPainter implements Painter {
  readonly #field: TextField;
  readonly #window: HTMLDivElement;
  #ranges: (Range | null)[] = [];
  #marks: readonly Marked[] = [];
  #key = "";

  constructor(field: TextField, layer: Element) {
    this.#field = field;
    this.#window = document.createElement("div");
    this.#window.className = "window";
    this.#window.setAttribute("aria-hidden", "true");
    layer.append(this.#window);
    const root = field.element.getRootNode();
    if (root instanceof ShadowRoot) styleShadow(root);
  }

  show(_text: string, marks: readonly Marked[]): void {
    this.#marks = marks;
    this.#ranges = marks.map((mark) => this.#field.range(mark));
    showRanges(
      this,
      marks.flatMap((mark, index) => {
        const range = this.#ranges[index];
        return range && !range.collapsed ? [{ category: mark.category, range }] : [];
      }),
    );
    this.follow();
  }

  follow(): void {
    const places = this.#marks.flatMap((mark, index) =>
      mark.category === "missing_apology" ? this.#rects(index).slice(0, 1) : [],
    );
    if (places.length === 0 && this.#window.childElementCount === 0) return;
    const area = visibleArea(this.#field.element);
    const own = this.#field.element.getBoundingClientRect();
    const top = Math.max(area.top, own.top);
    const bottom = innerHeight - Math.min(area.bottom, own.bottom + 6);
    const key = JSON.stringify([places, area, top, bottom]);
    if (key === this.#key) return;
    this.#key = key;
    this.#window.style.clipPath = `inset(${top}px ${innerWidth - area.right}px ${bottom}px ${area.left}px)`;
    this.#window.replaceChildren(...places.map((rect) => drawMark("missing_apology", rect)));
  }

  at(x: number, y: number): number {
    const area = visibleArea(this.#field.element);
    if (!contains(area, x, y)) return -1;
    return this.#marks.findIndex((_, index) => this.#rects(index).some((rect) => contains(rect, x, y, 2)));
  }

  anchor(index: number): DOMRect | null {
    return this.#rects(index)[0] ?? null;
  }

  remove(): void {
    showRanges(this, []);
    this.#window.remove();
  }

  #rects(index: number): DOMRect[] {
    const range = this.#ranges[index];
    if (!range?.startContainer.isConnected) return [];
    const rects = [...range.getClientRects()];
    if (rects.length > 0 || !range.collapsed) return rects;
    // A collapsed range has no box of its own at some edges: its neighbour's edge, or its line, has.
    const { startContainer: node, startOffset: offset } = range;
    if (node instanceof Text && node.data.length > 0) {
      const beside = document.createRange();
      const after = offset < node.data.length;
      beside.setStart(node, after ? offset : offset - 1);
      beside.setEnd(node, after ? offset + 1 : offset);
      const rect = beside.getBoundingClientRect();
      return [new DOMRect(after ? rect.left : rect.right, rect.top, 0, rect.height)];
    }
    const element = node instanceof Element ? (node.childNodes[offset] ?? node) : node.parentElement;
    const rect = element instanceof Element ? element.getBoundingClientRect() : null;
    return rect === null ? [] : [new DOMRect(rect.left, rect.top, 0, rect.height)];
  }
}

/** Highlight rules do not reach from the page into a shadow root: the root gets its own copy. */
function styleShadow(root: ShadowRoot): void {
  const has = root.adoptedStyleSheets.some((sheet) => sheet.cssRules[0]?.cssText.includes("assist-"));
  if (has) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(HIGHLIGHT_RULES);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
