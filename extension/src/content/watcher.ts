/** Finds the fields that the agent composes in, as they are used, and tells each what happens to it. */

import type { Profile } from "../profiles/profiles.js";
import { Composer, type ComposerHost } from "./composer.js";
import { editorOf } from "./editors.js";
import { fieldOf, isForm, mayRead } from "./eligible.js";
import { FormField } from "./fields/form.js";
import { RichField } from "./fields/rich.js";
import { FormPainter } from "./marks/form-painter.js";
import { RichPainter } from "./marks/rich-painter.js";

/** Changes that send no event (a tool that empties its field, a layout that moves) are looked for this often. */
const BEAT = 250;

export class Watcher {
  readonly #profile: Profile;
  readonly #host: ComposerHost;
  readonly #layer: Element;
  readonly #activated: (composer: Composer | null) => void;
  readonly #composers = new Map<HTMLElement, Composer>();
  readonly #stop = new AbortController();
  readonly #mutations = new MutationObserver((records) => {
    for (const [element, composer] of this.#composers) {
      if (records.some(({ target }) => element.contains(target))) composer.touch();
    }
  });
  #beat: ReturnType<typeof setInterval> | undefined;
  #moving = false;
  active: Composer | null = null;

  constructor(profile: Profile, host: ComposerHost, layer: Element, activated: (composer: Composer | null) => void) {
    this.#profile = profile;
    this.#host = host;
    this.#layer = layer;
    this.#activated = activated;
  }

  start(): void {
    const on = (name: string, listener: (event: Event) => void, target: EventTarget = window): void =>
      target.addEventListener(name, listener, { capture: true, passive: true, signal: this.#stop.signal });
    on("focusin", (event) => this.#enter(event));
    on("input", (event) => this.#enter(event)?.touch());
    on("compositionstart", (event) => this.#enter(event)?.composing(true));
    on("compositionend", (event) => this.#enter(event)?.composing(false));
    for (const name of ["scroll", "resize", "transitionend", "animationend", "toggle", "load"]) on(name, () => this.#moved());
    if (window.visualViewport !== null) on("resize", () => this.#moved(), window.visualViewport);
    this.#beat = setInterval(() => this.#look(), BEAT);
    const focused = deepActive(document);
    if (focused !== null) this.#activate(focused);
  }

  stop(): void {
    this.#stop.abort();
    this.#mutations.disconnect();
    clearInterval(this.#beat);
    for (const composer of this.#composers.values()) composer.remove();
    this.#composers.clear();
    this.active = null;
  }

  byDraft(id: string): Composer | undefined {
    return [...this.#composers.values()].find((composer) => composer.draft.id === id);
  }

  /** Every draft again: the server was away, or what is checked has changed. */
  submitAll(): void {
    for (const composer of this.#composers.values()) composer.submit();
  }

  renderAll(): void {
    for (const composer of this.#composers.values()) composer.render();
  }

  #enter(event: Event): Composer | null {
    return this.#activate(event.composedPath()[0] ?? null);
  }

  #activate(target: EventTarget | null): Composer | null {
    const { fields } = this.#profile;
    const element = this.active?.field.element;
    if (element && (target === element || inside(target, element)) && mayRead(element, fields)) return this.active;
    const field = fieldOf(target, fields);
    if (field === null) return null;
    const composer = this.#composers.get(field) ?? this.#watch(field);
    this.active = composer;
    this.#activated(composer);
    return composer;
  }

  #watch(element: HTMLElement): Composer {
    let composer: Composer;
    if (isForm(element)) {
      composer = new Composer(new FormField(element), new FormPainter(element, this.#layer), this.#host);
    } else {
      const field = new RichField(element, editorOf(element, this.#profile.editor), this.#profile.quoted);
      composer = new Composer(field, new RichPainter(field, this.#layer), this.#host);
      this.#mutations.observe(element, { subtree: true, childList: true, characterData: true });
    }
    this.#composers.set(element, composer);
    return composer;
  }

  #moved(): void {
    if (this.#moving || this.#composers.size === 0) return;
    this.#moving = true;
    requestAnimationFrame(() => {
      this.#moving = false;
      this.#follow();
    });
  }

  #follow(): void {
    for (const composer of this.#composers.values()) composer.painter.follow();
    if (this.active !== null) this.#host.changed(this.active);
  }

  /** Every field, not only the active one: a tool may empty the last one when the agent is in the next already. */
  #look(): void {
    for (const [element, composer] of this.#composers) {
      if (element.isConnected && mayRead(element, this.#profile.fields)) {
        const { field, draft } = composer;
        if (field instanceof FormField && field.read() !== draft.text) composer.touch();
        continue;
      }
      composer.remove();
      this.#composers.delete(element);
      if (this.active !== composer) continue;
      this.active = null;
      this.#activated(null);
    }
    if (document.visibilityState === "visible") this.#follow();
  }
}

function inside(target: EventTarget | null, element: HTMLElement): boolean {
  return target instanceof Node && element.contains(target) && element.isContentEditable;
}

/** The focused element, also within open shadow roots. */
function deepActive(root: Document | ShadowRoot): Element | null {
  const active = root.activeElement;
  return active?.shadowRoot ? deepActive(active.shadowRoot) : active;
}
