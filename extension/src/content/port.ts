/**
 * The frame's line to the background. The background sleeps when nothing happens, and the line with it; it is
 * opened again with the next thing to say.
 */

import { LIVE_PORT, type ToBackground, type ToFrame } from "../shared/wire.js";

export class Port {
  readonly #receive: (message: ToFrame) => void;
  readonly #orphaned: () => void;
  #port: chrome.runtime.Port | null = null;

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
    if (this.#port === null) this.#open();
    this.#port?.postMessage(message);
  }

  #open(): void {
    // Missing after an update or removal, though its type does not say so.
    if ((chrome.runtime as typeof chrome.runtime | undefined)?.id === undefined) {
      this.#orphaned();
      return;
    }
    const port = chrome.runtime.connect({ name: LIVE_PORT });
    this.#port = port;
    port.onMessage.addListener((message: ToFrame) => this.#receive(message));
    port.onDisconnect.addListener(() => {
      if (this.#port === port) this.#port = null;
    });
    port.postMessage({ type: "hello" } satisfies ToBackground);
  }
}
