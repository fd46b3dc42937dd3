// The frame's own behaviour: the rail on a narrow screen, dialogs, notices, verdicts still to be sent.
import "./drafts.js";
import "./times.js";
import { h } from "./dom.js";
import { tellLast } from "./last.js";
import { flush } from "./outbox.js";

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-rail-open], [data-open], [data-close]");
  if (!target) return;
  if ("railOpen" in target.dataset) {
    target.setAttribute("aria-expanded", String(target.getAttribute("aria-expanded") !== "true"));
  } else if (target.dataset.open) {
    document.getElementById(target.dataset.open).showModal();
  } else {
    target.closest("dialog").close();
  }
});

// The note in the address has been read: a reload or a bookmark should not say it again.
if (document.querySelector("[data-toast]")) {
  const url = new URL(location.href);
  const note = url.searchParams.get("note");
  for (const [name] of [...url.searchParams]) {
    if (name === "note" || note) {
      if (["note", "n", "name", "bad", "minutes"].includes(name)) url.searchParams.delete(name);
    }
  }
  history.replaceState(history.state, "", url);
}

// htmx leaves the page as it is when the server refuses: then at least it is said why.
const refused = (text) => {
  const notice = h("p", { className: "notice notice-warn" }, text);
  document.getElementById("notices").append(notice);
  setTimeout(() => notice.remove(), 10_000);
};
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 401) return; // the sign-in page comes
  let text = detail.xhr.statusText;
  try {
    text = JSON.parse(detail.xhr.responseText).detail ?? text;
  } catch {
    // No problem document: the status has to do.
  }
  refused(text);
});
document.addEventListener("htmx:sendError", () => refused(document.getElementById("notices").dataset.offline));

tellLast();
flush();
addEventListener("online", () => flush());
setInterval(() => flush(), 15_000);
