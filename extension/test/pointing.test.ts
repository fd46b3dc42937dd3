import { expect, it, vi } from "vitest";
import { pointAtMessage } from "../src/content/pointing.js";

it("gives up with Escape, of which the page sees nothing, not even how it is let go", () => {
  const [chosen, page] = [vi.fn(), vi.fn()];
  const names = ["keydown", "keyup"] as const;
  for (const name of names) document.addEventListener(name, page);
  const escape = (name: string): boolean =>
    document.body.dispatchEvent(new KeyboardEvent(name, { key: "Escape", bubbles: true, cancelable: true }));
  pointAtMessage(document.createElement("div"), chosen);
  for (const name of names) expect(escape(name)).toBe(false);
  expect(chosen.mock.calls).toEqual([[null]]);
  expect(page).not.toHaveBeenCalled();
  for (const name of names) escape(name);
  expect(page).toHaveBeenCalledTimes(2);
});
