// The sentences that the server put into the page, in the page's language.

const data = (id) => JSON.parse(document.getElementById(id).textContent);

export const percent = (value) => `${Math.round(value * 100)} %`;

export class Words {
  #words = data("words");
  labels = data("labels"); // name of each score
  starters = data("starters"); // language → step → its first words

  say(key, values = {}) {
    return this.#words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  count(findings) {
    if (!findings.length) return `${this.say("clear_title")}. ${this.say("clear_text")}`;
    return findings.length === 1 ? this.say("found_one") : this.say("found_many", { n: findings.length });
  }
}
