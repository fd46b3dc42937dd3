// The queue by keyboard: j and k walk the rows, Enter opens one, / goes to the search.
import { keys } from "./keys.js";
import { undoLast } from "./last.js";

const rows = () => [...document.querySelectorAll("[data-row]")];

const step = (by) => {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]?.focus();
};

keys({
  j: () => step(1),
  k: () => step(-1),
  u: () => void undoLast(),
  "/": () => document.getElementById("q")?.select(),
});

// What a dialog posts applies to the filters in the address bar, which htmx changes meanwhile.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.closest("dialog")) form.action = form.getAttribute("action").split("?")[0] + location.search;
});
