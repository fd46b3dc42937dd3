/** What a company presets by policy wins over the agent's own choice, and the browser's question stays the agent's. */

import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { extensionPage, pairingCode } from "./harness/browser.js";
import { DENIAL, openAt, score, settle, typeAnew } from "./harness/desk.js";
import { canRule, openRuled, type Ruled } from "./harness/policies.js";
import { openPopup } from "./harness/popup.js";

const TEXT = `${DENIAL}.`;
const DESK = "desk.localhost";

/** Without mounts of its own a browser could only be ruled together with all others of the machine. */
describe.skipIf(!canRule())("under a company's policies", () => {
  let ruled: Ruled;
  let context: BrowserContext;
  beforeAll(async () => {
    const { server } = inject("places");
    ruled = await openRuled({ server, language: "id", record: false, sitesOn: [DESK], sitesOff: ["localhost"] }, [DESK]);
    ({ context } = ruled);
  });
  afterAll(() => context.close());

  it("has the server, the language and the recording that the company set, and says that they are fixed", async () => {
    const { server } = inject("places");
    const page = await context.newPage();
    await expect
      .poll(async () => {
        await page.goto(extensionPage("options"));
        return page.getByRole("textbox", { name: "Server" }).inputValue();
      }, { timeout: 50_000, interval: 5000 }) // the browser hands policies out at its leisure: hardly while pages load
      .toBe(server);
    expect(await page.getByRole("textbox", { name: "Server" }).isEditable()).toBe(false);
    const record = page.getByRole("switch", { name: "Record replies" });
    expect([await record.isChecked(), await record.isEnabled()]).toEqual([false, false]);
    const language = page.locator("#language");
    expect([await language.inputValue(), await language.isEnabled()]).toEqual(["id", false]);
    await page.getByRole("textbox", { name: "Pairing code" }).fill(await pairingCode());
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("Connected", { exact: true }).waitFor();
    await page.close();
  });

  it("explains in the company's language and records nothing, though it is paired", async () => {
    const desk = await openAt(context, "127.0.0.1");
    await typeAnew(desk, TEXT);
    const { findings } = await score(TEXT);
    await desk.found(findings.length);
    await desk.badge.click();
    await desk.card.waitFor();
    expect(await desk.card.locator("h2").textContent()).not.toBe(findings[0]!.message);
    const popup = await openPopup(context, desk.page.url());
    const record = popup.getByRole("switch", { name: "Record sent replies here" });
    expect([await record.isChecked(), await record.isEnabled()]).toEqual([false, false]);
    await popup.close();
    await desk.page.close();
    expect(desk.errors).toEqual([]);
  });

  it("keeps away from a site that the company named, whatever the agent says", async () => {
    const desk = await openAt(context, "localhost");
    const popup = await openPopup(context, desk.page.url());
    const on = popup.getByRole("switch", { name: "On for this site" });
    expect([await on.isChecked(), await on.isEnabled()]).toEqual([false, false]);
    await popup.close();
    await typeAnew(desk, TEXT);
    await settle(900);
    expect(await desk.page.locator("assist-root").count()).toBe(0);
    await desk.page.close();
  });

  it("runs on a site that the company named once the agent lets the browser in there", async () => {
    const desk = await openAt(context, DESK);
    await typeAnew(desk, TEXT);
    await settle(900);
    expect(await desk.page.locator("assist-root").count()).toBe(0);
    const popup = await openPopup(context, desk.page.url());
    await popup.getByRole("switch", { name: "On for this site" }).check();
    await popup.close();
    await typeAnew(desk, TEXT);
    await desk.found((await score(TEXT)).findings.length);
    await desk.page.close();
    expect(desk.errors).toEqual([]);
  });

  it("follows the company's change of mind", async () => {
    const desk = await openAt(context, "localhost");
    await typeAnew(desk, TEXT);
    await ruled.rule({ sitesOff: [DESK] });
    // The browser looks at its policies some seconds after they changed.
    await expect.poll(() => desk.badge.count(), { timeout: 20_000 }).toBe(1);
    await desk.page.close();
    const off = await openAt(context, DESK);
    await typeAnew(off, TEXT);
    await settle(900);
    expect(await off.page.locator("assist-root").count()).toBe(0);
    await off.page.close();
  });
});
