/** The toolbar's popup, as it is for the tab at `url`. It stands in a tab of its own, and would only see itself there. */

import type { BrowserContext, Page } from "playwright-core";
import { extensionPage } from "./browser.js";

export async function openPopup(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript((address) => {
    chrome.tabs.query = () => Promise.resolve([{ url: address } as chrome.tabs.Tab]);
  }, url);
  await page.goto(extensionPage("popup"));
  // The last that it does, and what everything else is shown with.
  await page.locator("#pause:not(:empty)").waitFor({ state: "attached" });
  return page;
}
