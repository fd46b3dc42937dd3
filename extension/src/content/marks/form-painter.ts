/** Marks over a form field: an overlay that lies exactly on it and scrolls with its text. */

import { boxOf, contains, visibleArea } from "./geometry.js";
import { drawMark } from "./lines.js";
import { Mirror } from "./mirror.js";
import type { Marked, Painter } from "./painter.js";

export class FormPainter implements Painter {
  readonly #field: HTMLInputElement | HTMLTextAreaElement;
  readonly #mirror: Mirror;
  /** Clips to what the page lets see of the field. */
  readonly #window: HTMLDivElement;
  /** The field's border box, transformed like it. */
  readonly #box: HTMLDivElement;
  /** The field's content with its padding: clips what is scrolled away. */
  readonly #view: HTMLDivElement;
  readonly #flow: HTMLDivElement;
  #elements: SVGSVGElement[][] = [];
  #key = "";
  #text = "";
  #marks: readonly Marked[] = [];

  constructor(field: HTMLInputElement | HTMLTextAreaElement, layer: Element) {
    this.#field = field;
    this.#mirror = new Mirror(field, layer);
    [this.#window, this.#box, this.#view, this.#flow] = ["window", "box", "view", "flow"].map((name) => {
      const element = document.createElement("div");
      element.className = name;
      return element;
    }) as [HTMLDivElement, HTMLDivElement, HTMLDivElement, HTMLDivElement];
    this.#window.setAttribute("aria-hidden", "true");
    this.#view.append(this.#flow);
    this.#box.append(this.#view);
    this.#window.append(this.#box);
    layer.append(this.#window);
  }

  show(text: string, marks: readonly Marked[]): void {
    this.#text = text;
    this.#marks = marks;
    this.#draw();
    this.follow();
  }

  follow(): void {
    const field = this.#field;
    if (this.#marks.length === 0) return;
    const { x, y, width, height, matrix } = boxOf(field);
    const area = visibleArea(field);
    const key = `${x} ${y} ${width} ${height} ${matrix} ${area.x} ${area.y} ${area.width} ${area.height}`;
    if (key !== this.#key) {
      const resized = this.#key !== "" && !this.#key.includes(` ${width} ${height} `);
      this.#key = key;
      const right = innerWidth - area.right;
      const bottom = innerHeight - area.bottom;
      this.#window.style.clipPath = `inset(${area.top}px ${right}px ${bottom}px ${area.left}px)`;
      const { style } = this.#box;
      style.width = `${width}px`;
      style.height = `${height}px`;
      style.left = `${x - width / 2}px`;
      style.top = `${y - height / 2}px`;
      style.transform = matrix.isIdentity ? "" : matrix.toString();
      if (resized) this.#draw();
    }
    const { style } = this.#view;
    style.left = `${field.clientLeft}px`;
    style.top = `${field.clientTop}px`;
    style.width = `${field.clientWidth}px`;
    style.height = `${field.clientHeight}px`;
    this.#flow.style.transform = `translate(${-field.scrollLeft}px, ${-field.scrollTop}px)`;
  }

  at(x: number, y: number): number {
    if (!contains(this.#view.getBoundingClientRect(), x, y)) return -1;
    return this.#elements.findIndex((elements) => elements.some((svg) => contains(reach(svg), x, y, 1)));
  }

  anchor(index: number): DOMRect | null {
    const svg = this.#elements[index]?.[0];
    return svg === undefined ? null : reach(svg);
  }

  remove(): void {
    this.#mirror.remove();
    this.#window.remove();
  }

  #draw(): void {
    if (this.#marks.length > 0) this.#mirror.set(this.#text);
    this.#elements = this.#marks.map((mark) => {
      const rects = this.#mirror.rects(mark);
      const wanted = mark.category === "missing_apology" ? rects.slice(0, 1) : rects.filter((r) => r.width > 0);
      return wanted.map((rect) => {
        const svg = drawMark(mark.category, rect);
        svg.dataset["height"] = String(rect.height);
        return svg;
      });
    });
    this.#flow.replaceChildren(...this.#elements.flat());
  }
}

/** The line under a phrase stands for the whole phrase: it reaches up by the height of its text. */
function reach(svg: SVGSVGElement): DOMRect {
  const rect = svg.getBoundingClientRect();
  const height = Number(svg.dataset["height"] ?? 0);
  return new DOMRect(rect.left, rect.bottom - height, rect.width, height);
}
