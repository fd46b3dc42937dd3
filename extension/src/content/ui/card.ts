/** The card of one finding: what was seen, why it matters, and better words, one key away. */

import { t } from "../../shared/i18n.js";
import type { Category, Finding, Scores, Suggestion } from "../../shared/result.js";
import { h, icon, ICONS, LINES } from "./h.js";
import { placeCard, type Place } from "./place.js";

export interface CardActions {
  /** Takes suggestion number `index` of the finding. */
  accept(finding: Finding, index: number): void;
  dismiss(finding: Finding): void;
  notUseful(finding: Finding): void;
  step(by: 1 | -1): void;
  overview(): void;
  close(): void;
}

export interface CardContent {
  readonly finding: Finding;
  readonly index: number;
  readonly count: number;
  readonly scores: Scores;
  /** What the draft is written in, and what the message is: screen readers change their voice by it. */
  readonly language: string;
  readonly told: string;
  /** Suggestions may still come. */
  readonly pending: boolean;
}

export class Card {
  readonly element: HTMLDivElement;
  readonly #actions: CardActions;
  #why = false;
  #shown: CardContent | null = null;

  constructor(root: ShadowRoot, actions: CardActions) {
    this.#actions = actions;
    this.element = h("div", { class: "card", role: "dialog", tabindex: "-1", hidden: true });
    // A click in the card must leave the caret where it is.
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    root.append(this.element);
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  get finding(): Finding | null {
    return this.#shown?.finding ?? null;
  }

  show(content: CardContent, place: Place, focus: boolean): void {
    const before = this.#shown;
    this.#shown = content;
    // What looks the same stays the same: a button must not vanish from under a pressed pointer.
    if (before !== null && faceOf(before) === faceOf(content)) {
      this.move(place);
      if (focus) this.#focusFirst();
      return;
    }
    if (before?.finding.message !== content.finding.message || before.finding.text !== content.finding.text) this.#why = false;
    const held = this.#focusedName();
    const waited = (this.element.getRootNode() as ShadowRoot).activeElement === this.element;
    this.element.className = `card ${content.finding.category}`;
    this.element.setAttribute("aria-labelledby", "assist-message");
    this.element.replaceChildren(this.#header(content), this.#body(content), this.#footer(content));
    this.element.hidden = false;
    this.move(place);
    if (focus || waited) this.#focusFirst();
    else if (held !== null) {
      // A suggestion that went while its successor is on the way must not take the focus out of the card.
      const again = this.#buttons().find((button) => button.textContent === held);
      (again ?? this.element).focus({ preventScroll: true });
    }
  }

  move({ anchor, badge }: Place): void {
    placeCard(this.element, anchor, badge);
  }

  hide(): void {
    this.element.hidden = true;
    this.#shown = null;
    this.#why = false;
  }

  /** Arrow keys and Tab go round among the card's buttons. */
  focusStep(by: 1 | -1): void {
    const buttons = this.#buttons();
    const root = this.element.getRootNode() as ShadowRoot;
    const at = buttons.indexOf(root.activeElement as HTMLButtonElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  }

  #focusFirst(): void {
    (this.element.querySelector<HTMLElement>(".suggestion") ?? this.element).focus({ preventScroll: true });
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.element.querySelectorAll("button")];
  }

  #focusedName(): string | null {
    const active = (this.element.getRootNode() as ShadowRoot).activeElement;
    return active !== null && this.element.contains(active) ? active.textContent : null;
  }

  #header({ finding, index, count }: CardContent): HTMLElement {
    const step = (by: 1 | -1, name: string, d: string): HTMLElement =>
      h("button", { type: "button", class: "round", "aria-label": name, title: name, click: () => this.#actions.step(by) }, icon(d));
    const many = count > 1;
    return h(
      "header",
      {},
      h("span", { class: "category" }, icon(LINES[finding.category]), categoryName(finding.category)),
      many ? h("span", {}, t("card_position", index + 1, count)) : null,
      many ? step(-1, t("card_previous"), ICONS.previous) : null,
      many ? step(1, t("card_next"), ICONS.next) : null,
      h(
        "button",
        { type: "button", class: "round", "aria-label": t("card_close"), title: t("card_close"), click: () => this.#actions.close() },
        icon(ICONS.close),
      ),
    );
  }

  #body({ finding, scores, pending, language, told }: CardContent): HTMLElement {
    const { suggestions, text, why } = finding;
    return h(
      "div",
      { class: "body" },
      text === "" ? null : h("p", { class: "phrase", lang: language }, h("mark", {}, text)),
      h("h2", { id: "assist-message", lang: told }, finding.message),
      h("p", { class: "why", id: "assist-why", lang: told, hidden: !this.#why }, why),
      suggestions.length > 0 ? h("p", { class: "label" }, t(text === "" ? "card_add" : "card_instead")) : null,
      suggestions.length === 0 && pending ? h("p", { class: "label" }, t("card_looking")) : null,
      h("ul", { class: "suggestions" }, ...suggestions.map((s, index) => this.#suggestion(finding, s, index, scores, language))),
    );
  }

  #suggestion(finding: Finding, suggestion: Suggestion, index: number, scores: Scores, lang: string): HTMLElement {
    const name = suggestion.text.trim();
    const before = percent(scores[finding.category]);
    const after = percent(suggestion.scores[finding.category]);
    const click = (): void => this.#withShown((now) => this.#actions.accept(now, index));
    const button = h("button", { type: "button", class: "suggestion", click }, name === "" ? t("card_remove") : name);
    if (name !== "") button.lang = lang;
    return h(
      "li",
      {},
      button,
      h("div", { class: "effect" }, `${categoryName(finding.category)} ${before} →`, h("b", {}, after)),
    );
  }

  /** The finding as it is now: it may have moved since its buttons were made. */
  #withShown(act: (finding: Finding) => void): void {
    if (this.#shown !== null) act(this.#shown.finding);
  }

  #footer({ finding }: CardContent): HTMLElement {
    const button = (name: string, click: () => void, extra = ""): HTMLButtonElement =>
      h("button", { type: "button", class: `text ${extra}`, click }, name);
    const why = button(t("card_why"), () => this.#toggleWhy(why));
    why.setAttribute("aria-expanded", String(this.#why));
    why.setAttribute("aria-controls", "assist-why");
    const more = button("", () => this.#actions.overview(), "gap");
    more.setAttribute("aria-label", t("card_more"));
    more.title = t("card_more");
    more.append(icon(ICONS.more));
    return h(
      "footer",
      {},
      finding.why === "" ? null : why,
      button(t("card_dismiss"), () => this.#withShown((now) => this.#actions.dismiss(now))),
      button(t("card_not_useful"), () => this.#withShown((now) => this.#actions.notUseful(now))),
      more,
    );
  }

  #toggleWhy(button: HTMLButtonElement): void {
    this.#why = !this.#why;
    button.setAttribute("aria-expanded", String(this.#why));
    this.element.querySelector<HTMLElement>(".why")!.hidden = !this.#why;
  }
}

/** Everything of a card that can be seen. */
function faceOf({ finding, index, count, scores, pending }: CardContent): string {
  const { category, message, text, why, suggestions } = finding;
  const offers = suggestions.map((s) => [s.text, percent(s.scores[category])]);
  return JSON.stringify([category, message, text, why, offers, index, count, percent(scores[category]), pending]);
}

export function categoryName(category: Category): string {
  return t(`category_${category}`);
}

function percent(score: number): string {
  return `${Math.round(score * 100)}%`;
}
