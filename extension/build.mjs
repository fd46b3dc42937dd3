/** Builds both extensions and their zips from one source: `npm run build`. */

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build, transform } from "esbuild";
import { zipFolder } from "./zip.mjs";

const here = (path) => new URL(path, import.meta.url).pathname;
const BROWSERS = ["chrome", "firefox"];
const PAGES = ["options", "popup", "welcome"];

const manifest = JSON.parse(await readFile(here("manifest.json"), "utf8"));
const profiles = JSON.parse(await readFile(here("src/profiles/profiles.json"), "utf8"));
const known = profiles.flatMap((profile) => profile.hosts.map((host) => `https://${host}/*`));

/** Style sheets that scripts use travel in them as text; variables of their own get short names there. */
const minifiedCss = {
  name: "minified-css",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      const names = [...new Set(code.match(/--[a-z-]+/g))];
      const short = code.replace(/--[a-z-]+/g, (name) => `--_${names.indexOf(name).toString(36)}`);
      return { contents: short.trim().replace(/([,:]) /g, "$1"), loader: "text" };
    });
  },
};

/** The manifest holds what either browser needs, the oldest that can run it too. */
const { key, minimum_chrome_version, browser_specific_settings, ...shared } = manifest;
const TARGET = [`chrome${minimum_chrome_version}`, `firefox${browser_specific_settings.gecko.strict_min_version}`];

function manifestFor(browser) {
  const [script] = shared.content_scripts;
  const common = { ...shared, content_scripts: [{ ...script, matches: [...script.matches, ...known] }] };
  if (browser === "chrome") {
    return {
      ...common,
      key,
      minimum_chrome_version,
      background: { service_worker: "background.js", type: "module" },
      storage: { managed_schema: "managed.json" },
    };
  }
  return {
    ...common,
    background: { scripts: ["background.js"], type: "module" },
    browser_specific_settings,
  };
}

async function bundle(out) {
  const options = {
    bundle: true,
    minify: true,
    target: TARGET,
    legalComments: "none",
    charset: "utf8",
    outdir: out,
    logLevel: "warning",
    plugins: [minifiedCss],
  };
  await build({ ...options, format: "iife", entryPoints: { content: here("src/content/main.ts") } });
  await build({
    ...options,
    format: "esm",
    entryPoints: Object.fromEntries([
      ["background", here("src/background/main.ts")],
      ...PAGES.map((page) => [page, here(`src/pages/${page}.ts`)]),
    ]),
  });
}

await rm(here("dist"), { recursive: true, force: true });
for (const browser of BROWSERS) {
  const out = here(`dist/${browser}`);
  await mkdir(out, { recursive: true });
  await bundle(out);
  await cp(here("static"), out, { recursive: true });
  for (const page of PAGES) await cp(here(`src/pages/${page}.html`), `${out}/${page}.html`);
  await cp(here("src/pages/pages.css"), `${out}/pages.css`);
  if (browser === "firefox") await rm(`${out}/managed.json`);
  await writeFile(`${out}/manifest.json`, JSON.stringify(manifestFor(browser), null, 2) + "\n");
  await writeFile(here(`dist/assist-${browser}.zip`), await zipFolder(out));
}
