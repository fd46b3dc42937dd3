// The try-it page: the draft goes to the live socket as it is typed; what comes back is drawn beside it.

import { Live } from "./live.js";
import { Marks } from "./marks.js";

const PAUSE = 120; // milliseconds without a keystroke before the draft is asked about
const SPEAK_AFTER = 900; // before the summary is said: a screen reader should not talk into the typing
const STEP_SHOWN = 0.5;

let page; // the elements of the page as it stands; another language brings others
let live;
const dismissed = new Set();

const percent = (value) => `${Math.round(value * 100)} %`;
const data = (id) => JSON.parse(document.getElementById(id).textContent);
const say = (key, values = {}) => page.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

function wire(kept = { customer: "", reply: "" }) {
  const one = (selector) => document.querySelector(selector);
  page = {
    words: data("words"),
    labels: data("labels"),
    starters: data("starters"),
    customer: one("#customer"),
    reply: one("#reply"),
    summary: one("#summary"),
    legend: one("[data-legend]"),
    result: one("[data-result]"),
    steps: one("[data-steps]"),
    findings: one("[data-findings]"),
    toast: one(".toast"),
    last: null,
    marks: new Marks(one("#reply"), one(".mirror"), one(".caret-mark")),
  };
  page.customer.value = kept.customer;
  page.reply.value = kept.reply;
  page.customer.addEventListener("input", edited);
  page.reply.addEventListener("input", edited);
  page.reply.addEventListener("compositionend", edited);
  one("[data-clear]").addEventListener("click", () => fill("", ""));
  for (const chip of document.querySelectorAll("[data-example]")) {
    chip.addEventListener("click", () => fill(chip.dataset.customer, chip.dataset.reply));
  }
  for (const button of document.querySelectorAll("[data-starter]")) {
    button.addEventListener("click", () => begin(button.textContent.replace(/…$/, "")));
  }
  for (const link of document.querySelectorAll(".languages a")) link.addEventListener("click", switchLanguage);
  for (const track of document.querySelectorAll(".meter-tick")) track.hidden = true;
  edited();
}

// ---- asking

let asking;

function edited(event) {
  grow(page.customer);
  page.marks.follow();
  const words = page.reply.value.trim().split(/\s+/).filter(Boolean).length;
  document.querySelector("[data-words]").textContent = words ? say("words", { n: words }) : "";
  clearTimeout(asking);
  if (!page.reply.value.trim()) {
    live.forget();
    empty();
  } else if (!event?.isComposing) {
    asking = setTimeout(ask, event ? PAUSE : 0);
  }
}

function ask() {
  live.ask({ reply: page.reply.value, customer: page.customer.value, ui: document.documentElement.lang });
}

function fill(customer, reply) {
  page.customer.value = customer;
  page.reply.value = reply;
  dismissed.clear();
  page.marks.show([]);
  page.findings.replaceChildren();
  page.summary.classList.remove("good");
  page.summary.textContent = say("reading");
  page.toast.replaceChildren();
  edited();
  page.reply.focus({ preventScroll: matchMedia("(min-width: 60rem)").matches });
}

// The text area of the customer grows with its text where CSS does not do it yet.
function grow(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

// ---- drawing

function empty() {
  page.last = null;
  page.legend.hidden = false;
  page.result.hidden = true;
  page.steps.hidden = true;
  page.summary.hidden = true;
  page.marks.show([]);
}

function draw(result) {
  page.last = result;
  page.legend.hidden = true;
  page.result.hidden = false;
  page.steps.hidden = false;
  page.summary.hidden = false;
  drawMeters(result);
  drawFindings(result.findings);
  drawSteps(result);
  drawHints(result);
  document.querySelector("[data-model]").textContent = `· ${result.model}`;
}

function drawMeters({ scores, flags, language }) {
  const thresholds = page.thresholds?.[language] ?? page.thresholds?.all;
  for (const meter of document.querySelectorAll("[data-score]")) {
    const name = meter.dataset.score;
    const track = meter.querySelector("[role=meter]");
    meter.classList.toggle("flagged", flags.includes(name));
    meter.querySelector(".meter-value").textContent = percent(scores[name]);
    meter.querySelector(".meter-fill").style.width = `${scores[name] * 100}%`;
    track.setAttribute("aria-valuenow", Math.round(scores[name] * 100));
    const tick = meter.querySelector(".meter-tick");
    tick.hidden = !thresholds;
    if (thresholds) {
      tick.style.left = `${thresholds[name] * 100}%`;
      track.title = say("threshold", { value: percent(thresholds[name]) });
      track.setAttribute("aria-valuetext", `${percent(scores[name])}, ${track.title}`);
    }
  }
}

const keyOf = ({ category, kind, text }) => `${category}|${kind}|${text}`;

function drawFindings(all) {
  const findings = all.filter((finding) => !dismissed.has(keyOf(finding)));
  page.marks.show(findings);
  const open = new Set([...page.findings.querySelectorAll("details[open]")].map((d) => d.closest("li").dataset.key));
  const focused = document.activeElement?.closest?.(".finding")?.dataset.key;
  page.findings.replaceChildren(...findings.map((finding) => card(finding, open.has(keyOf(finding)))));
  if (focused && !document.activeElement?.closest(".finding")) {
    page.findings.querySelector(`[data-key="${CSS.escape(focused)}"] [data-show]`)?.focus();
  }
  summarise(findings);
}

let speaking;

function summarise(findings) {
  const text = findings.length
    ? findings.length === 1 ? say("found_one") : say("found_many", { n: findings.length })
    : `${say("clear_title")}. ${say("clear_text")}`;
  page.summary.classList.toggle("good", !findings.length);
  clearTimeout(speaking);
  if (page.summary.textContent !== text) speaking = setTimeout(() => (page.summary.textContent = text), SPEAK_AFTER);
  if (!page.summary.textContent) page.summary.textContent = text;
}

function card(finding, isOpen) {
  const item = document.getElementById("finding").content.firstElementChild.cloneNode(true);
  const part = (selector) => item.querySelector(selector);
  item.dataset.key = keyOf(finding);
  item.dataset.category = finding.category;
  part(".mark").dataset.category = finding.category;
  part(".mark").textContent = page.labels[finding.category];
  part(".phrase").textContent = finding.text ? `“${finding.text}”` : say("show");
  part(".phrase").title = say("show");
  part(".message").textContent = finding.message;
  part(".message").hidden = !finding.message;
  part(".why").hidden = !finding.why;
  part(".why").open = isOpen;
  part(".why summary").textContent = say("why");
  part(".why p").textContent = finding.why;
  part("[data-dismiss]").setAttribute("aria-label", `${say("dismiss")}: ${finding.text || page.labels[finding.category]}`);
  part("[data-dismiss]").title = say("dismiss");
  part("[data-dismiss]").addEventListener("click", () => dismiss(finding));
  part("[data-show]").addEventListener("click", () => select(finding));
  for (const kind of ["pointerenter", "focusin"]) item.addEventListener(kind, () => page.marks.point(finding));
  for (const kind of ["pointerleave", "focusout"]) item.addEventListener(kind, () => page.marks.point(null));
  part(".suggestions").append(...finding.suggestions.map((suggestion) => offer(finding, suggestion)));
  return item;
}

function offer(finding, suggestion) {
  const row = document.getElementById("suggestion").content.firstElementChild.cloneNode(true);
  const button = row.querySelector(".apply");
  button.textContent = suggestion.text.trim();
  button.dataset.verb = say(suggestion.end > suggestion.start ? "replace" : "insert");
  button.addEventListener("click", () => apply(finding, suggestion));
  const name = finding.category;
  const values = { before: percent(page.last.scores[name]), after: percent(suggestion.scores[name]) };
  row.querySelector(".effect").textContent = say("becomes", values);
  row.querySelector(".effect").title = say("becomes_long", { name: page.labels[name], ...values });
  return row;
}

function drawSteps({ steps, language }) {
  const starters = page.starters[language === "en" || language === "other" ? "en" : "id"];
  for (const item of document.querySelectorAll("[data-step]")) {
    const done = steps[item.dataset.step] >= STEP_SHOWN;
    item.classList.toggle("done", done);
    item.querySelector("[data-starter]").textContent = `${starters[item.dataset.step]} …`;
    item.querySelector("[data-starter]").lang = starters === page.starters.en ? "en" : "id";
    item.querySelector("[data-step-state]").textContent = say(done ? "step_done" : "step_open");
  }
}

function drawHints({ hints, language }) {
  const lines = hints.map(({ message }) => message);
  if (language === "other" && !lines.length) lines.push(say("other_language"));
  document.querySelector("[data-hints-area]").hidden = !lines.length;
  document.querySelector("[data-hints]").replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
  );
}

// ---- acting on a finding

// Through the browser's own editing, so that Ctrl+Z takes it back like typing.
function replace(start, end, text) {
  page.reply.focus();
  page.reply.setSelectionRange(start, end);
  document.execCommand(text ? "insertText" : "delete", false, text);
}

function apply(finding, suggestion) {
  // Where the phrase stands now; where it stood when it was found, if it is back there after an undo.
  const same = (drawn) => keyOf(drawn) === keyOf(finding) && stands(drawn);
  const now = page.marks.findings.find(same) ?? [finding].find(stands);
  if (!now) return toast(say("moved"));
  const { start, end, text } = now.suggestions.find((drawn) => drawn.text === suggestion.text) ?? suggestion;
  const before = page.reply.value.slice(start, end);
  replace(start, end, text);
  toast(say("applied"), () => {
    if (page.reply.value.slice(start, start + text.length) !== text) return toast(say("moved"));
    replace(start, start + text.length, before);
    toast(say("undone"));
  });
}

// Begin a step that is missing: its first words at the end of the reply, and the caret behind them.
function begin(words) {
  const end = page.reply.value.trimEnd().length;
  const gap = end ? " " : "";
  replace(end, page.reply.value.length, gap + words);
}

const stands = ({ start, end, text }) => page.reply.value.slice(start, end) === text;

function dismiss(finding) {
  dismissed.add(keyOf(finding));
  drawFindings(page.last.findings);
  page.reply.focus({ preventScroll: true });
  toast(say("dismissed"), () => {
    dismissed.delete(keyOf(finding));
    drawFindings(page.last.findings);
    page.toast.replaceChildren();
  });
}

function select(finding) {
  const drawn = page.marks.findings.find((one) => keyOf(one) === keyOf(finding)) ?? finding;
  page.reply.focus();
  page.reply.setSelectionRange(drawn.start, drawn.end);
}

function toast(text, undo) {
  page.toast.replaceChildren(text);
  if (!undo) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: say("undo") });
  button.addEventListener("click", undo);
  page.toast.append(" ", button);
}

function pointAtCaret() {
  if (document.activeElement !== page.reply) return;
  const at = page.reply.selectionStart;
  const here = page.marks.findings.find(({ start, end }) => start <= at && at <= end && end > start);
  for (const item of page.findings.children) {
    item.classList.toggle("current", Boolean(here) && item.dataset.key === keyOf(here));
  }
}

// ---- the page in another language: the text stays, and is kept nowhere but here

async function switchLanguage(event) {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const address = event.currentTarget.href;
  const answer = await fetch(address);
  if (!answer.ok) return location.assign(address);
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const kept = { customer: page.customer.value, reply: page.reply.value };
  const { thresholds, connection } = page;
  document.documentElement.lang = next.documentElement.lang;
  document.title = next.title;
  document.body.replaceChildren(...next.body.childNodes);
  history.replaceState(null, "", address);
  wire(kept);
  page.thresholds = thresholds;
  connected(connection);
  document.dispatchEvent(new Event("assist-page"));
  document.querySelector(".languages [aria-current]").focus();
}

// ---- the socket

function connected(state) {
  page.connection = state;
  document.querySelector("[data-connection]").dataset.connection = state;
  document.querySelector("[data-connection-text]").textContent = say(state);
}

async function learnThresholds() {
  if (page.thresholds) return;
  const answer = await fetch("/v1/model");
  if (!answer.ok) return;
  page.thresholds = (await answer.json()).thresholds;
  if (page.last) drawMeters(page.last);
}

const fits = (findings) => findings.every(stands);

live = new Live({
  state: (state) => page && connected(state),
  result: (result) => {
    if (!fits(result.findings)) return; // typed on since; the next answer is on its way
    draw(result);
    learnThresholds();
  },
  suggestions: ({ findings }) => {
    if (!page.last || !fits(findings)) return;
    page.last.findings = findings;
    drawFindings(findings);
  },
  error: ({ message }) => toast(message),
});
document.addEventListener("selectionchange", pointAtCaret);
wire();
connected("connecting");
