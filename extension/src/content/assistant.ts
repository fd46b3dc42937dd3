/** Brings what was found before the agent's eyes: badge, card, overview, pointer and keyboard. */

import type { Profile } from "../profiles/profiles.js";
import { t } from "../shared/i18n.js";
import type { Finding } from "../shared/result.js";
import type { SiteConfig } from "../shared/settings.js";
import type { Delivery, Feedback, LiveState, ToBackground, ToFrame } from "../shared/wire.js";
import type { Composer, ComposerHost } from "./composer.js";
import { Context } from "./context.js";
import type { Outcome, TextField } from "./fields/field.js";
import { nearest, worst } from "./found.js";
import { Hover } from "./hover.js";
import { pointAtMessage } from "./pointing.js";
import { Sending } from "./sending.js";
import { matchesShortcut } from "./shortcut.js";
import { TakenKeys } from "./taken.js";
import { Announcer } from "./ui/announcer.js";
import { Badge, type Standing } from "./ui/badge.js";
import { Card, type CardContent } from "./ui/card.js";
import { h } from "./ui/h.js";
import { Overview } from "./ui/overview.js";
import type { Place } from "./ui/place.js";
import { Root } from "./ui/root.js";
import { Watcher } from "./watcher.js";

/** What is told where a suggestion was not put in its place. */
const UNDONE: Readonly<Record<Exclude<Outcome, "done">, string>> = {
  changed: "text_changed",
  refused: "editor_refused",
  too_long: "suggestion_too_long",
  altered: "editor_altered",
};

type OpenedBy = "pointer" | "click" | "keyboard";

export class Assistant implements ComposerHost {
  config: SiteConfig;
  readonly #send: (message: ToBackground) => void;
  readonly #profile: Profile;
  readonly #context: Context;
  readonly #root = new Root();
  readonly #announcer = new Announcer(this.#root.shadow);
  readonly #badge: Badge;
  readonly #card: Card;
  readonly #overview: Overview;
  readonly #frame = h("div", { hidden: true, "aria-hidden": "true" });
  readonly #watcher: Watcher;
  readonly #sending: Sending;
  readonly #hover: Hover;
  readonly #stop = new AbortController();
  readonly #keys = new TakenKeys((event) => this.#root.owns(event), this.#stop.signal);
  #state: LiveState = "idle";
  #openedBy: OpenedBy | null = null;

  constructor(config: SiteConfig, profile: Profile, send: (message: ToBackground) => void) {
    this.config = config;
    this.#profile = profile;
    this.#context = new Context(profile);
    this.#send = send;
    const layer = h("div");
    this.#root.shadow.append(layer, this.#frame);
    this.#badge = new Badge(this.#root.shadow, (byKeyboard) => this.#badgeUsed(byKeyboard));
    this.#card = new Card(this.#root.shadow, {
      accept: (finding, index) => void this.#accept(finding, index),
      dismiss: (finding) => this.#dismiss(finding, "dismissed"),
      notUseful: (finding) => this.#dismiss(finding, "not_useful"),
      step: (by) => this.#step(by),
      overview: () => this.#openOverview(this.#openedBy === "keyboard"),
      close: () => this.#close(),
    });
    this.#overview = new Overview(this.#root.shadow, {
      useSelection: () => this.#choose(document.getSelection()?.toString() ?? ""),
      point: () => this.#point(),
      clearContext: () => this.#choose(null),
      log: () => this.#log(),
      pause: () => this.#send({ type: "site", changes: { pausedUntil: Date.now() + 3_600_000 } }),
      switchOff: () => this.#send({ type: "site", changes: { on: false } }),
      settings: () => this.#send({ type: "open", page: "options" }),
      close: () => this.#close(),
    });
    this.#sending = new Sending(this.#profile, {
      customer: ({ element }) => this.#context.read(element, true),
      sent: (text, customer, { element }) => {
        this.#context.clear(element);
        if (this.config.record) this.#record(text, customer);
      },
    });
    this.#hover = new Hover({
      at: (x, y) => this.#watcher.active?.painter.at(x, y) ?? -1,
      open: (index) => this.#pinned || this.#open(index, "pointer"),
      close: () => this.#pinned || this.#close(),
    });
    this.#watcher = new Watcher(this.#profile, this, layer, (composer) => this.#activated(composer));
  }

  start(): void {
    const { signal } = this.#stop;
    const passive = { capture: true, passive: true, signal };
    addEventListener("mousemove", (event) => this.#hover.moved(event, this.#root.owns(event)), passive);
    addEventListener("mousedown", (event) => this.#pressedOutside(event), passive);
    addEventListener("click", (event) => this.#clicked(event), passive);
    addEventListener("keydown", (event) => this.#key(event), { capture: true, signal });
    this.#watcher.start();
  }

  stop(): void {
    this.#stop.abort();
    this.#hover.stop();
    this.#sending.stop();
    this.#watcher.stop();
    this.#root.remove();
  }

  customer({ element }: TextField): string {
    return this.#context.read(element);
  }

  submit(message: Extract<ToBackground, { type: "draft" }>): void {
    this.#send(message);
  }

  forget(draft: string, { element }: TextField): void {
    this.#context.clear(element);
    this.#send({ type: "forget", draft });
  }

  configure(config: SiteConfig): void {
    this.config = config;
    this.#watcher.renderAll();
    this.#watcher.submitAll();
  }

  receive(message: ToFrame): void {
    if (message.type === "result" || message.type === "suggestions") {
      this.#watcher.byDraft(message.draft)?.receive(message);
    } else if (message.type === "error") {
      this.#watcher.byDraft(message.draft ?? "")?.refuse(message.message);
    } else if (message.type === "state") {
      const back = message.state === "open" && this.#state !== "open";
      this.#state = message.state;
      if (back) this.#watcher.submitAll();
      if (this.#watcher.active !== null) this.changed(this.#watcher.active);
    } else if (message.type === "recorded") {
      this.#announcer.show(toldOf(message.delivery));
    }
  }

  changed(composer: Composer): void {
    if (composer !== this.#watcher.active) return;
    this.#showBadge(composer);
    if (this.#card.open) this.#refreshCard(composer);
  }

  #activated(composer: Composer | null): void {
    if (composer === null || this.#openedBy !== "keyboard") this.#close();
    if (composer === null) {
      this.#badge.hide();
      this.#announcer.stands("");
      return;
    }
    this.#sending.entered(composer.field);
    this.#root.place(composer.field.element);
    this.changed(composer);
  }

  #showBadge(composer: Composer): void {
    const { findings, field, draft } = composer;
    const standing = this.#standing(composer);
    this.#badge.show(standing, findings.length, worst(findings));
    const speaks = field.multiline || draft.hasResult;
    this.#badge.follow(field.element, field.multiline, speaks && (field.focused() || draft.text !== "" || this.#openedBy !== null));
    this.#announcer.stands((draft.settled && this.#badge.element.ariaLabel) || "");
  }

  #standing(composer: Composer): Standing {
    if (this.#state === "offline" || this.#state === "unpaired") return "offline";
    // What was found before says nothing of a text that was not read.
    if (composer.problem !== "") return "waiting";
    if (composer.findings.length > 0) return "found";
    return composer.draft.hasResult ? "clear" : "waiting";
  }

  // The card

  /** Opened on purpose: the pointer alone neither replaces nor closes it. */
  get #pinned(): boolean {
    return this.#openedBy === "click" || this.#openedBy === "keyboard";
  }

  #badgeUsed(byKeyboard: boolean): void {
    const composer = this.#watcher.active;
    if (composer === null) return;
    if (this.#card.open || this.#overview.open) {
      const pinned = this.#openedBy !== "pointer";
      this.#close();
      if (pinned) return;
    }
    if (composer.findings.length > 0 && this.#standing(composer) === "found") this.#open(0, byKeyboard ? "keyboard" : "click");
    else this.#openOverview(byKeyboard);
  }

  #open(index: number, by: OpenedBy): void {
    const composer = this.#watcher.active;
    const finding = composer?.findings[index];
    if (composer === null || finding === undefined) return;
    this.#overview.hide();
    this.#openedBy = by;
    this.#card.show(contentOf(this, composer, finding, index), this.#place(composer, index), by === "keyboard");
    this.#badge.element.setAttribute("aria-expanded", "true");
  }

  #place(composer: Composer, index: number): Place {
    const own = composer.painter.anchor(index);
    const badge = this.#badge.element.getBoundingClientRect();
    const onScreen = own !== null && own.bottom > 0 && own.top < innerHeight && own.right > 0 && own.left < innerWidth;
    return { anchor: onScreen ? own : badge, badge };
  }

  /** Text or findings changed under an open card: it follows its finding, or goes with it. */
  #refreshCard(composer: Composer): void {
    const shown = this.#card.finding;
    if (shown === null) return;
    const index = nearest(composer.findings, shown);
    const finding = composer.findings[index];
    if (finding === undefined) this.#close();
    else if (finding === shown) this.#card.move(this.#place(composer, index));
    else this.#card.show(contentOf(this, composer, finding, index), this.#place(composer, index), false);
  }

  #step(by: 1 | -1): void {
    const composer = this.#watcher.active;
    if (composer === null || this.#card.finding === null) return;
    const count = composer.findings.length;
    const next = (composer.findings.indexOf(this.#card.finding) + by + count) % count;
    this.#open(next, this.#openedBy ?? "click");
  }

  #close(): void {
    const back = this.#openedBy === "keyboard";
    this.#card.hide();
    this.#overview.hide();
    this.#openedBy = null;
    this.#badge.element.setAttribute("aria-expanded", "false");
    if (back) this.#watcher.active?.field.focus();
  }

  async #accept(finding: Finding, index: number): Promise<void> {
    const composer = this.#watcher.active;
    if (composer === null) return;
    this.#card.hide();
    this.#openedBy = null;
    this.#sending.forget(composer.field);
    const outcome = await composer.accept(finding, index);
    if (outcome === "done") {
      this.#feedback(finding, "accepted", composer.draft.language);
      this.#announcer.say(t("applied"));
    } else {
      this.#announcer.show(t(UNDONE[outcome]));
    }
    this.changed(composer);
  }

  #dismiss(finding: Finding, verdict: "dismissed" | "not_useful"): void {
    const composer = this.#watcher.active;
    if (composer === null) return;
    this.#close();
    composer.dismiss(finding);
    this.#feedback(finding, verdict, composer.draft.language);
  }

  #feedback({ kind, category }: Finding, verdict: Feedback["verdict"], language: string): void {
    this.#send({ type: "feedback", feedback: { kind, category, verdict, language } });
  }

  // The overview

  #openOverview(focus: boolean): void {
    const composer = this.#watcher.active;
    if (composer === null) return;
    this.#card.hide();
    this.#openedBy = focus ? "keyboard" : "click";
    const content = {
      standing: this.#standing(composer),
      problem: composer.problem,
      refused: this.#state === "unpaired",
      hints: composer.draft.hints.map((hint) => hint.message),
      customer: this.customer(composer.field),
      canLog: this.config.paired && composer.draft.text.trim() !== "",
    };
    this.#overview.show(content, this.#badge.element.getBoundingClientRect(), focus);
    this.#badge.element.setAttribute("aria-expanded", "true");
  }

  #choose(text: string | null): void {
    const composer = this.#watcher.active;
    if (composer === null) return;
    const { element } = composer.field;
    if (text === null) this.#context.clear(element);
    else if (text.trim() === "") {
      this.#announcer.show(t("context_select_first"));
      return;
    } else this.#context.choose(element, text);
    composer.submit();
    this.#close();
    if (text !== null) this.#announcer.show(t("context_used"));
  }

  #point(): void {
    this.#close();
    this.#announcer.show(t("context_pointing"));
    pointAtMessage(this.#frame, (text) => text !== null && this.#choose(text));
  }

  #log(): void {
    const composer = this.#watcher.active;
    const text = composer?.draft.text.trim();
    this.#close();
    if (composer !== null && text) this.#record(text, this.#context.read(composer.field.element, true));
  }

  #record(reply: string, customer: string): void {
    const sent = { reply, channel: this.#profile.id, sent_at: new Date().toISOString() };
    this.#send({ type: "sent", key: crypto.randomUUID(), sent: customer === "" ? sent : { ...sent, customer } });
  }

  // Pointer and keyboard

  #pressedOutside(event: MouseEvent): void {
    if (!this.#root.owns(event) && this.#openedBy !== null) this.#close();
  }

  #clicked(event: MouseEvent): void {
    const composer = this.#watcher.active;
    if (this.#root.owns(event)) return;
    this.#sending.clicked(event, composer?.field);
    if (composer === null) return;
    if (!event.composedPath().includes(composer.field.element)) return;
    const index = composer.painter.at(event.clientX, event.clientY);
    if (index >= 0 && document.getSelection()?.isCollapsed !== false) this.#open(index, "click");
  }

  #key(event: KeyboardEvent): void {
    const composer = this.#watcher.active;
    if (composer === null || event.isComposing) return;
    const inCard = this.#root.owns(event);
    if (!inCard && !composer.field.focused()) return;
    if (!inCard) this.#sending.pressed(event, composer.field);
    const open = this.#card.open || this.#overview.open;
    if (matchesShortcut(event, this.config.openKey)) this.#byKeyboard(composer, 1);
    else if (matchesShortcut(event, this.config.previousKey)) this.#byKeyboard(composer, -1);
    else if (event.key === "Escape" && open) this.#close();
    else if (inCard && this.#card.open && event.key === "ArrowDown") this.#card.focusStep(1);
    else if (inCard && this.#card.open && event.key === "ArrowUp") this.#card.focusStep(-1);
    else if (inCard && this.#card.open && event.key === "Tab") this.#card.focusStep(event.shiftKey ? -1 : 1);
    else {
      // What is typed in our own card is nobody else's business, least of all a tool's single-letter shortcuts.
      if (inCard) this.#keys.take(event);
      return;
    }
    event.preventDefault();
    this.#keys.take(event);
  }

  #byKeyboard(composer: Composer, by: 1 | -1): void {
    const { findings, field } = composer;
    if (findings.length === 0) {
      this.#openOverview(true);
      return;
    }
    if (this.#card.open && this.#openedBy === "keyboard") {
      this.#step(by);
      return;
    }
    const caret = field.caret() ?? 0;
    const at = findings.findIndex((finding) => finding.end >= caret);
    this.#open(at < 0 ? 0 : at, "keyboard");
  }
}

function toldOf(delivery: Delivery): string {
  if (delivery.state === "refused") return t("recorded_refused", delivery.detail);
  return t(delivery.state === "delivered" ? "recorded" : "recorded_later");
}

function contentOf({ config }: Assistant, composer: Composer, finding: Finding, index: number): CardContent {
  const { findings, scores, draft } = composer;
  const { language, pending } = draft;
  const told = config.language === "draft" ? language : config.language;
  return { finding, index, count: findings.length, scores, pending, language, told };
}
