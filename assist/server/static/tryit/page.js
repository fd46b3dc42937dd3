// The try-it page: the draft goes to the live socket as it is typed; what comes back is drawn beside it.

import { Live } from "./live.js";
import { Marks } from "./marks.js";
import { keyOf, Panel } from "./panel.js";
import { Words } from "./words.js";

const PAUSE = 120; // milliseconds without a keystroke before the draft is asked about

const dismissed = new Set(); // keys of findings, until another example comes
let words, panel, marks, customer, reply; // of the page as it stands: another language brings others
let connection = document.querySelector("[data-closed]") ? "closed" : "connecting";
let asking;
let asked = ""; // the reply as it was asked about last
let drawn = ""; // the reply that the cards are about

// Take hold of the page's elements, when it has come and when it has come in another language.
function wire() {
  const one = (selector) => document.querySelector(selector);
  words = new Words();
  panel = new Panel(words, { apply, dismiss, select, begin, point: (finding) => marks.point(finding) });
  customer = one("#customer");
  reply = one("#reply");
  marks = new Marks(reply, one(".mirror"), one(".caret-mark"));
  customer.addEventListener("input", edited);
  reply.addEventListener("input", edited);
  reply.addEventListener("compositionend", edited);
  one("[data-clear]").addEventListener("click", () => fill("", ""));
  for (const chip of document.querySelectorAll("[data-example]")) {
    chip.addEventListener("click", () => fill(chip.dataset.customer, chip.dataset.reply));
  }
  for (const link of document.querySelectorAll(".languages a")) link.addEventListener("click", switchLanguage);
  connected(connection);
}

// ---- asking

function edited(event) {
  grow(customer);
  marks.follow();
  const count = reply.value.trim().split(/\s+/).filter(Boolean).length;
  document.querySelector("[data-words]").textContent = count ? words.say("words", { n: count }) : "";
  clearTimeout(asking);
  if (event && !document.querySelector(".toast button")) toast(""); // an undo stays on offer
  if (!reply.value.trim()) {
    live.forget();
    marks.show([]);
    panel.empty();
  } else if (!event?.isComposing) {
    asking = setTimeout(ask, event ? PAUSE : 0);
  }
}

function ask() {
  asked = reply.value;
  if (live.ask({ reply: asked, customer: customer.value, ui: document.documentElement.lang })) return;
  marks.show([]);
  panel.empty();
  toast(words.say("too_long"));
}

function fill(theirs, ours) {
  customer.value = theirs;
  reply.value = ours;
  dismissed.clear();
  marks.show([]);
  panel.reading();
  toast("");
  edited();
  reply.focus({ preventScroll: matchMedia("(min-width: 60rem)").matches });
}

// The customer's text area grows with its text where CSS does not do it yet.
function grow(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

// ---- answers

const shown = (findings) => findings.filter((finding) => !dismissed.has(keyOf(finding)));

function drawFindings(findings) {
  panel.result.findings = findings;
  marks.show(shown(findings));
  panel.findings(shown(findings));
}

// An answer to a text that has been typed on since is not drawn: the next one is on its way.
const live = new Live({
  state: connected,
  result(result) {
    if (reply.value !== asked) return;
    drawn = asked;
    marks.show(shown(result.findings));
    panel.draw(result, shown(result.findings));
    learnThresholds();
  },
  suggestions({ findings }) {
    if (panel.result && reply.value === asked) drawFindings(findings);
  },
  error: ({ message }) => toast(message),
});

function connected(state) {
  connection = state;
  const sign = document.querySelector("[data-connection]");
  sign.dataset.connection = state;
  sign.querySelector("[data-connection-text]").textContent = words?.say(state) ?? "";
}

async function learnThresholds() {
  if (panel.thresholds) return;
  const answer = await fetch("/v1/model");
  if (answer.ok) panel.thresholds = (await answer.json()).thresholds;
}

// ---- acting on a finding

// Through the browser's own editing, so that Ctrl+Z takes it back like typing.
function replace(start, end, text) {
  reply.focus();
  reply.setSelectionRange(start, end);
  document.execCommand(text ? "insertText" : "delete", false, text);
}

function apply(finding, suggestion) {
  // If the agent has typed on: where the marks have moved to, as far as the typing left them whole.
  const now = marks.findings.find((mark) => keyOf(mark) === keyOf(finding));
  const moved = now?.suggestions.find((one) => one.text === suggestion.text);
  const place = reply.value === drawn ? suggestion : moved;
  if (!place) return toast(words.say("moved"));
  const { start, end, text } = place;
  const before = reply.value.slice(start, end);
  replace(start, end, text);
  toast(words.say("applied"), () => {
    if (reply.value.slice(start, start + text.length) !== text) return toast(words.say("moved"));
    replace(start, start + text.length, before);
    toast(words.say("undone"));
  });
}

function dismiss(finding) {
  dismissed.add(keyOf(finding));
  drawFindings(panel.result.findings);
  reply.focus({ preventScroll: true });
  toast(words.say("dismissed"), () => {
    dismissed.delete(keyOf(finding));
    drawFindings(panel.result.findings);
    toast("");
  });
}

function select(finding) {
  const { start, end } = marks.findings.find((mark) => keyOf(mark) === keyOf(finding)) ?? finding;
  reply.focus();
  reply.setSelectionRange(start, end);
}

// Begin a step that is missing: its first words at the end of the reply, and the caret behind them.
function begin(starter) {
  const end = reply.value.trimEnd().length;
  replace(end, reply.value.length, (end ? " " : "") + starter);
}

function toast(text, undo) {
  const place = document.querySelector(".toast");
  place.replaceChildren(text);
  if (!undo) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.say("undo") });
  button.addEventListener("click", undo);
  place.append(" ", button);
}

function pointAtCaret() {
  if (document.activeElement !== reply) return;
  const at = reply.selectionStart;
  panel.current(marks.findings.find(({ start, end }) => start <= at && at <= end && end > start));
}

// ---- the page in another language: the text stays, and is kept nowhere but here

async function switchLanguage(event) {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const address = event.currentTarget.href;
  const answer = await fetch(address);
  if (!answer.ok) return location.assign(address);
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const kept = [customer.value, reply.value];
  const { thresholds } = panel;
  document.documentElement.lang = next.documentElement.lang;
  document.title = next.title;
  document.body.replaceChildren(...next.body.childNodes);
  history.replaceState(null, "", address);
  wire();
  panel.thresholds = thresholds;
  [customer.value, reply.value] = kept;
  edited();
  document.dispatchEvent(new Event("assist-page")); // for theme.js, whose switch is a new one
  document.querySelector(".languages [aria-current]").focus();
}

document.addEventListener("selectionchange", pointAtCaret);
wire();
edited();
