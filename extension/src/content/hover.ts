/** Opens a card when the pointer rests on a marked phrase, and closes it when it has gone from both. */

const DWELL = 220;
const LEAVE = 380;

export interface HoverActions {
  /** The index of the mark at a point of the viewport, or -1. */
  at(x: number, y: number): number;
  open(index: number): void;
  close(): void;
}

export class Hover {
  readonly #actions: HoverActions;
  #over = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: { readonly x: number; readonly y: number; readonly inCard: boolean } | null = null;

  constructor(actions: HoverActions) {
    this.#actions = actions;
  }

  /** The pointer moved; looked at once a frame, however often it does. */
  moved({ clientX: x, clientY: y }: MouseEvent, inCard: boolean): void {
    const first = this.#last === null;
    this.#last = { x, y, inCard };
    if (first) requestAnimationFrame(() => this.#look());
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const pointer = this.#last;
    this.#last = null;
    if (pointer === null) return;
    if (pointer.inCard) {
      clearTimeout(this.#timer);
      // Whatever comes next, the card's phrase or another place, is a change.
      this.#over = -2;
      return;
    }
    const over = this.#actions.at(pointer.x, pointer.y);
    if (over === this.#over) return;
    this.#over = over;
    clearTimeout(this.#timer);
    if (over >= 0) this.#timer = setTimeout(() => this.#actions.open(over), DWELL);
    else this.#timer = setTimeout(() => this.#actions.close(), LEAVE);
  }
}
