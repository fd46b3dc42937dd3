// Verdicts on their way: kept in this browser until the server has said that it has them.
// Sending one twice is harmless (the server knows a verdict that it already holds), so an answer that
// was lost on the way is no verdict lost or doubled.
import { h } from "./dom.js";

const box = () => `assist.outbox.${document.body.dataset.person}`;
const notices = () => document.getElementById("notices");

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(box())) ?? [];
  } catch {
    return [];
  }
};

const write = (entries) => {
  try {
    if (entries.length) localStorage.setItem(box(), JSON.stringify(entries));
    else localStorage.removeItem(box());
  } catch {
    // Kept in the page only, which stays open until the verdict is sent.
  }
};

const put = (entry) => write([...read().filter((one) => one.url !== entry.url), entry]);
const drop = (url) => write(read().filter((one) => one.url !== url));

export const post = (url, body) =>
  fetch(url, {
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      "x-csrf-token": document.body.dataset.csrf,
    },
    body: JSON.stringify(body ?? {}),
    signal: AbortSignal.timeout(20_000),
  });

/** Send a verdict: {state: "sent", answer}, {state: "refused", status, answer} or {state: "waiting", why}. */
export const send = async (url, body, page = location.pathname + location.search) => {
  put({ url, body, page, at: Date.now() });
  return deliver({ url, body });
};

const deliver = async ({ url, body }) => {
  let response;
  try {
    response = await post(url, body);
  } catch {
    return { state: "waiting", why: "offline" };
  }
  if (response.status === 401) return { state: "waiting", why: "signed-out" };
  if (response.status === 403) return { state: "waiting", why: await staleToken(response) };
  if (response.status >= 500 || response.status === 429) return { state: "waiting", why: "offline" };
  const answer = await response.json();
  if (response.ok) {
    drop(url);
    return { state: "sent", answer };
  }
  // Refused for good: the page shows it and keeps the draft, a resend would be refused again.
  drop(url);
  return { state: "refused", status: response.status, answer };
};

// After signing in again in another tab this page still holds the old session's token.
const staleToken = async (response) => ((await response.json()).code === "bad_form" ? "signed-out" : "offline");

/** Say what is not sent yet, or that it now is. */
export const tell = (why, count) => {
  const room = notices();
  if (!room) return;
  room.querySelector("[data-outbox]")?.remove();
  if (!count) return;
  const words = room.dataset;
  const text = (why === "signed-out" ? words.signedOut : words.unsent).replace("{n}", count);
  const back = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  room.append(
    h("div", { className: "notice notice-warn", "data-outbox": true }, text,
      why === "signed-out" && h("a", { className: "button", href: back }, words.signIn)),
  );
};

const refusedElsewhere = (entry, answer) =>
  notices().append(
    h("div", { className: "notice notice-warn" }, answer.detail ?? "", h("a", { className: "button", href: entry.page }, notices().dataset.look)),
  );

let flushing = false;

/** Try again what is waiting. A conflict leads to the page where it can be solved. */
export const flush = async () => {
  const waiting = read();
  if (!waiting.length || flushing || document.body.dataset.settling) return;
  flushing = true;
  let why = "";
  let sent = 0;
  for (const entry of waiting) {
    const result = await deliver(entry);
    if (result.state === "waiting") {
      why = result.why;
      break;
    }
    if (result.state === "sent") sent += 1;
    else if (entry.page !== location.pathname + location.search) refusedElsewhere(entry, result.answer);
    document.dispatchEvent(new CustomEvent("assist-delivered", { detail: { entry, result } }));
  }
  flushing = false;
  tell(why, read().length);
  if (sent && !read().length) {
    const note = h("p", { className: "notice" }, notices().dataset.sent);
    notices().append(note);
    setTimeout(() => note.remove(), 6000);
  }
};
