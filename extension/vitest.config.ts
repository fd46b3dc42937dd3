import { defineConfig } from "vitest/config";

/** Logic that needs no browser; the editors and the drawing have specs in tests/browser/extension. */
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], environment: "jsdom" },
  plugins: [
    {
      name: "css-as-text",
      enforce: "pre",
      transform: (code, id) => (id.endsWith(".css") ? `export default ${JSON.stringify(code)}` : undefined),
    },
  ],
});
