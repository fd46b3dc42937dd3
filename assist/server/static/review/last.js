// The verdict settled last in this tab: said on the next page, whichever that is, and taken back with u.
import { h } from "./dom.js";
import { post } from "./outbox.js";

const LAST = "assist.last";
const TOLD = "assist.told";
const here = () => location.pathname + location.search;

/** Remember a settled verdict, and what its reviewer should be told on the page after. */
export const settledLast = (review, told) => {
  sessionStorage.setItem(LAST, JSON.stringify({ review, page: here() }));
  if (told) sessionStorage.setItem(TOLD, JSON.stringify({ told, page: here() }));
};

export const hasLast = () => sessionStorage.getItem(LAST) !== null;

/** Say once who else reviewed the reply that was just settled. */
export const tellLast = () => {
  const told = JSON.parse(sessionStorage.getItem(TOLD));
  sessionStorage.removeItem(TOLD);
  if (!told) return;
  const look = h("a", { href: told.page }, document.getElementById("notices").dataset.look);
  const banner = document.getElementById("banner");
  if (banner) banner.append(h("p", { className: "banner-line" }, told.told, " ", look));
  else document.getElementById("notices").append(h("div", { className: "notice" }, told.told, look));
};

/** Take it back and go to its reply; false where there is none, or the server refuses. */
export const undoLast = async () => {
  const last = JSON.parse(sessionStorage.getItem(LAST));
  if (!last) return false;
  const response = await post(`/review/reviews/${last.review}/withdraw`).catch(() => null);
  if (!response?.ok) return false;
  sessionStorage.removeItem(LAST);
  location.assign(last.page);
  return true;
};
