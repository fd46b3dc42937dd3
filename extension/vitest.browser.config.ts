import { defineConfig } from "vitest/config";

const modules = new URL("./node_modules/", import.meta.url).pathname;
const root = new URL("../", import.meta.url).pathname;

/** The built extension in real browsers, against the real server and model. One browser at a time, for two cores. */
export default defineConfig({
  root,
  resolve: {
    alias: ["playwright-core", "puppeteer-core", "axe-core", "esbuild"].map((name) => ({
      find: name,
      replacement: `${modules}${name}`,
    })),
  },
  test: {
    include: ["tests/browser/extension/**/*.spec.ts"],
    globalSetup: ["tests/browser/extension/harness/setup.ts"],
    fileParallelism: false,
    maxWorkers: 1,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
});
