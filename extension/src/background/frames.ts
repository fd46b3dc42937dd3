/** The frames that are listening: which drafts are theirs and what each may do. */

import { isKnown, profileOf } from "../profiles/profiles.js";
import { siteConfig, siteOf, type Settings } from "../shared/settings.js";
import type { LiveState, ServerMessage, ToFrame } from "../shared/wire.js";

interface Frame {
  readonly port: chrome.runtime.Port;
  readonly site: string;
  readonly host: string;
  readonly drafts: Set<string>;
}

export class Frames {
  readonly #frames = new Set<Frame>();

  add(port: chrome.runtime.Port): Frame {
    const { sender } = port;
    const host = siteOf(sender?.url) || siteOf(sender?.origin);
    const frame = { port, host, site: siteOf(sender?.tab?.url) || host, drafts: new Set<string>() };
    this.#frames.add(frame);
    return frame;
  }

  /** Forgets a frame that is gone; true if it was the last. */
  remove(frame: Frame): boolean {
    this.#frames.delete(frame);
    return this.#frames.size === 0;
  }

  /** Tells one frame, or all, what holds there now. */
  configure(settings: Settings, only?: Frame): void {
    for (const frame of only === undefined ? this.#frames : [only]) {
      const config = siteConfig(settings, frame.site, frame.host, Date.now());
      // A page may outlive the agent's yes to its site: forgotten, or not allowed any more.
      const host = frame.host || frame.site;
      const allowed = host === "" || isKnown(host) || settings.sites[host]?.on === true;
      const profile = profileOf(siteOf(frame.port.sender?.url));
      post(frame, { type: "config", config: { ...config, on: config.on && allowed }, profile });
    }
  }

  deliver(message: ServerMessage): void {
    if (message.draft === undefined) return;
    for (const frame of this.#frames) if (frame.drafts.has(message.draft)) post(frame, message);
  }

  tell(state: LiveState): void {
    for (const frame of this.#frames) post(frame, { type: "state", state });
  }
}

export type { Frame };

export function post(frame: Frame, message: ToFrame): void {
  try {
    frame.port.postMessage(message);
  } catch {
    // The page went while its answer was on the way: nobody is there to hear it.
  }
}
