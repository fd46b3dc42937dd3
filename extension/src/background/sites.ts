/** Sites beyond the known tools: where the agent switched Assist on and the browser gave the permission. */

import { load } from "../shared/store.js";
import { originPattern } from "../shared/settings.js";

const BUILT_IN = chrome.runtime.getManifest().content_scripts![0]!;
const SCRIPT = "sites";

/** Brings the browser's list of pages that get the content script in step with the settings. */
export async function registerSites(): Promise<void> {
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
}

/** Brings Assist into pages that were open before it was allowed there. */
export async function injectOpenTabs(origins: readonly string[]): Promise<void> {
  const tabs = await chrome.tabs.query({ url: [...origins] });
  await Promise.allSettled(
    tabs.map(async ({ id }) => {
      if (id === undefined) return;
      const target = { tabId: id, allFrames: true };
      await chrome.scripting.insertCSS({ target, files: BUILT_IN.css! });
      await chrome.scripting.executeScript({ target, files: BUILT_IN.js! });
    }),
  );
}
