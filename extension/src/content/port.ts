/**
 * The frame's line to the background. The background sleeps when nothing happens, and the line with it; it is
 * opened again with the next thing to say.
 */

import { LIVE_PORT, type ToBackground, type ToFrame } from "../shared/wire.js";

export class Port {
  readonly #receive: (message: ToFrame) => void;
  readonly #orphaned: () => void;
  #port: chrome.runtime.Port | null = null;
  #dead = false;

  /** `orphaned` is called when the extension was updated or removed: this script must fall silent then. */
  constructor(receive: (message: ToFrame) => void, orphaned: () => void) {
    this.#receive = receive;
    this.#orphaned = orphaned;
    // Settings that change while the background sleeps must reach this page all the same.
    chrome.storage.onChanged.addListener(() => {
      if (this.#port === null) this.#open();
    });
  }

  send(message: ToBackground): void {
    // A line that nobody has closed may be dead all the same.
    if (this.#isDead()) return;
    if (this.#port === null) this.#open();
    this.#port?.postMessage(message);
  }

  /** Looks whether the extension is still there: the line may end a moment before that can be seen, or sleep then. */
  look(): void {
    this.#isDead();
  }

  /** Hangs up, until there is something to say again. */
  close(): void {
    this.#port?.disconnect();
    this.#port = null;
  }

  #open(): void {
    if (this.#isDead()) return;
    const port = chrome.runtime.connect({ name: LIVE_PORT });
    this.#port = port;
    port.onMessage.addListener((message: ToFrame) => this.#receive(message));
    port.onDisconnect.addListener(() => {
      if (this.#port === port) this.#port = null;
      this.#isDead();
    });
    port.postMessage({ type: "hello" } satisfies ToBackground);
  }

  #isDead(): boolean {
    // Missing after an update or removal, though its type does not say so.
    if (!this.#dead && (chrome.runtime as typeof chrome.runtime | undefined)?.id === undefined) {
      // First of all: who is told has farewells to say, and there is nobody to hear them.
      this.#dead = true;
      this.#orphaned();
    }
    return this.#dead;
  }
}
