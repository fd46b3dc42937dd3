// What Assist sees, drawn: the scores as meters, a card for each finding, hints, the steps as a checklist.

import { percent } from "./words.js";

const SPEAK_AFTER = 900; // a screen reader should not talk into the typing
const STEP_SHOWN = 0.5;

export const keyOf = ({ category, kind, text }) => `${category}|${kind}|${text}`;

const one = (selector) => document.querySelector(selector);

export class Panel {
  #words;
  #on;
  #thresholds = null;
  #speaking = 0;
  result = null; // as drawn last

  // `on.apply(finding, suggestion)`, `on.dismiss(finding)`, `on.select(finding)`, `on.point(finding | null)`,
  // `on.begin(words)`.
  constructor(words, on) {
    this.#words = words;
    this.#on = on;
    for (const tick of document.querySelectorAll(".meter-tick")) tick.hidden = true;
    for (const button of document.querySelectorAll("[data-starter]")) {
      button.addEventListener("click", () => on.begin(button.textContent.replace(/…$/, "")));
    }
  }

  empty() {
    this.result = null;
    this.#show(false);
    this.#summarise("", false);
  }

  // Something else was put into the field: what is drawn belongs to the text before.
  reading() {
    one("[data-findings]").replaceChildren();
    this.#summarise(this.#words.say("reading"), false);
  }

  draw(result, findings) {
    this.result = result;
    this.#show(true);
    this.#meters();
    this.findings(findings);
    this.#steps();
    this.#hints();
    one("[data-model]").textContent = `· ${result.model}`;
  }

  set thresholds(byLanguage) {
    this.#thresholds = byLanguage;
    if (this.result) this.#meters();
  }

  get thresholds() {
    return this.#thresholds;
  }

  // The cards alone; what was open stays open, and the focus stays on its card.
  findings(findings) {
    const list = one("[data-findings]");
    const open = new Set([...list.querySelectorAll("details[open]")].map((why) => why.closest("li").dataset.key));
    const focused = document.activeElement?.closest?.(".finding")?.dataset.key;
    list.replaceChildren(...findings.map((finding) => this.#card(finding, open.has(keyOf(finding)))));
    if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"] [data-show]`)?.focus();
    this.#summarise(this.#words.count(findings), !findings.length);
  }

  // The card of the phrase that the caret is in.
  current(finding) {
    for (const item of one("[data-findings]").children) {
      item.classList.toggle("current", Boolean(finding) && item.dataset.key === keyOf(finding));
    }
  }

  #show(hasResult) {
    one("[data-legend]").hidden = hasResult;
    one("[data-result]").hidden = !hasResult;
    one("[data-steps]").hidden = !hasResult;
  }

  #summarise(text, good) {
    const summary = one(".summary");
    summary.textContent = text;
    summary.hidden = !text;
    summary.classList.toggle("good", good);
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => (one("#summary").textContent = text), SPEAK_AFTER);
  }

  #meters() {
    const { scores, flags, language } = this.result;
    const thresholds = this.#thresholds?.[language] ?? this.#thresholds?.all;
    for (const meter of document.querySelectorAll("[data-score]")) {
      const name = meter.dataset.score;
      const track = meter.querySelector("[role=meter]");
      meter.classList.toggle("flagged", flags.includes(name));
      meter.querySelector(".meter-value").textContent = percent(scores[name]);
      meter.querySelector(".meter-fill").style.width = `${scores[name] * 100}%`;
      track.setAttribute("aria-valuenow", Math.round(scores[name] * 100));
      if (!thresholds) continue;
      const tick = meter.querySelector(".meter-tick");
      tick.hidden = false;
      tick.style.left = `${thresholds[name] * 100}%`;
      track.title = this.#words.say("threshold", { value: percent(thresholds[name]) });
      track.setAttribute("aria-valuetext", `${percent(scores[name])}, ${track.title}`);
    }
  }

  #card(finding, isOpen) {
    const say = (key) => this.#words.say(key);
    const label = this.#words.labels[finding.category];
    const item = one("#finding").content.firstElementChild.cloneNode(true);
    const part = (selector) => item.querySelector(selector);
    item.dataset.key = keyOf(finding);
    item.dataset.category = finding.category;
    part(".mark").dataset.category = finding.category;
    part(".mark").textContent = label;
    part(".phrase").textContent = finding.text ? `“${finding.text}”` : say("show");
    part(".phrase").title = say("show");
    part(".message").textContent = finding.message;
    part(".why").open = isOpen;
    part(".why summary").textContent = say("why");
    part(".why p").textContent = finding.why;
    part("[data-dismiss]").setAttribute("aria-label", `${say("dismiss")}: ${finding.text || label}`);
    part("[data-dismiss]").title = say("dismiss");
    part("[data-dismiss]").addEventListener("click", () => this.#on.dismiss(finding));
    part("[data-show]").addEventListener("click", () => this.#on.select(finding));
    for (const kind of ["pointerenter", "focusin"]) item.addEventListener(kind, () => this.#on.point(finding));
    for (const kind of ["pointerleave", "focusout"]) item.addEventListener(kind, () => this.#on.point(null));
    part(".suggestions").append(...finding.suggestions.map((suggestion) => this.#offer(finding, suggestion)));
    return item;
  }

  #offer(finding, suggestion) {
    const row = one("#suggestion").content.firstElementChild.cloneNode(true);
    const button = row.querySelector(".apply");
    button.textContent = suggestion.text.trim();
    button.title = this.#words.say(suggestion.end > suggestion.start ? "replace" : "insert");
    button.addEventListener("click", () => this.#on.apply(finding, suggestion));
    const name = finding.category;
    const values = { before: percent(this.result.scores[name]), after: percent(suggestion.scores[name]) };
    const effect = row.querySelector(".effect");
    effect.textContent = this.#words.say("becomes", values);
    effect.title = this.#words.say("becomes_long", { name: this.#words.labels[name], ...values });
    return row;
  }

  #steps() {
    const { steps, language } = this.result;
    const code = language === "en" || language === "other" ? "en" : "id";
    for (const item of document.querySelectorAll("[data-step]")) {
      const done = steps[item.dataset.step] >= STEP_SHOWN;
      const starter = item.querySelector("[data-starter]");
      item.classList.toggle("done", done);
      starter.textContent = `${this.#words.starters[code][item.dataset.step]} …`;
      starter.lang = code;
      item.querySelector("[data-step-state]").textContent = this.#words.say(done ? "step_done" : "step_open");
    }
  }

  #hints() {
    const lines = this.result.hints.map(({ message }) => message);
    one("[data-hints-area]").hidden = !lines.length;
    one("[data-hints]").replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
    );
  }
}
