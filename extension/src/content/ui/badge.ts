/** The small button in the field's corner: how many findings, or that all is clear, or that nobody answers. */

import { t } from "../../shared/i18n.js";
import type { Category } from "../../shared/result.js";
import { visibleArea } from "../marks/geometry.js";
import { h, icon, ICONS } from "./h.js";
import { placeBadge } from "./place.js";

export type Standing = "waiting" | "clear" | "offline" | "found";

export class Badge {
  readonly element: HTMLButtonElement;
  #key = "";

  /** `opened` tells whether the keyboard was used: only then does the focus move. */
  constructor(root: ShadowRoot, opened: (byKeyboard: boolean) => void) {
    this.element = h("button", { class: "badge", type: "button", "aria-haspopup": "dialog", hidden: true });
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    this.element.addEventListener("click", (event) => opened(event.detail === 0));
    root.append(this.element);
  }

  show(standing: Standing, count: number, worst: Category | null): void {
    const key = `${standing} ${count} ${worst}`;
    if (key === this.#key) return;
    this.#key = key;
    const { element } = this;
    element.className = `badge ${standing} ${worst ?? ""}`;
    element.setAttribute("aria-label", nameOf(standing, count));
    const face = standing === "found" ? String(count) : icon(FACES[standing]);
    element.replaceChildren(face);
  }

  follow(field: HTMLElement, multiline: boolean, wanted: boolean): void {
    this.element.hidden = false;
    this.element.hidden = !wanted || !placeBadge(this.element, field, visibleArea(field), multiline);
  }

  hide(): void {
    this.element.hidden = true;
  }
}

const FACES = { waiting: ICONS.more, clear: ICONS.check, offline: ICONS.offline } as const;

function nameOf(standing: Standing, count: number): string {
  if (standing === "found") return t("badge_findings", count);
  return t(standing === "offline" ? "badge_offline" : standing === "clear" ? "badge_clear" : "badge_waiting");
}
