/** Sites beyond the known tools: where the agent switched Assist on and the browser gave the permission. */

import { load, loadOwn, saveSite } from "../shared/store.js";
import { originPattern } from "../shared/settings.js";

const BUILT_IN = chrome.runtime.getManifest().content_scripts![0]!;
const SCRIPT = "sites";

let turn: Promise<unknown> = Promise.resolve();

/**
 * Brings the browser's list of pages that get the content script in step with settings and permissions, and Assist
 * into pages of a new site that are open already. One after the other: a site's setting and its permission change
 * in the same moment, and the browser refuses to register a script twice.
 */
export function registerSites(): Promise<void> {
  const done = turn.then(register);
  turn = done.catch(() => undefined);
  return done;
}

async function register(): Promise<void> {
  const { sites } = await load();
  const { origins = [] } = await chrome.permissions.getAll();
  const wanted = Object.keys(sites).filter((site) => sites[site]!.on === true);
  const matches = wanted.map(originPattern).filter((pattern) => origins.includes(pattern));
  const [known] = await chrome.scripting.getRegisteredContentScripts({ ids: [SCRIPT] });
  if (matches.length === 0) {
    if (known !== undefined) await chrome.scripting.unregisterContentScripts({ ids: [SCRIPT] });
    return;
  }
  const script: chrome.scripting.RegisteredContentScript = {
    id: SCRIPT,
    matches,
    js: BUILT_IN.js!,
    css: BUILT_IN.css!,
    allFrames: true,
    matchOriginAsFallback: true,
    runAt: "document_end",
    persistAcrossSessions: true,
  };
  if (known === undefined) await chrome.scripting.registerContentScripts([script]);
  else await chrome.scripting.updateContentScripts([script]);
  await injectOpenTabs(matches.filter((pattern) => known?.matches?.includes(pattern) !== true));
}

async function injectOpenTabs(origins: string[]): Promise<void> {
  if (origins.length === 0) return;
  const tabs = await chrome.tabs.query({ url: origins });
  await Promise.allSettled(
    tabs.map(async ({ id }) => {
      if (id === undefined) return;
      const target = { tabId: id, allFrames: true };
      await chrome.scripting.insertCSS({ target, files: BUILT_IN.css! });
      await chrome.scripting.executeScript({ target, files: BUILT_IN.js! });
    }),
  );
}

/** A permission taken back in the browser's own settings is the agent's no to these sites. */
export async function switchOff(origins: readonly string[]): Promise<void> {
  const { sites } = await loadOwn();
  for (const site of Object.keys(sites)) {
    if (sites[site]!.on === true && origins.includes(originPattern(site))) await saveSite(site, { on: false });
  }
}
