/** Bundles every page of `pages/` with its real editor from npm. */

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const source = new URL("../pages/", import.meta.url).pathname;
const modules = new URL("../../../../extension/node_modules", import.meta.url).pathname;

const STYLE = `
  body { margin: 24px; font: 16px/1.5 sans-serif }
  #host { width: 640px; min-height: 160px; border: 1px solid #bbb; padding: 8px }
  textarea { width: 600px; height: 140px; font: 16px/1.5 sans-serif }
  input { width: 600px; font: 16px sans-serif }`;

export async function bundlePages(out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  const files = await readdir(source);
  const names = files.filter((file) => /^[a-z]+\.ts$/.test(file)).map((file) => file.slice(0, -3));
  await build({
    entryPoints: names.map((name) => `${source}${name}.ts`),
    bundle: true,
    format: "esm",
    outdir: out,
    nodePaths: [modules],
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
    loader: { ".css": "text" },
    target: "es2022",
    logLevel: "error",
  });
  for (const name of names) await writeFile(`${out}/${name}.html`, html(name));
}

function html(name: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">
<style>${STYLE}</style><div id="host"></div><script type="module" src="${name}.js"></script></html>`;
}
