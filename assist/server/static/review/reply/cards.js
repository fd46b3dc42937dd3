// One card a phrase: what the model says of it, and the reviewer's verdict. The current one is open.
import { fill, h, icon } from "../dom.js";

export class Cards {
  constructor(list, none, verdict) {
    Object.assign(this, { list, none, verdict, data: verdict.data, words: verdict.data.words });
  }

  /** Draw all cards; a comment field that is typed in stays the same element. */
  draw() {
    const { phrases } = this.verdict;
    this.none.hidden = phrases.length > 0;
    const active = document.activeElement;
    const focused = active?.dataset?.comment !== undefined ? active : null;
    this.list.replaceChildren(...phrases.map((phrase, index) => this.#card(phrase, index)));
    if (focused) {
      const field = this.list.querySelector(`[data-comment="${focused.dataset.comment}"]`);
      field?.focus();
      field?.setSelectionRange(focused.selectionStart, focused.selectionEnd);
    }
  }

  #card(phrase, index) {
    const open = index === this.verdict.current;
    const found = this.verdict.finding(phrase);
    return h(
      "li",
      { className: `phrase phrase-${phrase.category} is-${phrase.judged ? phrase.verdict : "open"} ${open ? "is-current" : ""}` },
      h(
        "button",
        {
          type: "button", className: "phrase-head", "aria-expanded": String(open), "data-card": index,
          onclick: () => this.verdict.select(index),
        },
        h("span", { className: "phrase-kind" }, this.#name(phrase)),
        found && h("span", { className: "phrase-score figure" }, `${Math.round(found.score * 100)}%`),
        h("span", { className: `verdict verdict-${phrase.judged ? phrase.verdict : "open"}` }, this.#verdictName(phrase)),
      ),
      phrase.end > phrase.start && h("p", { className: "phrase-quote" }, this.data.text.slice(phrase.start, phrase.end)),
      open && this.#body(phrase, found),
      !open && phrase.comment && h("p", { className: "phrase-comment" }, phrase.comment),
    );
  }

  #name(phrase) {
    return this.data.names[phrase.kind || phrase.category] ?? this.data.names[phrase.category];
  }

  #verdictName(phrase) {
    return this.words[phrase.judged ? `verdict_${phrase.verdict}` : "verdict_open"];
  }

  #body(phrase, found) {
    const isApology = phrase.category === "missing_apology";
    return h(
      "div",
      { className: "phrase-body" },
      found?.message && h("p", {}, found.message),
      found?.why && h("p", { className: "soft" }, found.why),
      this.verdict.silent(phrase) && h("p", { className: "soft" }, this.words.silent_hint),
      found ? this.#buttons(phrase) : h("p", { className: "soft" }, phrase.kind ? this.words.missed_hint : this.words.choose_kind),
      !isApology && this.#kinds(phrase),
      this.#comment(phrase),
      phrase.verdict === "missed" &&
        h("button", { type: "button", className: "quiet", onclick: () => this.verdict.remove(phrase) },
          icon("trash"), this.words.remove, " ", h("kbd", {}, "x")),
    );
  }

  #buttons(phrase) {
    const button = (verdict, key, name, sign) =>
      h(
        "button",
        {
          type: "button", className: `judge judge-${verdict}`,
          "aria-pressed": String(phrase.judged && phrase.verdict === verdict),
          onclick: () => this.verdict.judge(verdict, phrase),
        },
        icon(sign), name, " ", h("kbd", {}, key),
      );
    return h("div", { className: "judges" },
      button("agree", "a", this.words.agree, "check"), button("disagree", "d", this.words.disagree, "close"));
  }

  #kinds(phrase) {
    const kinds = this.data.kinds[phrase.category];
    const other = phrase.category === "blame" ? "defensive" : "blame";
    return h(
      "fieldset",
      { className: "kinds" },
      h("legend", {}, fill(this.words.kinds_of, { category: this.data.names[phrase.category] })),
      h(
        "div",
        { className: "kind-list" },
        kinds.map((kind, index) =>
          h(
            "button",
            {
              type: "button", className: "kind", title: this.data.meanings[kind],
              "aria-pressed": String(phrase.kind === kind && phrase.verdict !== "disagree"),
              onclick: () => this.verdict.classify(phrase.category, kind, phrase),
            },
            h("kbd", {}, String(index + 1)), this.data.names[kind],
          ),
        ),
        h(
          "button",
          { type: "button", className: "kind kind-other", onclick: () => this.switchCategory(phrase) },
          h("kbd", {}, "b"), icon("change"), this.data.names[other],
        ),
      ),
    );
  }

  /** The phrase is of the other category; its first kind stands until another is chosen. */
  switchCategory(phrase = this.verdict.phrase) {
    if (!phrase || phrase.category === "missing_apology") return;
    const other = phrase.category === "blame" ? "defensive" : "blame";
    this.verdict.classify(other, phrase.verdict === "missed" ? "" : this.data.kinds[other][0], phrase);
  }

  #comment(phrase) {
    const place = `${phrase.start}-${phrase.end}-${phrase.finding ?? ""}`;
    return h(
      "label",
      { className: "field" },
      h("span", {}, this.words.comment, " ", h("kbd", {}, "c")),
      h("textarea", {
        rows: 2, maxLength: 10000, value: phrase.comment, "data-comment": place, placeholder: this.words.comment_hint,
        oninput: (event) => this.verdict.type(() => (phrase.comment = event.target.value)),
      }),
    );
  }
}
