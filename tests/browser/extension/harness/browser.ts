/** One Chromium with the built extension, shared by all specs of a run. */

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, inject } from "vitest";

export const EXTENSION_ID = "bieopkeifmofaopkodgfdgadoeildiia";
const extension = new URL("../../../../extension/dist/chrome", import.meta.url).pathname;
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-extensions-except=${extension}`,
  `--load-extension=${extension}`,
];

let shared: Promise<BrowserContext> | null = null;

/** The shared browser, connected to the server of this run. */
export function browser(): Promise<BrowserContext> {
  shared ??= open().then(async (context) => {
    await connect(context, "");
    return context;
  });
  return shared;
}

/**
 * A browser of one's own, with nothing set yet. Close it. Its agent has said yes to `sites` once before, so that the
 * browser takes the extension's question for answered: nobody could click on it here.
 */
export async function open(
  options: Parameters<typeof chromium.launchPersistentContext>[1] = {},
  sites: readonly string[] = [],
): Promise<BrowserContext> {
  const profile = await mkdtemp(join(dirname(inject("places").data), "profile-"));
  if (sites.length > 0) await sayYesBefore(profile, sites);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    viewport: { width: 900, height: 700 },
    args: ARGUMENTS,
    ...options,
  });
  if (context.serviceWorkers().length === 0) await context.waitForEvent("serviceworker");
  return context;
}

async function sayYesBefore(profile: string, sites: readonly string[]): Promise<void> {
  const granted = { api: [], manifest_permissions: [], scriptable_host: [], explicit_host: sites.map((site) => `*://${site}/*`) };
  const settings = { [EXTENSION_ID]: { granted_permissions: granted, runtime_granted_permissions: granted } };
  await mkdir(join(profile, "Default"));
  await writeFile(join(profile, "Default/Preferences"), JSON.stringify({ extensions: { settings } }));
}

let bareShared: Promise<BrowserContext> | null = null;

/** A browser without the extension, to tell an editor's own ways from ours. */
export function bare(): Promise<BrowserContext> {
  bareShared ??= chromium
    .launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ARGUMENTS.filter((a) => !a.includes("extension")) })
    .then((launched) => launched.newContext({ viewport: { width: 900, height: 700 } }));
  return bareShared;
}

export function extensionPage(name: string): string {
  return `chrome-extension://${EXTENSION_ID}/${name}.html`;
}

/** Goes through the options page as a person does. An empty code: the server takes its own machine unpaired. */
export async function connect(context: BrowserContext, code: string, server = inject("places").server): Promise<void> {
  const page = await context.newPage();
  await page.goto(extensionPage("options"));
  await page.getByRole("textbox", { name: "Server" }).fill(server);
  await page.getByRole("textbox", { name: "Pairing code" }).fill(code);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByText("Connected", { exact: true }).waitFor();
  await page.close();
}

export async function pairingCode(data = inject("places").data): Promise<string> {
  const { assist } = inject("places");
  const { stdout } = await promisify(execFile)(assist, ["pair", "--data", data]);
  return stdout.split("\n")[0]!.trim();
}

/** A page that fails the spec at its end where it, or the extension in it, reported an error. */
export async function newPage(context: BrowserContext): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  return { page, errors };
}

export async function closeCleanly({ page, errors }: { page: Page; errors: string[] }): Promise<void> {
  await page.close();
  expect(errors).toEqual([]);
}
