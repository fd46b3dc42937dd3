/** Says in a word what changed: to screen readers always, on screen only what the agent should not miss. */

import { h } from "./h.js";

export class Announcer {
  readonly #spoken = h("div", { class: "spoken", role: "status", "aria-live": "polite" });
  readonly #toast = h("div", { class: "toast", "aria-hidden": "true", hidden: true });
  #standing = "";
  #speaking: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(root: ShadowRoot) {
    root.append(this.#spoken, this.#toast);
  }

  /**
   * How the draft stands, however often told: spoken once, when typing has come to rest, for a reader should not be
   * talked over. "" where that is not known yet: what comes then is news again.
   */
  stands(text: string): void {
    if (text === this.#standing) return;
    this.#standing = text;
    clearTimeout(this.#speaking);
    if (text !== "") this.#speaking = setTimeout(() => this.say(text), 1000);
  }

  say(text: string): void {
    this.#spoken.textContent = text;
  }

  show(text: string): void {
    this.say(text);
    clearTimeout(this.#hiding);
    this.#toast.textContent = text;
    this.#toast.hidden = false;
    this.#hiding = setTimeout(() => (this.#toast.hidden = true), 5000);
  }
}
