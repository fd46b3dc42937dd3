/** The toolbar's popup: what Assist does on the site in front of the agent. */

import { h } from "../content/ui/h.js";
import { isKnown } from "../profiles/profiles.js";
import { t, uiLanguage } from "../shared/i18n.js";
import { CATEGORIES } from "../shared/result.js";
import { originPattern, siteOf, type Sensitivity, type SiteSettings } from "../shared/settings.js";
import { load, loadManaged, saveSite } from "../shared/store.js";
import { byId, translatePage } from "./page.js";

const HOUR = 3_600_000;
const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
const site = siteOf(tab?.url);

async function show(): Promise<void> {
  const [settings, managed] = await Promise.all([load(), loadManaged()]);
  const own = settings.sites[site] ?? {};
  // A company may name a site, but only the agent can let the browser in there.
  const allowed = isKnown(site) || (site !== "" && (await chrome.permissions.contains({ origins: [originPattern(site)] })));
  const on = allowed && (own.on ?? isKnown(site));
  const paused = (own.pausedUntil ?? 0) > Date.now();
  byId("site", HTMLElement).textContent = site;
  byId("none", HTMLElement).hidden = site !== "";
  byId("switches", HTMLElement).hidden = site === "";
  byId("on", HTMLInputElement).checked = on;
  byId("on", HTMLInputElement).disabled = managed.sitesOff?.includes(site) === true;
  byId("details", HTMLElement).hidden = !on;
  const until = new Intl.DateTimeFormat(uiLanguage(), { timeStyle: "short" }).format(own.pausedUntil ?? 0);
  byId("paused", HTMLElement).textContent = paused ? t("popup_paused_until", until) : "";
  byId("pause", HTMLButtonElement).textContent = t(paused ? "popup_resume" : "popup_pause");
  for (const input of document.querySelectorAll<HTMLInputElement>("[name=sensitivity]")) {
    input.checked = input.value === (own.sensitivity ?? "normal");
  }
  for (const category of CATEGORIES) byId(category, HTMLInputElement).checked = own.checks?.[category] ?? true;
  const record = byId("record", HTMLInputElement);
  record.checked = settings.token !== "" && settings.record && own.record !== false;
  record.disabled = !settings.record || settings.token === "";
}

async function change(changes: SiteSettings): Promise<void> {
  await saveSite(site, changes);
  await show();
}

async function switchSite(on: boolean): Promise<void> {
  const allowed = !on || isKnown(site) || chrome.permissions.request({ origins: [originPattern(site)] });
  // Kept before the answer is there: the browser's question may close this popup.
  await change({ on, pausedUntil: 0 });
  if (!(await allowed)) await change({ on: false });
  else await show();
}

async function togglePause(): Promise<void> {
  const paused = ((await load()).sites[site]?.pausedUntil ?? 0) > Date.now();
  await change({ pausedUntil: paused ? 0 : Date.now() + HOUR });
}

async function changeCheck(id: string, on: boolean): Promise<void> {
  const checks = (await load()).sites[site]?.checks ?? {};
  await change({ checks: { ...checks, [id]: on } });
}

translatePage();
for (const category of CATEGORIES) {
  const input = h("input", { type: "checkbox", id: category });
  input.addEventListener("change", () => void changeCheck(category, input.checked));
  byId("checks", HTMLElement).append(h("label", { class: `check ${category}` }, input, h("span", {}, t(`category_${category}`))));
}
byId("on", HTMLInputElement).addEventListener("change", (event) => void switchSite((event.target as HTMLInputElement).checked));
byId("pause", HTMLButtonElement).addEventListener("click", () => void togglePause());
byId("record", HTMLInputElement).addEventListener("change", (event) => void change({ record: (event.target as HTMLInputElement).checked }));
byId("settings", HTMLButtonElement).addEventListener("click", () => void chrome.runtime.openOptionsPage());
for (const input of document.querySelectorAll<HTMLInputElement>("[name=sensitivity]")) {
  input.addEventListener("change", () => void change({ sensitivity: input.value as Sensitivity }));
}
await show();
