// Marks in a text area. A mirror with the same text lies under it in the same grid cell, so both wrap alike;
// phrases are custom highlights on the mirror's one text node, and an apology's place is a caret over it.

const CATEGORIES = ["defensive", "blame"];

export class Marks {
  #field;
  #mirror;
  #caret;
  #text = document.createTextNode("");
  #findings = [];

  constructor(field, mirror, caret) {
    this.#field = field;
    this.#mirror = mirror;
    this.#caret = caret;
    mirror.replaceChildren(this.#text);
    new ResizeObserver(() => this.#placeCaret()).observe(mirror);
    this.follow();
  }

  // The field's text has changed: keep the mirror the same, and the marks where their phrases still stand.
  follow() {
    const before = this.#text.data.slice(0, -1);
    const after = this.#field.value;
    if (before === after && this.#text.data) return;
    const moved = this.#findings.map((finding) => shifted(finding, before, after)).filter(Boolean);
    // The last character gives an empty last line its height; a text area has it of itself.
    this.#text.data = `${after}\u200b`;
    this.show(moved);
  }

  // Draw `findings`, whose offsets are those of the field's text.
  show(findings) {
    this.#findings = findings;
    for (const category of CATEGORIES) {
      const phrases = findings.filter((finding) => finding.category === category && finding.end > finding.start);
      CSS.highlights.set(`assist-${category}`, new Highlight(...phrases.map((finding) => this.#range(finding))));
    }
    this.#placeCaret();
  }

  // The findings as drawn now: those whose phrase the agent has changed since are gone.
  get findings() {
    return this.#findings;
  }

  // Lift one phrase out, or none.
  point(finding) {
    const ranges = finding && finding.end > finding.start ? [this.#range(finding)] : [];
    CSS.highlights.set("assist-active", new Highlight(...ranges));
    this.#caret.classList.toggle("active", finding?.category === "missing_apology");
  }

  #range({ start, end }) {
    const range = document.createRange();
    range.setStart(this.#text, Math.min(start, this.#text.length));
    range.setEnd(this.#text, Math.min(end, this.#text.length));
    return range;
  }

  #placeCaret() {
    const finding = this.#findings.find(({ category }) => category === "missing_apology");
    this.#caret.hidden = !finding;
    if (!finding) return;
    // A collapsed range has no box in some browsers; the character behind it, or before it at a line's end, has.
    const at = finding.start;
    const breaks = at > 0 && /[\n\u200b]/.test(this.#text.data[at] ?? "\u200b");
    const box = this.#range(breaks ? { start: at - 1, end: at } : { start: at, end: at + 1 }).getClientRects();
    const spot = breaks ? box[box.length - 1] : box[0];
    if (!spot) return;
    const origin = this.#mirror.getBoundingClientRect();
    this.#caret.style.translate = `${(breaks ? spot.right : spot.left) - origin.left}px ${spot.bottom - origin.top}px`;
  }
}

// Where a finding stands after an edit of the text, or null if the edit touched its phrase. Of its suggestions,
// which may reach further than the phrase, those that the edit touched are left out.
export function shifted(finding, before, after) {
  let head = 0;
  const shorter = Math.min(before.length, after.length);
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const by = after.length - before.length;
  const place = (one) => {
    if (one.end <= head) return one;
    return one.start >= before.length - tail ? { ...one, start: one.start + by, end: one.end + by } : null;
  };
  const placed = place(finding);
  return placed && { ...placed, suggestions: finding.suggestions.map(place).filter(Boolean) };
}
