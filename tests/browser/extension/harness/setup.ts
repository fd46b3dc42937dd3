/** Before all specs: the editor pages are bundled and served, and the real server is started with an empty store. */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { bundlePages } from "./bundle.js";
import { type Example, findExample } from "./example.js";
import { servePages } from "./page-server.js";

export interface Places {
  /** Where the editor pages are, by two names: different origins on one machine. */
  readonly pages: string;
  readonly otherOrigin: string;
  readonly server: string;
  readonly data: string;
  readonly assist: string;
}

declare module "vitest" {
  interface ProvidedContext {
    places: Places;
    example: Example;
  }
}

const repository = new URL("../../../../", import.meta.url).pathname;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "assist-spec-"));
  const data = join(folder, "data");
  await bundlePages(join(folder, "pages"));
  const pages = await servePages(join(folder, "pages"));
  const assist = assistCommand();
  const { child, url } = await startServer(assist, data);
  project.provide("places", {
    pages: `http://127.0.0.1:${pages.port}`,
    otherOrigin: `http://localhost:${pages.port}`,
    server: url,
    data,
    assist,
  });
  project.provide("example", await findExample(url));
  return async () => {
    pages.close();
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
    // Browsers that are still going away write a last file or two.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
}

function assistCommand(): string {
  const own = join(repository, ".venv/bin/assist");
  return process.env["ASSIST_COMMAND"] ?? (existsSync(own) ? own : "assist");
}

/** Starts `assist serve` and waits until its model is warm. */
export async function startServer(assist: string, data: string, port = 0): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(assist, ["serve", "--port", String(port), "--data", data, "--log-level", "warning"], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: repository,
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.once("exit", (code) => reject(new Error(`assist serve ended with ${code}`)));
    child.stdout!.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const line = /^assist: listening on (\S+)$/m.exec(output);
      if (line !== null) resolve(line[1]!);
    });
  });
  for (;;) {
    const ready = await fetch(`${url}/readyz`);
    if (ready.ok) return { child, url };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
