/** The first-run page: what Assist reads and keeps, the connection, and the agent's own help desk. */

import { h } from "../content/ui/h.js";
import { t } from "../shared/i18n.js";
import { originPattern, serverOrigin } from "../shared/settings.js";
import { saveSite } from "../shared/store.js";
import { connectionForm } from "./connection.js";
import { byId, translatePage } from "./page.js";

function showSample(): void {
  const parts = t("welcome_sample").split("#");
  const kinds = ["defensive", "blame"];
  byId("sample", HTMLElement).replaceChildren(
    ...parts.map((part, index) => (index % 2 === 0 ? part : h("mark", { class: kinds[(index - 1) / 2]! }, part))),
  );
}

function siteForm(): void {
  const address = byId("address", HTMLInputElement);
  const status = byId("site-status", HTMLElement);
  const say = (text: string, tone: string): void => {
    status.textContent = text;
    status.className = `state ${tone}`;
  };
  byId("site-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const origin = serverOrigin(address.value);
    if (address.value.trim() === "" || origin === null) return say(t("welcome_site_bad"), "bad");
    const { hostname } = new URL(origin);
    void chrome.permissions.request({ origins: [originPattern(hostname)] }).then(async (allowed) => {
      if (!allowed) return say(t("welcome_site_denied"), "calm");
      await saveSite(hostname, { on: true });
      say(t("welcome_site_allowed", hostname), "good");
    });
  });
}

translatePage();
showSample();
siteForm();
await connectionForm();
