/** What the extension's own pages share: their sentences, and a way to name elements that must be there. */

import { t, uiLanguage } from "../shared/i18n.js";

export function translatePage(): void {
  document.documentElement.lang = uiLanguage();
  for (const element of document.querySelectorAll<HTMLElement>("[data-t]")) element.textContent = t(element.dataset["t"]!);
  for (const element of document.querySelectorAll<HTMLElement>("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset["tLabel"]!));
  }
}

/** The element with `id`, of the kind that the page's markup gives it. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new TypeError(`#${id} is missing from the page`);
  return element;
}
