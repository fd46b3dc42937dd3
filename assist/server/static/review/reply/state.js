// The verdict under way: its phrases and labels, what follows from them, and every step back.

const CATEGORIES = ["defensive", "blame"];
const plain = (labels) => structuredClone(labels);

export class Verdict extends EventTarget {
  #past = [];

  constructor(data) {
    super();
    this.data = data;
    this.current = 0;
    this.load(data.labels, data.judged);
  }

  /** Take labels over as the state; `judged` says of all phrases (or of each) whether a person has judged it. */
  load(labels, judged) {
    const { phrases, ...rest } = plain(labels);
    this.labels = rest;
    this.phrases = phrases.map((one, index) => ({
      ...one, judged: (Array.isArray(judged) ? judged[index] : judged) || one.verdict === "missed",
    }));
    // What the labels say nothing of (a review made blind) is still there to be judged.
    for (const found of this.data.findings) {
      if (!this.phrases.some((one) => one.finding === found.id)) {
        this.phrases.push({ ...found, finding: found.id, verdict: "agree", comment: "", judged: false, offered: true });
      }
    }
    this.#order();
    this.current = Math.min(this.current, Math.max(this.phrases.length - 1, 0));
  }

  finding(phrase) {
    return this.data.findings.find((one) => one.id === phrase.finding) ?? null;
  }

  get phrase() {
    return this.phrases[this.current] ?? null;
  }

  /** Change something, so that it can be undone, and tell the page. */
  change(act) {
    this.#keep();
    const before = CATEGORIES.filter((category) => this.implied(category));
    act();
    this.#order();
    this.#follow(before);
    this.dispatchEvent(new Event("change"));
  }

  /** Another version instead of this one, its labels as they stand there; can be undone too. */
  replace(labels, judged) {
    this.#keep();
    this.load(labels, judged);
    this.dispatchEvent(new Event("change"));
  }

  /** Typing is kept too, but is undone by the field itself. */
  type(act) {
    act();
    this.dispatchEvent(new Event("typed"));
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  undo() {
    const before = this.#past.pop();
    if (!before) return false;
    Object.assign(this, JSON.parse(before));
    this.dispatchEvent(new Event("change"));
    return true;
  }

  select(index) {
    if (index < 0 || index >= this.phrases.length) return;
    this.current = index;
    this.dispatchEvent(new Event("select"));
  }

  judge(verdict, phrase = this.phrase) {
    if (!phrase || phrase.verdict === "missed") return;
    this.change(() => {
      const found = this.finding(phrase);
      Object.assign(phrase, { verdict, judged: true });
      if (found) Object.assign(phrase, { category: found.category, kind: found.kind });
      if (phrase.category === "missing_apology") this.#agreeOnApology(verdict === "agree");
    });
  }

  classify(category, kind, phrase = this.phrase) {
    if (!phrase || phrase.category === "missing_apology") return;
    this.change(() => {
      const found = this.finding(phrase);
      Object.assign(phrase, { category, kind, judged: true });
      if (found) phrase.verdict = found.category === category && found.kind === kind ? "agree" : "change";
    });
  }

  add(start, end, category) {
    const phrase = { verdict: "missed", start, end, category, kind: "", finding: null, comment: "", judged: true };
    this.change(() => this.phrases.push(phrase));
    this.select(this.phrases.findIndex((one) => one.start === start && one.end === end && one.verdict === "missed"));
  }

  remove(phrase = this.phrase) {
    if (phrase?.verdict !== "missed") return;
    this.change(() => this.phrases.splice(this.phrases.indexOf(phrase), 1));
    this.select(Math.min(this.current, this.phrases.length - 1));
  }

  set(name, value) {
    this.change(() => {
      this.labels[name] = value;
      // The card of a missing apology says the same as the labels.
      for (const phrase of this.phrases) {
        if (phrase.category === "missing_apology") {
          Object.assign(phrase, { verdict: this.missing ? "agree" : "disagree", judged: true });
        }
      }
    });
  }

  setStep(name, on) {
    this.change(() => {
      // All nine, as the page shows them: off where the model's are hidden.
      const model = this.data.steps.map((step) => [step, this.data.modelSteps[step] >= 0.5]);
      this.labels.steps = { ...(this.labels.steps ?? Object.fromEntries(model)), [name]: on };
    });
  }

  /** Whether a phrase that stands makes the label true, so that it cannot be taken off. */
  implied(category) {
    return this.phrases.some((one) => one.category === category && one.verdict !== "disagree" && !this.silent(one));
  }

  /** A finding that the labels were given without: it counts for nothing until it is judged. */
  silent(phrase) {
    return Boolean(phrase.offered) && !phrase.judged;
  }

  get missing() {
    return this.labels.needs_apology && this.labels.apology !== "full";
  }

  /** The first phrase that is marked without a kind, or commented on without a verdict; -1 for none. */
  get unfinished() {
    return this.phrases.findIndex((one) => (this.silent(one) ? one.comment.trim() : one.verdict === "missed" && !one.kind));
  }

  /** What is sent: a phrase that was not touched counts as agreed with, unless it is silent. */
  toJSON() {
    const said = this.phrases.filter((one) => !this.silent(one));
    return {
      ...this.labels,
      phrases: said.map(({ verdict, start, end, category, kind, finding, comment }) => ({
        verdict, start, end, category, kind, finding, comment,
      })),
    };
  }

  /** What `load` takes, to go on from later: what is silent too, as a comment may be typed on it. */
  get draft() {
    return { labels: { ...this.labels, phrases: this.phrases }, judged: this.phrases.map((one) => one.judged) };
  }

  #agreeOnApology(missing) {
    if (missing) {
      this.labels.needs_apology = true;
      if (this.labels.apology === "full") this.labels.apology = "none";
    } else if (this.missing) {
      this.labels.needs_apology = false;
    }
  }

  #keep() {
    this.#past.push(JSON.stringify({ labels: this.labels, phrases: this.phrases, current: this.current }));
    if (this.#past.length > 200) this.#past.shift();
  }

  // Labels follow the phrases: on while one stands, and off again when the last one (there `before`) falls.
  #follow(before) {
    for (const category of CATEGORIES) {
      if (this.implied(category)) this.labels[category] = true;
      else if (before.includes(category)) this.labels[category] = false;
    }
  }

  #order() {
    const chosen = this.phrases[this.current];
    this.phrases.sort((one, two) => one.start - two.start || one.end - two.end);
    if (chosen) this.current = this.phrases.indexOf(chosen);
  }
}
