// The one-reply page: its parts put together, and every command on a key.
import { fill } from "../dom.js";
import { keep, kept } from "../drafts.js";
import { keys } from "../keys.js";
import { hasLast, undoLast } from "../last.js";
import { Cards } from "./cards.js";
import { Settling } from "./settle.js";
import { Verdict } from "./state.js";
import { ReplyText } from "./text.js";

const at = (id) => document.getElementById(id);
const data = JSON.parse(at("state").textContent);
const place = `verdict.${data.reply}.${data.round}.${data.session}`;
const verdict = new Verdict(data);
const text = new ReplyText(at("reply-text"), data.text, verdict);
const cards = new Cards(at("phrases"), at("no-phrases"), verdict);
const settling = new Settling(verdict, place);

const draw = () => {
  text.draw();
  cards.draw();
  for (const field of at("labels").elements) {
    if (field.type === "checkbox") field.checked = verdict.labels[field.name];
    if (field.name === "apology") field.value = verdict.labels.apology;
    if (field.name === "defensive" || field.name === "blame") field.disabled = verdict.implied(field.name);
  }
  at("outcome").textContent = verdict.missing ? data.words.apology_missing : data.words.apology_fine;
  at("outcome").className = verdict.missing ? "outcome is-missing" : "outcome";
  drawSteps();
  if (at("note") !== document.activeElement) at("note").value = verdict.labels.note;
  const judged = verdict.phrases.filter((one) => one.judged).length;
  at("undo").disabled = !verdict.canUndo && !hasLast();
  at("verdict-title").dataset.count = verdict.phrases.length ? `${judged}/${verdict.phrases.length}` : "";
};

const drawSteps = () => {
  let on = 0;
  for (const field of at("steps").querySelectorAll("input")) {
    const share = data.modelSteps[field.name];
    field.checked = verdict.labels.steps ? verdict.labels.steps[field.name] : share >= 0.5;
    on += field.checked;
    field.closest("label").querySelector(".step-score").textContent = share === undefined ? "" : `${Math.round(share * 100)}%`;
  }
  at("steps-count").textContent = `${on}/9`;
};

const remember = () => {
  const safe = keep(place, { version: settling.version, ...verdict.draft });
  if (!safe) settling.state.textContent = data.words.not_kept;
};

const reveal = () => document.querySelector(".phrase.is-current")?.scrollIntoView({ block: "nearest" });

verdict.addEventListener("change", () => { draw(); remember(); });
verdict.addEventListener("typed", remember);
verdict.addEventListener("select", () => { draw(); reveal(); });

at("labels").addEventListener("change", ({ target }) =>
  verdict.set(target.name, target.type === "checkbox" ? target.checked : target.value));
at("steps").addEventListener("change", ({ target }) => verdict.setStep(target.name, target.checked));
at("note").addEventListener("input", ({ target }) => verdict.type(() => (verdict.labels.note = target.value)));
at("settle").addEventListener("click", () => settling.settle());
at("undo").addEventListener("click", () => undo());

const undo = async () => {
  if (!verdict.undo() && hasLast() && !(await undoLast())) settling.state.textContent = data.words.undo_failed;
};

// Marking what the model missed: select words, then say what they are.
const picker = at("picker");
const offer = () => {
  const span = text.selected();
  picker.hidden = !span;
  if (!span) return;
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  picker.style.left = `${Math.max(8, Math.min(box.left, innerWidth - picker.offsetWidth - 8))}px`;
  picker.style.top = `${box.bottom + 8}px`;
};
document.addEventListener("selectionchange", offer);
addEventListener("scroll", offer, { passive: true });

const mark = (span, category) => {
  if (!span) return;
  getSelection().removeAllRanges();
  text.picking = null;
  picker.hidden = true;
  verdict.add(...span, category);
  settling.state.textContent = data.words.choose_kind;
};
picker.addEventListener("mousedown", (event) => event.preventDefault());
picker.addEventListener("click", ({ target }) => {
  const category = target.closest("[data-mark]")?.dataset.mark;
  if (category) mark(text.selected(), category);
});

// Picking ends where writing begins: what is typed into a field is no choice of words.
const FIELD = "input, textarea, select, [contenteditable]";
const pickingKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(FIELD)) return;
  const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 6, ArrowUp: -6 };
  if (event.key in moves) text.movePicking(moves[event.key], event.shiftKey);
  else if (event.key === "Enter" || event.key === "m") mark(text.pickedSpan(), "defensive");
  else if (event.key === "b") mark(text.pickedSpan(), "blame");
  else if (event.key === "Escape") text.endPicking();
  else return;
  settling.state.textContent = text.picking ? fill(data.words.picking, { words: data.text.slice(...(text.pickedSpan() ?? [0, 0])) }) : "";
  event.preventDefault();
  event.stopPropagation();
};
document.addEventListener("keydown", (event) => text.picking && pickingKey(event), { capture: true });
document.addEventListener("focusin", ({ target }) => {
  if (!text.picking || !target.closest(FIELD)) return;
  text.endPicking();
  settling.state.textContent = "";
});

const pick = () => {
  const span = text.selected();
  if (span) mark(span, "defensive");
  else {
    text.beginPicking();
    settling.state.textContent = data.words.pick_help;
  }
};

const comment = () => (document.querySelector(".phrase.is-current textarea") ?? at("note")).focus();
const classify = (index) => {
  const kind = data.kinds[verdict.phrase?.category]?.[index];
  if (kind) verdict.classify(verdict.phrase.category, kind);
};
const judgeAndGo = (word) => {
  verdict.judge(word);
  if (verdict.current < verdict.phrases.length - 1) verdict.select(verdict.current + 1);
};
// The button of a dialog just closed holds the focus until the next frame: hidden, it takes no keys.
const onControl = ({ target }) => target.closest("a, button, summary, select, input")?.checkVisibility() ?? false;
const apologies = ["none", "hollow", "full"];

keys({
  j: () => verdict.select(verdict.current + 1),
  k: () => verdict.select(verdict.current - 1),
  a: () => judgeAndGo("agree"),
  d: () => judgeAndGo("disagree"),
  b: () => cards.switchCategory(),
  m: pick,
  x: () => verdict.remove(),
  c: comment,
  y: () => verdict.set("needs_apology", !verdict.labels.needs_apology),
  w: () => verdict.set("apology", apologies[(apologies.indexOf(verdict.labels.apology) + 1) % 3]),
  u: () => void undo(),
  n: () => data.next && location.assign(data.next),
  p: () => data.previous && location.assign(data.previous),
  "?": () => at("keys-dialog").showModal(),
  Enter: (event) => (onControl(event) && !event.target.closest("[data-card]") ? false : void settling.settle()),
  Escape: () => document.querySelector("[data-key=Escape]").click(),
  ...Object.fromEntries([...Array(9).keys()].map((index) => [String(index + 1), () => classify(index)])),
});

// Out of a field with Escape; out of one and settled with Ctrl+Enter.
document.addEventListener("keydown", (event) => {
  if (!event.target.closest("textarea")) return;
  if (event.key === "Escape") event.target.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest(".verdict-pane")) settling.settle();
});

document.addEventListener("assist-delivered", ({ detail }) => {
  if (detail.entry.url === settling.url) settling.arrived(detail.result);
});

const before = kept(place);
if (before && before.version === data.version) {
  verdict.load(before.labels, before.judged);
  settling.state.textContent = data.words.restored;
} else if (before) {
  settling.version = before.version; // settled elsewhere since: the server will say so, and show both
  verdict.load(before.labels, before.judged);
  settling.state.textContent = data.words.restored_old;
}
draw();
if (!before && hasLast()) settling.state.textContent = data.words.settled_undo;
setInterval(() => settling.watch(), 8000);
addEventListener("pageshow", (event) => event.persisted && location.reload());
