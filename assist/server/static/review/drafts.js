// What is typed but not yet settled, kept in this browser by person and place until it is.
// Storage may be full or switched off: then typing goes on, and the page says that nothing is kept.

const prefix = () => `assist.draft.${document.body.dataset.person}.`;

export const keep = (place, value) => {
  try {
    localStorage.setItem(prefix() + place, JSON.stringify({ at: Date.now(), value }));
    return true;
  } catch {
    return false;
  }
};

export const kept = (place) => {
  try {
    return JSON.parse(localStorage.getItem(prefix() + place))?.value ?? null;
  } catch {
    return null;
  }
};

export const forget = (place) => {
  try {
    localStorage.removeItem(prefix() + place);
  } catch {
    // Storage is switched off: there is nothing to forget.
  }
};

/** Fields with data-keep are kept as they are typed in, and filled again when the page comes back. */
export const keepFields = (root = document) => {
  for (const field of root.querySelectorAll("[data-keep]")) {
    const before = kept(field.dataset.keep);
    if (before && !field.value) field.value = before;
  }
};

document.addEventListener("input", (event) => {
  const place = event.target.dataset?.keep;
  if (place) keep(place, event.target.value);
});
// A form that is sent by itself leads to a page with a note: what it held is forgotten there (arrived.js).
document.addEventListener("submit", (event) => {
  const keys = [...event.target.querySelectorAll("[data-keep]")].map((field) => prefix() + field.dataset.keep);
  try {
    sessionStorage.setItem("assist.sent", JSON.stringify(keys));
  } catch {
    // Storage is switched off: nothing is kept that would have to be forgotten.
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  for (const field of event.target.querySelectorAll?.("[data-keep]") ?? []) forget(field.dataset.keep);
});
document.addEventListener("htmx:afterSwap", () => keepFields());
keepFields();
