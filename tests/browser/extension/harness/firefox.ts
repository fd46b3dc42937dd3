/** A Firefox with the built extension, paired through its options page. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Browser, connect } from "puppeteer-core";
import { inject } from "vitest";
import { pairingCode } from "./browser.js";
import { Marionette } from "./marionette.js";

const ID = "assist@assist.localhost";
/** Each install has an address of its own; here it is fixed, to find the options page. */
const UUID = "6f1d6d4e-6d0c-4b3c-9d0a-1f5d7c1a2b3c";
const extension = new URL("../../../../extension/dist/firefox", import.meta.url).pathname;

const PREFERENCES: Readonly<Record<string, string | number | boolean>> = {
  "marionette.port": 0,
  "remote.active-protocols": 1,
  "extensions.webextensions.uuids": JSON.stringify({ [ID]: UUID }),
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "browser.safebrowsing.update.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
};

export interface Firefox {
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openFirefox(): Promise<Firefox> {
  const profile = await mkdtemp(join(dirname(inject("places").data), "firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
  await writeFile(join(profile, "user.js"), lines.join(""));
  const command = process.env["FIREFOX"] ?? "/usr/bin/firefox-esr";
  const options = ["--headless", "--no-remote", "--remote-allow-system-access", "--marionette", "--remote-debugging-port", "0", "--profile", profile];
  const child = spawn(command, options, { stdio: ["ignore", "ignore", "pipe"] });
  const browser = await pairedBrowser(child, profile).catch((error: unknown) => {
    child.kill("SIGTERM");
    throw error;
  });
  return {
    browser,
    close: async () => {
      await browser.disconnect();
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
}

async function pairedBrowser(child: ChildProcess, profile: string): Promise<Browser> {
  const endpoint = await endpointOf(child);
  await pair(Number(await eventually(() => readFile(join(profile, "MarionetteActivePort"), "utf8"))));
  return connect({
    browserWSEndpoint: `${endpoint}/session`,
    protocol: "webDriverBiDi",
    defaultViewport: { width: 900, height: 700 },
  });
}

/** Installs the extension and does what an agent does on its options page. */
async function pair(port: number): Promise<void> {
  const marionette = await Marionette.open(port);
  await marionette.call("Addon:Install", { path: extension, temporary: true });
  const { handle } = await marionette.call("WebDriver:NewWindow", { type: "tab" });
  await marionette.call("WebDriver:SwitchToWindow", { handle });
  await marionette.call("WebDriver:Navigate", { url: `moz-extension://${UUID}/options.html` });
  // The form opens once it shows the address as it is set.
  await eventually(() => marionette.type("#server", inject("places").server));
  await marionette.type("#code", await pairingCode());
  await marionette.click("#connect");
  await eventually(async () => {
    const status = await marionette.text("#status");
    if (!status.endsWith("Connected")) throw new Error(`the options page says: ${status}`);
  });
  await marionette.close();
}

function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("exit", (code) => reject(new Error(`Firefox ended with ${code}: ${output}`)));
    child.stderr!.on("data", (data: Buffer) => {
      output += data.toString();
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(output);
      if (found !== null) resolve(found[1]!);
    });
  });
}

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
