/** The options page: connection, language, keys, what is recorded, and the sites with settings of their own. */

import { shortcutOf } from "../content/shortcut.js";
import { h } from "../content/ui/h.js";
import type { Entry, Logged } from "../background/outbox.js";
import { t, uiLanguage } from "../shared/i18n.js";
import { originPattern, type Language, type SiteSettings } from "../shared/settings.js";
import { load, loadManaged, loadOwn, save } from "../shared/store.js";
import { connectionForm } from "./connection.js";
import { byId, translatePage } from "./page.js";

async function writingSection(): Promise<void> {
  const [settings, managed] = await Promise.all([load(), loadManaged()]);
  const language = byId("language", HTMLSelectElement);
  language.value = settings.language;
  language.disabled = managed.language !== undefined;
  language.addEventListener("change", () => void save({ language: language.value as Language }));
  keyButton("open-key", settings.openKey, (openKey) => save({ openKey }));
  keyButton("previous-key", settings.previousKey, (previousKey) => save({ previousKey }));
}

/** A button that shows a shortcut and, once clicked, takes the next combination pressed. */
function keyButton(id: string, now: string, store: (shortcut: string) => Promise<void>): void {
  const button = byId(id, HTMLButtonElement);
  let shown = now;
  button.textContent = shown;
  button.addEventListener("click", () => (button.textContent = t("options_key_press")));
  button.addEventListener("blur", () => (button.textContent = shown));
  button.addEventListener("keydown", (event) => {
    if (button.textContent === shown) return;
    if (event.key === "Tab" || event.key === "Escape") return button.blur();
    event.preventDefault();
    const shortcut = shortcutOf(event);
    if (shortcut === null || !shortcut.includes("+")) return;
    shown = shortcut;
    button.textContent = shown;
    void store(shown);
  });
}

async function recordSection(): Promise<void> {
  const [settings, managed] = await Promise.all([load(), loadManaged()]);
  const record = byId("record", HTMLInputElement);
  record.checked = settings.record;
  record.disabled = managed.record !== undefined;
  record.addEventListener("change", () => void save({ record: record.checked }));
  await showRecorded();
  chrome.storage.onChanged.addListener((changes) => {
    if ("recorded" in changes || "outbox" in changes) void showRecorded();
  });
}

async function showRecorded(): Promise<void> {
  const stored = await chrome.storage.local.get(["recorded", "outbox"]);
  const recorded = (stored["recorded"] as Logged[] | undefined) ?? [];
  const outbox = (stored["outbox"] as Entry[] | undefined) ?? [];
  const when = new Intl.DateTimeFormat(uiLanguage(), { dateStyle: "medium", timeStyle: "short" });
  const items = recorded.slice(0, 10).map(({ sent_at, channel, refused }) => {
    const fate = refused === undefined ? [] : [" · ", t("recorded_refused", refused)];
    return h("li", {}, when.format(new Date(sent_at)), " · ", channel, ...fate);
  });
  byId("recorded", HTMLUListElement).replaceChildren(...(items.length > 0 ? items : [h("li", {}, t("options_recorded_none"))]));
  const waiting = byId("waiting", HTMLParagraphElement);
  waiting.hidden = outbox.length === 0;
  waiting.textContent = t("options_waiting", outbox.length);
}

async function sitesSection(): Promise<void> {
  const { sites } = await loadOwn();
  const rows = Object.entries(sites).map(([site, own]) =>
    h(
      "li",
      {},
      h("span", { class: "site" }, site),
      h("span", { class: "soft-text" }, standing(own)),
      h("button", { type: "button", class: "quiet", "aria-label": `${t("options_site_forget")} ${site}`, click: () => void forget(site) }, t("options_site_forget")),
    ),
  );
  byId("sites", HTMLUListElement).replaceChildren(...(rows.length > 0 ? rows : [h("li", {}, t("options_sites_none"))]));
}

function standing(site: SiteSettings): string {
  if (site.on === false) return t("site_off");
  return (site.pausedUntil ?? 0) > Date.now() ? t("site_paused") : t("site_on");
}

async function forget(site: string): Promise<void> {
  const { [site]: _, ...sites } = (await loadOwn()).sites;
  await save({ sites });
  await chrome.permissions.remove({ origins: [originPattern(site)] });
  await sitesSection();
}

translatePage();
await Promise.all([connectionForm(), writingSection(), recordSection(), sitesSection()]);
