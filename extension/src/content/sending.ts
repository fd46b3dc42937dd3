/** Notices that the tool's own send action took a draft away: only then was the reply sent. */

import type { Profile } from "../profiles/profiles.js";
import { mayRead } from "./eligible.js";
import { matchesShortcut } from "./shortcut.js";
import { editBetween } from "./text/edit.js";

/** How long a tool may take to empty its field after a send. */
const PATIENCE = 4000;
const LOOK_EVERY = 150;

export interface Sendable {
  readonly element: HTMLElement;
  readonly multiline: boolean;
  read(): string;
}

/** What tells of a reply that went, and finds the customer's message that a field's draft answers now. */
export interface SendingEvents {
  customer(field: Sendable): string;
  sent(text: string, customer: string, field: Sendable): void;
}

export class Sending {
  readonly #profile: Profile;
  readonly #events: SendingEvents;
  /** Where the agent has been: the field used last may well be a subject or a property, and not the reply. */
  readonly #fields = new Set<Sendable>();
  /** At most one a field: a draft leaves it once, however often the agent asks for that. */
  readonly #watches = new Map<HTMLElement, Watch>();

  constructor(profile: Profile, events: SendingEvents) {
    this.#profile = profile;
    this.#events = events;
  }

  entered(field: Sendable): void {
    for (const known of this.#fields) if (!known.element.isConnected) this.#fields.delete(known);
    this.#fields.add(field);
  }

  /** `active` is the field used last, if any. */
  clicked(event: Event, active?: Sendable): void {
    const { send } = this.#profile;
    const target = event.composedPath()[0];
    if (send === "" || !(target instanceof Element)) return;
    const button = target.closest(send);
    if (button === null) return;
    const replies = this.#replies(active);
    const near = nearest(button, replies);
    for (const field of replies) this.#watch(field, near.includes(field));
  }

  /** A key sends the field that it is pressed in: in a chat's search or a contact's name it is no send. */
  pressed(event: KeyboardEvent, field: Sendable): void {
    if (event.isComposing || event.repeat) return;
    if (!this.#profile.keys.some((key) => matchesShortcut(event, key))) return;
    if (this.#replies(field).includes(field)) this.#watch(field, true);
  }

  /** The fields that may hold the reply. */
  #replies(active?: Sendable): readonly Sendable[] {
    const { fields } = this.#profile;
    const shown = [...this.#fields].filter(({ element }) => element.checkVisibility() && mayRead(element, fields));
    if (fields !== "") return shown.filter(({ element }) => element.matches(fields));
    const written = shown.filter((field) => field.multiline && field.read().trim() !== "");
    return written.length > 0 || active === undefined ? written : [active];
  }

  /** Whoever takes a suggestion has not sent the draft: what changes in it now is not the tool's doing. */
  forget(field: Sendable): void {
    this.#watches.get(field.element)?.stop();
  }

  stop(): void {
    for (const watch of this.#watches.values()) watch.stop();
  }

  #watch(field: Sendable, near: boolean): void {
    const { element } = field;
    // The draft of an earlier send may have gone just now, unseen.
    this.#watches.get(element)?.look();
    const text = field.read().trim();
    const earlier = this.#watches.get(element);
    // Now, and not when the field is seen empty: by then the next customer's message may stand there, or the reply itself.
    const customer = this.#events.customer(field);
    if (earlier?.text === text) {
      earlier.renew(customer, near);
      return;
    }
    // It did not go, and was mended since: what is sent now is another text.
    earlier?.stop();
    if (text === "") return;
    const watch: Watch = new Watch(field, text, (gone) => {
      this.#watches.delete(element);
      if (gone) this.#events.sent(text, watch.customer, field);
    });
    watch.renew(customer, near);
    this.#watches.set(element, watch);
  }
}

/** Looks whether `text` leaves the field without the agent's doing. */
class Watch {
  readonly text: string;
  customer = "";
  /** Whether the field stands by what was used to send. Else it may be gone with the view, and its draft unsent. */
  #near = false;
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
    // Some editors delete with the key itself and leave nothing to do for what comes after it.
    for (const name of ["keydown", "beforeinput"]) this.#on(name, (event) => isEdit(event) && this.#edit());
    this.#on("input", () => this.look());
  }

  renew(customer: string, near: boolean): void {
    this.customer = customer;
    this.#near = near;
    this.#end = performance.now() + PATIENCE;
  }

  look(): void {
    if (this.#editing) return;
    const { element } = this.#field;
    if (!element.isConnected || !element.checkVisibility()) this.stop(this.#near);
    else if (isTaken(this.#left, this.#field.read().trim())) this.stop(true);
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

/** The fields that share with `button` what lies closest around it. */
function nearest(button: Element, fields: readonly Sendable[]): readonly Sendable[] {
  for (let around: Element | null = button; around !== null; around = around.parentElement) {
    const near = fields.filter(({ element }) => around!.contains(element));
    if (near.length > 0) return near;
  }
  return fields;
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
