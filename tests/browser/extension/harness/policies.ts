/** Chromium as a company rules it, with the policies of this machine left as they are. */

import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { inject } from "vitest";
import { EXTENSION_ID, open } from "./browser.js";

/** Where Debian's Chromium looks; another folder is laid over it, for that browser alone. */
const RULED = "/etc/chromium";
const UNSHARE = ["--mount", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];

/** Whether this machine lets a process have mounts of its own (a container may not). */
export function canRule(): boolean {
  if (!existsSync(RULED)) return false;
  try {
    execFileSync("unshare", [...UNSHARE, "mount", "--bind", "/tmp", RULED], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export interface Ruled {
  readonly context: BrowserContext;
  /** Presets something else, while the browser runs. */
  rule(preset: object): Promise<void>;
}

/** A browser whose company presets this for Assist, and whose agent has said yes to `sites` before. Close it. */
export async function openRuled(preset: object, sites: readonly string[]): Promise<Ruled> {
  const folder = await mkdtemp(join(dirname(inject("places").data), "policies-"));
  const managed = join(folder, "policies/managed");
  await mkdir(managed, { recursive: true });
  const rule = (values: object): Promise<void> =>
    writeFile(join(managed, "assist.json"), JSON.stringify({ "3rdparty": { extensions: { [EXTENSION_ID]: values } } }));
  await rule(preset);
  const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  const executablePath = join(folder, "chromium");
  const script = `mount --bind "${folder}" ${RULED} && exec "${chromium}" "$@"`;
  await writeFile(executablePath, `#!/bin/sh\nexec unshare ${UNSHARE.join(" ")} sh -c '${script}' sh "$@"\n`);
  await chmod(executablePath, 0o755);
  return { context: await open({ executablePath }, sites), rule };
}
