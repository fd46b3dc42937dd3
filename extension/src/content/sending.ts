/** Notices that the tool's own send action took a draft away: only then was the reply sent. */

import type { Profile } from "../profiles/profiles.js";
import { matchesShortcut } from "./shortcut.js";
import { editBetween } from "./text/edit.js";

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
  /** At most one a field: a draft leaves it once, however often the agent asks for that. */
  readonly #watches = new Map<HTMLElement, Watch>();

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
    if (event.isComposing || event.repeat) return;
    if (this.#profile.keys.some((key) => matchesShortcut(event, key))) this.#watch(field);
  }

  /** Whoever takes a suggestion has not sent the draft: what changes in it now is not the tool's doing. */
  forget(field: Sendable): void {
    this.#watches.get(field.element)?.stop();
  }

  stop(): void {
    for (const watch of this.#watches.values()) watch.stop();
  }

  #watch(field: Sendable): void {
    const { element } = field;
    // The draft of an earlier send may have gone just now, unseen.
    this.#watches.get(element)?.look();
    const text = field.read().trim();
    const earlier = this.#watches.get(element);
    if (earlier?.text === text) {
      earlier.renew();
      return;
    }
    // It did not go, and was mended since: what is sent now is another text.
    earlier?.stop();
    if (text === "") return;
    const ended = (gone: boolean): void => {
      this.#watches.delete(element);
      if (gone) this.#sent(text);
    };
    this.#watches.set(element, new Watch(field, text, ended));
  }
}

/** Looks whether `text` leaves the field without the agent's doing. */
class Watch {
  readonly text: string;
  readonly #field: Sendable;
  readonly #ended: (gone: boolean) => void;
  readonly #stop = new AbortController();
  readonly #timer = setInterval(() => this.#tick(), LOOK_EVERY);
  #end = 0;
  /** The text as the agent left it: mending some words after a send that failed takes nothing away. */
  #left: string;
  /** The agent's own change is under way. */
  #editing = false;

  constructor(field: Sendable, text: string, ended: (gone: boolean) => void) {
    this.#field = field;
    this.text = text;
    this.#left = text;
    this.#ended = ended;
    this.renew();
    // Some editors delete with the key itself and leave nothing to do for what comes after it.
    for (const name of ["keydown", "beforeinput"]) this.#on(name, (event) => isEdit(event) && this.#edit());
    this.#on("input", () => this.look());
  }

  renew(): void {
    this.#end = performance.now() + PATIENCE;
  }

  look(): void {
    if (this.#editing) return;
    const { element } = this.#field;
    const gone = !element.isConnected || !element.checkVisibility() || isTaken(this.#left, this.#field.read().trim());
    if (gone) this.stop(true);
  }

  stop(gone = false): void {
    clearInterval(this.#timer);
    this.#stop.abort();
    this.#ended(gone);
  }

  #tick(): void {
    this.look();
    if (!this.#stop.signal.aborted && performance.now() >= this.#end) this.stop();
  }

  /**
   * Between two looks a tool may empty the field and the agent begin the next message: so it is looked at before
   * each of the agent's changes, and what these leave counts as the agent's.
   */
  #edit(): void {
    this.look();
    if (this.#editing || this.#stop.signal.aborted) return;
    this.#editing = true;
    setTimeout(() => {
      this.#editing = false;
      this.#left = this.#field.read().trim();
    });
  }

  #on(name: string, listener: (event: Event) => void): void {
    this.#field.element.addEventListener(name, listener, { capture: true, passive: true, signal: this.#stop.signal });
  }
}

/** A line break is left out: it is how drafts are sent, and with it a tool takes them away. */
function isEdit(event: Event): boolean {
  if (event.type === "keydown") return /^(Backspace|Delete)$/.test((event as KeyboardEvent).key);
  return !/^insert(LineBreak|Paragraph)$/.test((event as InputEvent).inputType);
}

/** Whether `now` is empty or a text of its own, where `left` stood. A tool that tidies a text up keeps most of it. */
function isTaken(left: string, now: string): boolean {
  if (now === "") return left !== "";
  const edit = editBetween(left, now);
  if (edit === null || 2 * (edit.oldEnd - edit.start) <= left.length) return false;
  const words = left.split(/\s+/);
  const still = new Set(now.split(/\s+/));
  return 2 * words.filter((word) => still.has(word)).length < words.length;
}
