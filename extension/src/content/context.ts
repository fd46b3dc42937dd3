/** The customer's message that the draft answers: where the tool shows it, or where the agent points. */

import type { Profile } from "../profiles/profiles.js";

const LONGEST = 4000;
const FRESH = 2000;

export class Context {
  readonly #profile: Profile;
  #chosen: string | null = null;
  #found = "";
  #foundAt = -FRESH;

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  /** The message, or "" where none is known. Looked up at most every two seconds. */
  read(now: number): string {
    if (this.#chosen !== null) return this.#chosen;
    if (now - this.#foundAt >= FRESH) {
      this.#foundAt = now;
      this.#found = this.#look();
    }
    return this.#found;
  }

  choose(text: string): void {
    this.#chosen = tidy(text);
  }

  /** Back to what the tool shows. */
  clear(): void {
    this.#chosen = null;
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
