/** Notices that the tool's own send action took a draft away: only then was the reply sent. */

import type { Profile } from "../profiles/profiles.js";
import { matchesShortcut } from "./shortcut.js";

/** How long a tool may take to empty its field after a send. */
const PATIENCE = 4000;
const LOOK_EVERY = 150;

export interface Sendable {
  readonly element: HTMLElement;
  read(): string;
}

export class Sending {
  readonly #profile: Profile;
  readonly #sent: (text: string) => void;

  constructor(profile: Profile, sent: (text: string) => void) {
    this.#profile = profile;
    this.#sent = sent;
  }

  clicked(event: Event, field: Sendable): void {
    const target = event.composedPath()[0];
    if (this.#profile.send === "" || !(target instanceof Element)) return;
    if (target.closest(this.#profile.send) !== null) this.#watch(field);
  }

  pressed(event: KeyboardEvent, field: Sendable): void {
    if (!event.isComposing && this.#profile.keys.some((key) => matchesShortcut(event, key))) this.#watch(field);
  }

  #watch(field: Sendable): void {
    const text = field.read().trim();
    if (text === "") return;
    const end = performance.now() + PATIENCE;
    const look = (): void => {
      const gone = !field.element.isConnected || !field.element.checkVisibility();
      if (gone || field.read().trim() === "") this.#sent(text);
      else if (performance.now() < end) setTimeout(look, LOOK_EVERY);
    };
    setTimeout(look, LOOK_EVERY);
  }
}
