/** A field being written in: its draft, its marks, and its pace towards the server. */

import { t } from "../shared/i18n.js";
import type { Finding, Scores } from "../shared/result.js";
import type { SiteConfig } from "../shared/settings.js";
import { LARGEST_MESSAGE, sizeOf, type DraftMessage, type ResultMessage, type SuggestionsMessage } from "../shared/wire.js";
import { Draft } from "./draft.js";
import type { Outcome, TextField } from "./fields/field.js";
import type { Painter } from "./marks/painter.js";
import { Pacer } from "./pace.js";

/** In a single line nothing is said before it looks like a sentence. */
const FEWEST_WORDS = 3;

export interface ComposerHost {
  readonly config: SiteConfig;
  customer(field: TextField): string;
  submit(message: DraftMessage): void;
  /** The draft in `field` is over: sent, emptied, or gone with the field. */
  forget(draft: string, field: TextField): void;
  /** What is shown of this composer changed. */
  changed(composer: Composer): void;
}

const NO_SCORES: Scores = { defensive: 0, blame: 0, missing_apology: 0 };

export class Composer {
  readonly field: TextField;
  readonly draft = new Draft();
  readonly painter: Painter;
  readonly #host: ComposerHost;
  readonly #pacer = new Pacer(() => this.submit());
  #scheduled = false;
  #composing = false;
  #scores = NO_SCORES;
  #findings: readonly Finding[] = [];
  #problem = "";

  constructor(field: TextField, painter: Painter, host: ComposerHost) {
    this.field = field;
    this.painter = painter;
    this.#host = host;
    this.touch();
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  get scores(): Scores {
    return this.#scores;
  }

  /** Why the draft as it is now cannot be scored, in the agent's words; "" where it can. */
  get problem(): string {
    return this.#problem;
  }

  /** Something happened in the field: look at it with the next frame, never in the middle of a keystroke. */
  touch(): void {
    if (this.#scheduled || this.#composing) return;
    this.#scheduled = true;
    const look = (): void => {
      if (!this.#scheduled) return;
      this.#scheduled = false;
      this.look();
    };
    if (document.visibilityState === "visible") requestAnimationFrame(look);
    setTimeout(look, 120);
  }

  composing(on: boolean): void {
    this.#composing = on;
    if (on) this.#pacer.cancel();
    else this.touch();
  }

  /** Reads the field and brings everything shown in step with it. */
  look(): void {
    if (this.#composing) return;
    const before = this.draft.id;
    const text = this.field.read();
    if (!this.draft.edit(text)) {
      this.painter.show(text, this.#findings);
      return;
    }
    if (this.draft.id !== before) this.#host.forget(before, this.field);
    this.render();
    if (this.#worthScoring(text)) this.#pacer.touch(performance.now(), /[.!?…\n]\s?$/.test(text));
    else this.#pacer.cancel();
  }

  /** Sends the draft as it is, now. Also after settings, context or connection changed. */
  submit(): void {
    const { text } = this.draft;
    if (!this.#worthScoring(text)) return;
    const { language, sensitivity } = this.#host.config;
    const customer = this.#host.customer(this.field);
    const message: DraftMessage = {
      type: "draft",
      draft: this.draft.id,
      seq: this.draft.send(),
      reply: text,
      suggestions: "later",
      ...(customer === "" ? {} : { customer }),
      ...(language === "draft" ? {} : { ui: language }),
      ...(sensitivity === "normal" ? {} : { sensitivity }),
    };
    if (sizeOf(message) > LARGEST_MESSAGE) this.refuse(t("overview_too_long"));
    else this.#host.submit(message);
  }

  receive(message: ResultMessage | SuggestionsMessage): void {
    // The text may have changed in this very frame: what comes in is laid over what is there now.
    if (!this.#composing && this.field.read() !== this.draft.text) this.look();
    // The field may have been emptied just now: then another draft has begun.
    if (message.draft !== this.draft.id) return;
    if (message.type === "suggestions") {
      if (!this.draft.suggestions(message.seq, message.findings)) return;
    } else {
      if (!this.draft.result(message.seq, message)) return;
      this.#scores = message.scores;
      this.#problem = "";
    }
    this.render();
  }

  /** The draft could not be scored: what was found in an earlier state of it stays. */
  refuse(problem: string): void {
    this.#problem = problem;
    this.render();
  }

  render(): void {
    this.#findings = this.draft.findings(this.#host.config.checks);
    this.painter.show(this.draft.text, this.#findings);
    this.#host.changed(this);
  }

  dismiss(finding: Finding): void {
    this.draft.dismiss(finding);
    this.render();
  }

  async accept(finding: Finding, index: number): Promise<Outcome> {
    const suggestion = finding.suggestions[index];
    if (suggestion === undefined) return "changed";
    const outcome = await this.field.replace(this.draft.text, suggestion, suggestion.text);
    this.look();
    return outcome;
  }

  remove(): void {
    this.#pacer.cancel();
    this.#scheduled = false;
    this.painter.remove();
    this.#host.forget(this.draft.id, this.field);
  }

  #worthScoring(text: string): boolean {
    if (text.trim() === "") return false;
    return this.field.multiline || text.trim().split(/\s+/).length >= FEWEST_WORDS;
  }
}
