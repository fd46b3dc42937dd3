/**
 * Keys that Assist took. What is left of them (repeats, `keypress`, `keyup`) is not for the page either, wherever the
 * focus has gone meanwhile: some chats send, and some desks close the reply, when a key is let go.
 */

export class TakenKeys {
  readonly #down = new Set<string>();
  readonly #owns: (event: Event) => boolean;

  /** `owns` tells whether an event is within what Assist draws: the browser still does there what the key is for. */
  constructor(owns: (event: Event) => boolean, signal: AbortSignal) {
    this.#owns = owns;
    for (const name of ["keydown", "keypress", "keyup"] as const) {
      addEventListener(name, (event) => this.#rest(event), { capture: true, signal });
    }
  }

  take(event: KeyboardEvent): void {
    this.#down.add(event.code);
    event.stopImmediatePropagation();
  }

  #rest(event: KeyboardEvent): void {
    const { code, type, repeat } = event;
    // Pressed anew: where it was let go before, nobody here could see.
    const ends = type === "keyup" || (type === "keydown" && !repeat);
    if (!(ends ? this.#down.delete(code) : this.#down.has(code))) return;
    if (type === "keydown" && (!repeat || this.#owns(event))) return;
    if (!this.#owns(event)) event.preventDefault();
    event.stopImmediatePropagation();
  }
}
