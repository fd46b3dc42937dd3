// The reply's text with its marks, and choosing words in it: by mouse, by touch, or word by word with keys.
import { h } from "../dom.js";

const WORD = /\S+/gu;
const EDGE_START = /^[\s"'“‘(«]+/u;
const EDGE_END = /[\s.,;:!?…"'”’)»]+$/u;

export class ReplyText {
  constructor(element, text, verdict) {
    this.element = element;
    this.text = text;
    this.verdict = verdict;
    this.words = [...text.matchAll(WORD)].map((found) => [found.index, found.index + found[0].length]);
    this.picking = null;
    element.addEventListener("click", (event) => {
      const key = event.target.closest("[data-phrase]")?.dataset.phrase;
      if (key && getSelection().isCollapsed) verdict.select(Number(key));
    });
  }

  /** Draw the text in pieces cut at every edge of a phrase; the selection in it is not kept. */
  draw() {
    const spans = this.verdict.phrases.map((phrase, index) => ({ ...phrase, index }));
    const picked = this.pickedSpan();
    const edges = new Set([0, this.text.length, ...spans.flatMap((one) => [one.start, one.end])]);
    if (picked) picked.forEach((edge) => edges.add(edge));
    const cuts = [...edges].sort((one, two) => one - two);
    const pieces = [];
    cuts.forEach((start, place) => {
      for (const one of spans) {
        if (one.start === start && one.end === start) pieces.push(this.#mark("", one, false));
      }
      const end = cuts[place + 1];
      if (end === undefined) return;
      const over = spans.filter((one) => one.start <= start && one.end >= end && one.end > one.start);
      const top = over.find((one) => one.index === this.verdict.current) ?? over.at(-1);
      const chosen = picked && picked[0] <= start && picked[1] >= end;
      const slice = this.text.slice(start, end);
      pieces.push(top || chosen ? this.#mark(slice, top, chosen) : slice);
    });
    this.element.replaceChildren(...pieces);
  }

  #mark(slice, phrase, chosen) {
    const names = ["mark"];
    if (phrase) names.push(`mark-${phrase.category}`, `is-${phrase.verdict}`);
    if (phrase?.index === this.verdict.current) names.push("is-current");
    if (phrase && phrase.start === phrase.end) names.push("caret");
    if (chosen) names.push("is-picked");
    return h("mark", { className: names.join(" "), "data-phrase": phrase?.index }, slice);
  }

  /** The span that the mouse has selected, at word edges and without outer punctuation; null for none. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.element.contains(range.startContainer) || !this.element.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(this.element);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    return this.snap(start, start + range.toString().length);
  }

  snap(start, end) {
    const touched = this.words.filter(([from, to]) => from < end && to > start);
    if (!touched.length) return null;
    let [from, to] = [touched[0][0], touched.at(-1)[1]];
    from += (this.text.slice(from, to).match(EDGE_START)?.[0] ?? "").length;
    to -= (this.text.slice(from, to).match(EDGE_END)?.[0] ?? "").length;
    return from < to ? [from, to] : null;
  }

  /** Choosing by keyboard: begin at the words of the current phrase's end, or at the first word. */
  beginPicking() {
    const after = this.verdict.phrase?.end ?? 0;
    const first = Math.max(this.words.findIndex(([from]) => from >= after), 0);
    this.picking = { anchor: first, head: first };
    this.draw();
    this.element.focus();
  }

  movePicking(by, extend) {
    const last = this.words.length - 1;
    const head = Math.min(Math.max(this.picking.head + by, 0), last);
    this.picking = { anchor: extend ? this.picking.anchor : head, head };
    this.draw();
    this.element.querySelector(".is-picked")?.scrollIntoView({ block: "nearest" });
  }

  endPicking() {
    this.picking = null;
    this.draw();
  }

  pickedSpan() {
    if (!this.picking || !this.words.length) return null;
    const { anchor, head } = this.picking;
    return this.snap(this.words[Math.min(anchor, head)][0], this.words[Math.max(anchor, head)][1]);
  }
}
