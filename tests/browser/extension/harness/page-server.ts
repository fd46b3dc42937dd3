/** Serves the editor pages, and any HTML that a spec asks for by `/html?…`, on the loopback interface. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'";

export async function servePages(folder: string): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://page");
    if (url.pathname === "/html") {
      if (url.searchParams.has("strict")) response.setHeader("Content-Security-Policy", STRICT);
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>page</title>${url.searchParams.get("body") ?? ""}`);
      return;
    }
    readFile(join(folder, url.pathname)).then(
      (content) => {
        response.setHeader("Content-Type", url.pathname.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8");
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
