import { expect, it } from "vitest";
import { matchesShortcut, shortcutOf } from "../src/content/shortcut.js";

const key = (name: string, code: string, ...held: string[]) => ({
  key: name,
  code,
  altKey: held.includes("Alt"),
  ctrlKey: held.includes("Ctrl"),
  metaKey: held.includes("Meta"),
  shiftKey: held.includes("Shift"),
});

it.each([
  [key(".", "Period", "Alt"), "Alt+.", true],
  [key("≥", "Period", "Alt"), "Alt+.", true],
  [key(".", "Period"), "Alt+.", false],
  [key(".", "Period", "Alt", "Shift"), "Alt+.", false],
  [key("Enter", "Enter", "Ctrl"), "Mod+Enter", true],
  [key("Enter", "Enter"), "Enter", true],
  [key("Enter", "Enter", "Shift"), "Enter", false],
  [key("k", "KeyK", "Ctrl", "Shift"), "Ctrl+Shift+K", true],
])("%j is %s: %s", (event, shortcut, same) => {
  expect(matchesShortcut(event, shortcut)).toBe(same);
});

it("writes down what is held, once it is more than modifiers", () => {
  expect(shortcutOf(key("Alt", "AltLeft", "Alt"))).toBeNull();
  expect(shortcutOf(key("≥", "Period", "Alt"))).toBe("Alt+.");
  expect(shortcutOf(key("K", "KeyK", "Ctrl", "Shift"))).toBe("Ctrl+Shift+K");
});
