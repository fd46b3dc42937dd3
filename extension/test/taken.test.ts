import { afterEach, beforeEach, expect, it } from "vitest";
import { TakenKeys } from "../src/content/taken.js";

let card: HTMLElement;
let field: HTMLElement;
let seen: string[];
let stop: AbortController;
beforeEach(() => {
  document.body.innerHTML = '<div tabindex="0"></div><textarea></textarea>';
  [card, field] = document.body.children as unknown as [HTMLElement, HTMLElement];
  seen = [];
  stop = new AbortController();
  const { signal } = stop;
  const owns = (event: Event): boolean => event.target === card;
  const keys = new TakenKeys(owns, signal);
  // As the assistant does: what is pressed in the card is taken, and Escape in the field.
  const take = (event: KeyboardEvent): void => {
    if (owns(event) || event.code === "Escape") keys.take(event);
  };
  addEventListener("keydown", take, { capture: true, signal });
  for (const name of ["keydown", "keypress", "keyup"]) {
    document.addEventListener(name, (event) => seen.push(`${name} ${(event as KeyboardEvent).code}`), { signal });
  }
});
afterEach(() => stop.abort());

/** Whether the browser still does what the key is for. */
function key(name: string, target: HTMLElement, code: string, repeat = false): boolean {
  return target.dispatchEvent(new KeyboardEvent(name, { code, repeat, bubbles: true, cancelable: true }));
}

it("keeps the rest of a key from the field that has the focus by then", () => {
  key("keydown", card, "Enter");
  expect(key("keydown", field, "Enter", true)).toBe(false);
  expect(key("keypress", field, "Enter")).toBe(false);
  expect(key("keyup", field, "Enter")).toBe(false);
  key("keydown", field, "Escape");
  key("keyup", field, "Escape");
  expect(seen).toEqual([]);
});

it("lets the browser do in the card what keys are for there, unseen by the page", () => {
  key("keydown", card, "Space");
  expect(key("keypress", card, "Space")).toBe(true);
  expect(key("keyup", card, "Space")).toBe(true);
  expect(key("keydown", card, "ArrowDown")).toBe(true);
  expect(key("keydown", card, "ArrowDown", true)).toBe(true);
  expect(seen).toEqual([]);
});

it("is done with a key once it was let go", () => {
  key("keydown", card, "Enter");
  key("keyup", field, "Enter");
  for (const name of ["keydown", "keypress", "keyup"]) expect(key(name, field, "Enter")).toBe(true);
  expect(seen).toEqual(["keydown Enter", "keypress Enter", "keyup Enter"]);
});

it("is done with it, too, where it was let go in another window", () => {
  key("keydown", card, "Enter");
  key("keydown", field, "Enter");
  key("keyup", field, "Enter");
  expect(seen).toEqual(["keydown Enter", "keyup Enter"]);
});

it("leaves other keys alone meanwhile", () => {
  key("keydown", card, "Enter");
  key("keydown", field, "KeyA");
  key("keyup", field, "KeyA");
  expect(seen).toEqual(["keydown KeyA", "keyup KeyA"]);
});
