/** The customer's message that the draft answers: where the tool shows it, or where the agent points. */

import type { Profile } from "../profiles/profiles.js";

const LONGEST = 4000;
const FRESH = 2000;

export class Context {
  readonly #profile: Profile;
  /** What the agent chose for the draft in a field, and the page's address then: desks change tickets by it. */
  readonly #chosen = new WeakMap<HTMLElement, { readonly text: string; readonly at: string }>();
  #found = "";
  #foundAt = -FRESH;

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  /** The message for a field's draft, or "" where none is known. Looked up at most every two seconds, or at once. */
  read(field: HTMLElement, atOnce = false): string {
    const chosen = this.#chosen.get(field);
    if (chosen?.at === location.href) return chosen.text;
    const now = performance.now();
    if (atOnce || now - this.#foundAt >= FRESH) {
      this.#foundAt = now;
      this.#found = this.#look();
    }
    return this.#found;
  }

  choose(field: HTMLElement, text: string): void {
    this.#chosen.set(field, { text: tidy(text), at: location.href });
  }

  /** Back to what the tool shows now. */
  clear(field: HTMLElement): void {
    this.#chosen.delete(field);
    this.#foundAt = -FRESH;
  }

  #look(): string {
    for (const selector of this.#profile.customer) {
      const visible = [...document.querySelectorAll<HTMLElement>(selector)].filter((e) => e.checkVisibility());
      const last = visible.at(-1);
      if (last !== undefined) return tidy(withoutQuotes(last, this.#profile.quoted));
    }
    return "";
  }
}

/** The words of `element`, without the earlier mail quoted in it. */
function withoutQuotes(element: HTMLElement, quoted: string): string {
  const quotes = quoted === "" ? [] : [...element.querySelectorAll<HTMLElement>(`blockquote, ${quoted}`)];
  let text = element.innerText;
  for (const quote of quotes) {
    const inner = quote.innerText.trim();
    if (inner !== "") text = text.replace(inner, "");
  }
  return text;
}

/** At most LONGEST units of it, and no half of a character at its end: the server takes no such text. */
function tidy(text: string): string {
  return text.trim().slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "");
}
