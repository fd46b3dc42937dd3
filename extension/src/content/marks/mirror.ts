/**
 * A form field keeps its text out of the DOM. The mirror sets the same text with the same type, unseen, to
 * learn where a phrase lies. It stays in a closed shadow root: it is nothing to find, read or click.
 */

import type { Span } from "../../shared/result.js";

const COPIED = [
  "fontFamily", "fontSize", "fontStyle", "fontWeight", "fontStretch", "fontVariant", "fontKerning",
  "fontFeatureSettings", "fontVariationSettings", "fontOpticalSizing", "fontSizeAdjust", "lineHeight", "letterSpacing",
  "wordSpacing", "textTransform", "textIndent", "textAlign", "textRendering", "direction", "unicodeBidi", "tabSize",
  "wordBreak", "overflowWrap", "lineBreak", "hyphens", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft",
] as const satisfies readonly (keyof CSSStyleDeclaration)[];

export class Mirror {
  readonly #field: HTMLInputElement | HTMLTextAreaElement;
  readonly #flow: HTMLDivElement;
  readonly #lines: Text[] = [];
  #text = "";
  #style = "";

  constructor(field: HTMLInputElement | HTMLTextAreaElement, parent: Element) {
    this.#field = field;
    const holder = document.createElement("div");
    holder.setAttribute("aria-hidden", "true");
    holder.style.cssText = "position:fixed;left:0;top:0;width:0;height:0;overflow:hidden;visibility:hidden";
    this.#flow = document.createElement("div");
    holder.attachShadow({ mode: "closed" }).append(this.#flow);
    parent.append(holder);
  }

  /** Sets `text`, touching only the lines that differ, and follows the field's size and type. */
  set(text: string): void {
    this.#followStyle();
    if (text === this.#text) return;
    const lines = text.split("\n");
    const had = this.#lines.length;
    let head = 0;
    while (head < Math.min(had, lines.length) && this.#lines[head]!.data === lines[head] + "\n") head++;
    let tail = 0;
    while (
      tail < Math.min(had, lines.length) - head &&
      this.#lines[had - 1 - tail]!.data === lines[lines.length - 1 - tail] + "\n"
    ) {
      tail++;
    }
    const fresh = lines.slice(head, lines.length - tail).map((line) => document.createTextNode(line + "\n"));
    const before = this.#lines[had - tail]?.parentNode ?? null;
    for (const old of this.#lines.splice(head, had - tail - head, ...fresh)) old.parentElement?.remove();
    for (const node of fresh) {
      const line = document.createElement("div");
      line.append(node);
      this.#flow.insertBefore(line, before);
    }
    this.#text = text;
  }

  /** The rectangles of `span`, one a line, from the corner of the field's content box with its padding. */
  rects(span: Span): DOMRect[] {
    const range = document.createRange();
    const start = this.#locate(span.start);
    const end = this.#locate(span.end);
    if (start === null || end === null) return [];
    range.setStart(...start);
    range.setEnd(...end);
    const origin = this.#flow.getBoundingClientRect();
    return [...range.getClientRects()].map((r) => new DOMRect(r.x - origin.x, r.y - origin.y, r.width, r.height));
  }

  remove(): void {
    (this.#flow.getRootNode() as ShadowRoot).host.remove();
  }

  #locate(offset: number): [Text, number] | null {
    let start = 0;
    for (const line of this.#lines) {
      const length = line.data.length;
      if (offset < start + length) return [line, offset - start];
      start += length;
    }
    return null;
  }

  #followStyle(): void {
    const computed = getComputedStyle(this.#field);
    const single = this.#field instanceof HTMLInputElement;
    const size = `${this.#field.clientWidth}x${this.#field.clientHeight}`;
    const key = size + computed.whiteSpace + COPIED.map((name) => computed[name]).join();
    if (key === this.#style) return;
    this.#style = key;
    const { style } = this.#flow;
    style.cssText = "all:initial;position:absolute;left:0;top:0;box-sizing:border-box;";
    for (const name of COPIED) style[name] = computed[name];
    style.width = single ? "max-content" : `${this.#field.clientWidth}px`;
    style.minWidth = `${this.#field.clientWidth}px`;
    style.whiteSpace = single ? "pre" : computed.whiteSpace;
    if (!single) return;
    style.display = "flex";
    style.flexDirection = "column";
    style.justifyContent = "center";
    style.height = `${this.#field.clientHeight}px`;
  }
}
