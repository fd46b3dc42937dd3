/** Says in a word what changed: to screen readers always, on screen only what the agent should not miss. */

import { h } from "./h.js";

export class Announcer {
  readonly #spoken = h("div", { class: "spoken", role: "status", "aria-live": "polite" });
  readonly #toast = h("div", { class: "toast", "aria-hidden": "true", hidden: true });
  #speaking: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(root: ShadowRoot) {
    root.append(this.#spoken, this.#toast);
  }

  /** Spoken once typing has come to rest: a reader should not be talked over. */
  say(text: string, after = 1000): void {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => (this.#spoken.textContent = text), after);
  }

  show(text: string): void {
    this.say(text, 0);
    clearTimeout(this.#hiding);
    this.#toast.textContent = text;
    this.#toast.hidden = false;
    this.#hiding = setTimeout(() => (this.#toast.hidden = true), 5000);
  }
}
