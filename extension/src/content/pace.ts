/** When a draft goes to the server: soon after a pause, at once after a sentence, now and then while typing on. */

export const PACE = {
  /** After the last key, in milliseconds. */
  pause: 140,
  /** After a key that ends a sentence, or after a paste. */
  sentence: 30,
  /** At the latest, however fast the typing. */
  longest: 700,
} as const;

export class Pacer {
  readonly #fire: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #since = 0;

  constructor(fire: () => void) {
    this.#fire = fire;
  }

  /** The text changed at `now`; `ends` where the change ends a sentence. */
  touch(now: number, ends: boolean): void {
    if (this.#timer === null) this.#since = now;
    else clearTimeout(this.#timer);
    const latest = this.#since + PACE.longest - now;
    const delay = Math.max(0, Math.min(ends ? PACE.sentence : PACE.pause, latest));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#fire();
    }, delay);
  }

  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
