/** The extension's own storage: settings and nothing that an agent has typed. */

import { DEFAULTS, withManaged, type Managed, type Settings, type SiteSettings } from "./settings.js";

export async function loadOwn(): Promise<Settings> {
  const stored = await chrome.storage.local.get(Object.keys(DEFAULTS));
  return { ...DEFAULTS, ...stored };
}

/** What the company has preset, as last seen: a browser that has just started takes seconds to tell. */
export async function loadManaged(): Promise<Managed> {
  const { managed } = await chrome.storage.local.get("managed");
  return (managed as Managed | undefined) ?? {};
}

/** Asks the browser what the company presets, and remembers it. */
export async function refreshManaged(): Promise<void> {
  const managed = await readManaged();
  if (JSON.stringify(managed) !== JSON.stringify(await loadManaged())) await chrome.storage.local.set({ managed });
}

async function readManaged(): Promise<Managed> {
  try {
    return await chrome.storage.managed.get();
  } catch {
    // Firefox rejects where the company has installed no managed manifest: nothing is preset then.
    return {};
  }
}

export async function load(): Promise<Settings> {
  const [own, managed] = await Promise.all([loadOwn(), loadManaged()]);
  return withManaged(own, managed);
}

export async function save(changes: Partial<Settings>): Promise<void> {
  await chrome.storage.local.set(changes);
}

export async function saveSite(site: string, changes: SiteSettings): Promise<void> {
  const { sites } = await loadOwn();
  await save({ sites: { ...sites, [site]: { ...sites[site], ...changes } } });
}
