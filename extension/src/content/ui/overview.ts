/** What stands behind the badge when no single finding is meant: state, advice, context and switches. */

import { t } from "../../shared/i18n.js";
import { h, icon, ICONS, LINES } from "./h.js";
import { placeCard } from "./place.js";

export interface OverviewContent {
  readonly standing: "waiting" | "clear" | "offline" | "found";
  /** The server answers, but does not take this extension yet. */
  readonly refused: boolean;
  /** Why this draft cannot be scored, or "". */
  readonly problem: string;
  readonly hints: readonly string[];
  readonly customer: string;
  readonly canLog: boolean;
}

const MARKS = { waiting: ICONS.more, clear: ICONS.check, offline: ICONS.offline, found: LINES.defensive } as const;

export interface OverviewActions {
  useSelection(): void;
  point(): void;
  clearContext(): void;
  log(): void;
  pause(): void;
  switchOff(): void;
  settings(): void;
  close(): void;
}

export class Overview {
  readonly element: HTMLDivElement;
  readonly #actions: OverviewActions;

  constructor(root: ShadowRoot, actions: OverviewActions) {
    this.#actions = actions;
    this.element = h("div", { class: "card overview", role: "dialog", tabindex: "-1", "aria-label": "Assist", hidden: true });
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    root.append(this.element);
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  show(content: OverviewContent, badge: DOMRect, focus: boolean): void {
    this.element.replaceChildren(this.#header(), this.#body(content), this.#footer());
    this.element.hidden = false;
    placeCard(this.element, badge, badge);
    if (focus) this.element.querySelector<HTMLElement>(".body button, footer button")?.focus({ preventScroll: true });
  }

  hide(): void {
    this.element.hidden = true;
  }

  #header(): HTMLElement {
    return h(
      "header",
      {},
      h("span", { class: "category" }, "Assist"),
      h("button", { type: "button", class: "round", "aria-label": t("card_close"), click: () => this.#actions.close() }, icon(ICONS.close)),
    );
  }

  #body(content: OverviewContent): HTMLElement {
    const offline = content.standing === "offline";
    const key = offline ? (content.refused ? "unpaired" : "offline") : content.standing;
    return h(
      "div",
      { class: "body" },
      h("p", { class: `status ${content.standing}` }, icon(MARKS[content.standing]), t(`overview_${key}`)),
      h("p", { class: "note" }, content.problem !== "" && !offline ? content.problem : t(`overview_${key}_note`)),
      content.hints.length === 0 ? null : h("ul", { class: "hints" }, ...content.hints.map((hint) => h("li", {}, hint))),
      ...(offline ? [] : this.#context(content)),
      content.canLog ? h("div", { class: "row" }, soft(t("overview_log"), () => this.#actions.log())) : null,
    );
  }

  #context({ customer }: OverviewContent): HTMLElement[] {
    const row = h(
      "div",
      { class: "row" },
      soft(t("context_selection"), () => this.#actions.useSelection()),
      soft(t("context_point"), () => this.#actions.point()),
    );
    if (customer !== "") row.append(soft(t("context_clear"), () => this.#actions.clearContext()));
    const shown = customer === "" ? t("context_none") : customer.slice(0, 300);
    return [h("p", { class: "label" }, t("context_title")), h("p", { class: "context" }, shown), row];
  }

  #footer(): HTMLElement {
    const button = (name: string, click: () => void, extra = ""): HTMLElement =>
      h("button", { type: "button", class: `text ${extra}`, click }, name);
    return h(
      "footer",
      {},
      button(t("overview_pause"), () => this.#actions.pause()),
      button(t("overview_switch_off"), () => this.#actions.switchOff()),
      button(t("overview_settings"), () => this.#actions.settings(), "gap"),
    );
  }
}

function soft(name: string, click: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "soft", click }, name);
}
