// Settling a reply and going on; taking it back; and what happens when somebody was faster.
import { fill, h } from "../dom.js";
import { forget } from "../drafts.js";
import { settledLast } from "../last.js";
import { send, tell } from "../outbox.js";
import { withTime } from "../times.js";

export class Settling {
  constructor(verdict, place) {
    Object.assign(this, { verdict, place, data: verdict.data, words: verdict.data.words, began: Date.now() });
    this.version = this.data.version;
    this.state = document.getElementById("saved-state");
  }

  /** Send the verdict; go on to the next reply once the server has it. */
  async settle() {
    const open = this.verdict.unfinished;
    if (open >= 0) {
      this.verdict.select(open);
      this.state.textContent = this.words[this.verdict.phrase.kind ? "choose_verdict" : "choose_kind"];
      return;
    }
    if (document.body.dataset.settling) return;
    document.body.dataset.settling = "true";
    this.state.textContent = this.words.sending;
    const result = await send(this.url, this.#body());
    delete document.body.dataset.settling;
    this.arrived(result);
  }

  get url() {
    return `/review/replies/${this.data.reply}/verdict`;
  }

  #body() {
    return {
      ...this.verdict.toJSON(),
      base_version: this.version,
      round: this.data.round,
      session: this.data.session,
      seconds: Math.min(Math.round((Date.now() - this.began) / 1000), 86_400),
      query: this.data.query,
    };
  }

  /** What the server (or the lack of one) said to a verdict of this page. */
  arrived(result) {
    if (result.state === "waiting") {
      this.state.textContent = this.words[result.why === "signed-out" ? "kept_signed_out" : "kept_offline"];
      tell(result.why, 1);
    } else if (result.state === "sent") {
      forget(this.place);
      const { review, told, next } = result.answer;
      settledLast(review, told);
      location.assign(next);
    } else if (result.status === 409 && result.answer.current) {
      this.#conflict(result.answer);
    } else {
      this.state.textContent = result.answer.detail ?? this.words.refused;
    }
  }

  /** Ask now and then whether somebody else has settled this reply. */
  async watch() {
    const response = await fetch(`/review/replies/${this.data.reply}/news?known=${this.data.known.join(",")}`, {
      headers: { accept: "application/json" },
    }).catch(() => null);
    if (!response?.ok) return;
    for (const { review, told, time } of (await response.json()).news) {
      this.data.known.push(review);
      document.getElementById("banner").append(h("p", { className: "banner-line" }, withTime(told, time)));
    }
  }

  #conflict({ detail, time, current, version }) {
    const dialog = document.getElementById("conflict-dialog");
    document.getElementById("conflict-text").replaceChildren(...withTime(detail, time));
    document.getElementById("conflict-mine").replaceChildren(this.#summary(this.verdict.toJSON()));
    document.getElementById("conflict-theirs").replaceChildren(this.#summary(current));
    document.getElementById("keep-mine").onclick = () => {
      dialog.close();
      this.version = version;
      this.settle();
    };
    document.getElementById("take-theirs").onclick = () => {
      dialog.close();
      this.version = version;
      this.verdict.replace(current, true);
      forget(this.place);
    };
    this.state.textContent = "";
    dialog.showModal();
  }

  #summary(labels) {
    const { names } = this.data;
    const on = ["defensive", "blame"].filter((name) => labels[name]).map((name) => names[name]);
    if (labels.needs_apology && labels.apology !== "full") on.push(names.missing_apology);
    const line = (phrase) =>
      h("li", {}, h("span", { className: `verdict verdict-${phrase.verdict}` }, this.words[`verdict_${phrase.verdict}`]),
        ` ${this.data.text.slice(phrase.start, phrase.end)} (${names[phrase.kind] ?? names[phrase.category]})`,
        phrase.comment && h("p", {}, phrase.comment));
    return h("div", {}, h("p", {}, on.join(", ") || this.words.clear), h("ul", {}, labels.phrases.map(line)),
      labels.note && h("p", {}, fill(this.words.note_is, { note: labels.note })));
  }
}
