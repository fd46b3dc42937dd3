/** What is shipped: profiles, sentences and manifest hold together, and the content script stays small. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { expect, it } from "vitest";
import manifest from "../manifest.json";
import { GENERIC, profileOf, PROFILES } from "../src/profiles/profiles.js";
import en from "../static/_locales/en/messages.json";
import id from "../static/_locales/id/messages.json";

const at = (path: string): string => `${import.meta.dirname}/../${path}`;

it("says everything in both languages, with the same values", () => {
  expect(Object.keys(id)).toEqual(Object.keys(en));
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    const values = (text: { message: string }): string[] => (text.message.match(/\$\w+\$/g) ?? []).sort();
    expect(values(id[key]), key).toEqual(values(en[key]));
  }
});

it("has the id that servers know", () => {
  const digest = createHash("sha256").update(Buffer.from(manifest.key, "base64")).digest("hex").slice(0, 32);
  expect(digest.replace(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 16)))).toBe("bieopkeifmofaopkodgfdgadoeildiia");
});

it("names the browsers that can run it: light-dark(), and lines under highlights", () => {
  const chromium = parseInt(manifest.minimum_chrome_version);
  const firefox = parseInt(manifest.browser_specific_settings.gecko.strict_min_version);
  expect(chromium).toBeGreaterThanOrEqual(123);
  expect(firefox).toBeGreaterThanOrEqual(146);
  const readme = readFileSync(at("README.md"), "utf8");
  expect(readme).toContain(`Chromium (${chromium} and later`);
  expect(readme).toContain(`Firefox (${firefox} and later`);
});

it("asks for no more than it needs", () => {
  expect(manifest.permissions).toEqual(["storage", "scripting", "activeTab", "alarms"]);
  expect(manifest.content_security_policy.extension_pages).toContain("script-src 'self'");
});

it("knows the tools by host, and nobody else's pages", () => {
  expect(profileOf("mail.google.com").id).toBe("gmail");
  expect(profileOf("acme.zendesk.com").id).toBe("zendesk");
  expect(profileOf("zendesk.com.evil.example")).toBe(GENERIC);
  expect(profileOf("notzendesk.com")).toBe(GENERIC);
});

it("has selectors that browsers understand", () => {
  for (const { fields, customer, quoted, send } of [...PROFILES, GENERIC]) {
    for (const selector of [fields, ...customer, quoted, send]) {
      if (selector !== "") expect(() => document.querySelector(selector), selector).not.toThrow();
    }
  }
});

it.runIf(existsSync(at("dist/chrome/content.js")))("keeps the content script under 60 kB", () => {
  expect(statSync(at("dist/chrome/content.js")).size).toBeLessThan(60_000);
  expect(readFileSync(at("dist/chrome/content.js"), "utf8")).not.toMatch(/webdriver|HeadlessChrome/);
});
