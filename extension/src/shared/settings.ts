/** What the agent (or the company, by managed storage) has set, and what follows from it for one site. */

import { CATEGORIES, type Category } from "./result.js";

export type Sensitivity = "low" | "normal" | "high";
export type Language = "draft" | "en" | "id";

export interface SiteSettings {
  readonly on?: boolean;
  /** Milliseconds since the epoch until which Assist keeps away from the site. */
  readonly pausedUntil?: number;
  readonly sensitivity?: Sensitivity;
  readonly checks?: Partial<Record<Category, boolean>>;
  readonly record?: boolean;
}

export interface Settings {
  readonly server: string;
  readonly token: string;
  readonly agent: string;
  readonly language: Language;
  readonly record: boolean;
  readonly openKey: string;
  readonly previousKey: string;
  readonly sites: Readonly<Record<string, SiteSettings>>;
}

export const DEFAULTS: Settings = {
  server: "http://127.0.0.1:8787",
  token: "",
  agent: "",
  language: "draft",
  record: true,
  openKey: "Alt+.",
  previousKey: "Alt+,",
  sites: {},
};

/** What a company can preset (see managed.json); a value there wins over the agent's. */
export interface Managed {
  readonly server?: string;
  readonly language?: Language;
  readonly record?: boolean;
  readonly sitesOn?: readonly string[];
  readonly sitesOff?: readonly string[];
}

/** Everything a content script needs to know about the page it is in. */
export interface SiteConfig {
  readonly on: boolean;
  /** When a pause ends, in milliseconds since the epoch; 0 where there is none. */
  readonly resumesAt: number;
  readonly site: string;
  readonly checks: Readonly<Record<Category, boolean>>;
  readonly sensitivity: Sensitivity;
  readonly language: Language;
  /** Whether replies are logged when the tool's own send action is seen. */
  readonly record: boolean;
  readonly paired: boolean;
  readonly openKey: string;
  readonly previousKey: string;
}

export function withManaged(settings: Settings, managed: Managed): Settings {
  const sites: Record<string, SiteSettings> = { ...settings.sites };
  for (const site of managed.sitesOn ?? []) sites[site] = { ...sites[site], on: true };
  for (const site of managed.sitesOff ?? []) sites[site] = { ...sites[site], on: false };
  return {
    ...settings,
    // What is no address is kept as it is: an agent's own server must not stand in for the company's.
    server: managed.server === undefined ? settings.server : (serverOrigin(managed.server) ?? managed.server),
    language: managed.language ?? settings.language,
    record: managed.record ?? settings.record,
    sites,
  };
}

/**
 * The configuration of a frame. `site` is what the agent sees in the address bar, `frame` the host of the
 * frame itself: switching either off keeps Assist out.
 */
export function siteConfig(settings: Settings, site: string, frame: string, now: number): SiteConfig {
  const own = settings.sites[site] ?? {};
  const framed = settings.sites[frame] ?? {};
  const off = own.on === false || framed.on === false;
  const resumesAt = Math.max(own.pausedUntil ?? 0, framed.pausedUntil ?? 0);
  const paused = resumesAt > now;
  const checks = Object.fromEntries(CATEGORIES.map((c) => [c, own.checks?.[c] ?? true]));
  const paired = settings.token !== "";
  return {
    on: !off && !paused,
    resumesAt: paused ? resumesAt : 0,
    site,
    checks: checks as Record<Category, boolean>,
    sensitivity: own.sensitivity ?? "normal",
    language: settings.language,
    record: paired && settings.record && own.record !== false,
    paired,
    openKey: settings.openKey,
    previousKey: settings.previousKey,
  };
}

/** `localhost` for `http://localhost:3000/x`; empty where the address has no host that a person knows. */
export function siteOf(url: string | undefined): string {
  if (url === undefined || !/^https?:/.test(url)) return "";
  return new URL(url).hostname;
}

/** The server's address as it is kept: `http://host:port`, or null where it is none. */
export function serverOrigin(text: string): string | null {
  const trimmed = text.trim();
  const withScheme = /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  // Chromium takes spaces for a part of a host's name.
  if (!/^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(url.hostname)) return null;
  return url.protocol === "http:" || url.protocol === "https:" ? url.origin : null;
}

/** The match pattern of a site, as permissions and scripts are registered by. */
export function originPattern(site: string): string {
  return `*://${site}/*`;
}
