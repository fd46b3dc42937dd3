/**
 * The text of a rich editor as the agent reads it, and the way back from an offset to the DOM.
 * One UTF-16 unit of the DOM is one of the text, so that offsets need no table beyond the text nodes.
 */

import { isQuoted } from "./quoted.js";

interface Piece {
  /** A text node; for a line break, the element around it. */
  readonly node: Node;
  /** Where the piece begins in `node`: a character, or (line break) a child index. */
  readonly from: number;
  readonly start: number;
  readonly length: number;
  /** Text that cannot be edited in place (a mention, a merge field). */
  readonly locked: boolean;
}

export interface Point {
  readonly node: Node;
  readonly offset: number;
}

const BLOCK = new Set(
  ("ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 " +
    "HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TBODY TD TFOOT TH THEAD TR UL").split(" "),
);
const NOT_TEXT = new Set("SCRIPT STYLE TEMPLATE NOSCRIPT TEXTAREA INPUT SELECT BUTTON SVG VIDEO AUDIO IFRAME".split(" "));
/** Placeholders of editors: zero-width characters that nobody typed. */
const INVISIBLE = /[\u200B\uFEFF]/;

export class DomText {
  readonly text: string;
  readonly #pieces: readonly Piece[];

  constructor(text: string, pieces: readonly Piece[]) {
    this.text = text;
    this.#pieces = pieces;
  }

  /** A live range over `[start, end)`, or null where that text has no place in the DOM. */
  range(start: number, end: number): Range | null {
    const from = this.#point(start, start < end);
    const to = start === end ? from : this.#point(end, false);
    if (from === null || to === null || !from.node.isConnected || !to.node.isConnected) return null;
    const range = from.node.ownerDocument!.createRange();
    range.setStart(from.node, Math.min(from.offset, size(from.node)));
    range.setEnd(to.node, Math.min(to.offset, size(to.node)));
    return range;
  }

  point(offset: number): Point | null {
    return this.#point(offset, false);
  }

  /** The offset of a DOM position in the text: of the nearest text before it where it lies between texts. */
  offset(node: Node, at: number): number {
    let last = 0;
    const range = node.ownerDocument!.createRange();
    range.setStart(node, Math.min(at, size(node)));
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle]!;
      if (piece.node.isConnected && range.comparePoint(piece.node, piece.from) <= 0) low = middle + 1;
      else high = middle;
    }
    const piece = this.#pieces[low - 1];
    if (piece !== undefined) {
      const inside = piece.node === node ? Math.min(Math.max(at - piece.from, 0), piece.length) : piece.length;
      last = piece.start + inside;
    }
    return last;
  }

  /** Whether `[start, end)` holds text that cannot be written over. */
  locked(start: number, end: number): boolean {
    return this.#pieces.some((p) => p.locked && p.start < end && p.start + p.length > start);
  }

  #point(offset: number, forward: boolean): Point | null {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle]!;
      const end = piece.start + piece.length;
      if (forward ? end <= offset : end < offset) low = middle + 1;
      else high = middle;
    }
    let piece = this.#pieces[low];
    if (piece === undefined) return null;
    // An empty line lies between two breaks: its own anchor says it better than the end of the line before.
    const next = this.#pieces[low + 1];
    if (!forward && piece.start + piece.length === offset && next !== undefined && next.start === offset) {
      if (next.length === 0 || isBreak(piece)) piece = next;
    }
    return { node: piece.node, offset: piece.from + Math.max(0, offset - piece.start) * (isBreak(piece) ? 0 : 1) };
  }
}

/** Reads what the agent wrote in `root`, without quoted mail and signatures. */
export function readDom(root: Element, skip: string): DomText {
  const pieces: Piece[] = [];
  const chunks: string[] = [];
  let length = 0;
  let last = "";

  function push(piece: Omit<Piece, "start" | "length">, text: string): void {
    pieces.push({ ...piece, start: length, length: text.length });
    if (text === "") return;
    chunks.push(text);
    length += text.length;
    last = text[text.length - 1]!;
  }

  function lineBreak(): void {
    if (length === 0 || last === "\n") return;
    chunks.push("\n");
    length++;
    last = "\n";
  }

  function readText(node: Text, preserve: boolean, locked: boolean): void {
    const data = node.data;
    if (!preserve && (data === "" || /^[\t\n\r ]+$/.test(data)) && isBetweenBlocks(node)) return;
    let from = 0;
    for (let at = 0; at <= data.length; at++) {
      if (at < data.length && !INVISIBLE.test(data[at]!)) continue;
      if (at > from) push({ node, from, locked }, plain(data.slice(from, at), preserve));
      from = at + 1;
    }
    if (data === "" || (data.length === 1 && INVISIBLE.test(data))) push({ node, from: data.length, locked }, "");
  }

  function walk(parent: Node, preserve: boolean, locked: boolean): void {
    for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
      if (node.nodeType === Node.TEXT_NODE) {
        readText(node as Text, preserve, locked);
        continue;
      }
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const element = node as HTMLElement;
      const name = element.tagName.toUpperCase();
      if (name === "BR") {
        const index = [...parent.childNodes].indexOf(element);
        push({ node: parent, from: index, locked }, "\n");
        continue;
      }
      if (NOT_TEXT.has(name)) continue;
      const block = BLOCK.has(name) || element.dataset["slateNode"] === "element";
      if (isQuoted(element, skip)) {
        lineBreak();
        continue;
      }
      const island = element.contentEditable === "false";
      if (island && (block || element.getAttribute("aria-hidden") === "true")) continue;
      if (block) lineBreak();
      walk(element, preserve || name === "PRE", locked || island);
      if (block) lineBreak();
    }
  }

  walk(root, keepsSpace(root), false);
  const text = chunks.join("");
  return new DomText(text, pieces);
}

function keepsSpace(root: Element): boolean {
  return /^(pre|break-spaces)/.test(getComputedStyle(root).whiteSpace);
}

function plain(data: string, preserve: boolean): string {
  const spaced = data.replaceAll("\u00A0", " ");
  return preserve ? spaced : spaced.replace(/[\t\n\r]/g, " ");
}

function isBetweenBlocks(node: Text): boolean {
  const beside = (sibling: Node | null): boolean => sibling === null || BLOCK.has(sibling.nodeName);
  return beside(node.previousSibling) && beside(node.nextSibling) && node.parentNode?.childNodes.length !== 1;
}

function isBreak(piece: Piece): boolean {
  return piece.node.nodeType !== Node.TEXT_NODE;
}

function size(node: Node): number {
  return node.nodeType === Node.TEXT_NODE ? (node as Text).data.length : node.childNodes.length;
}
