import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Announcer } from "../src/content/ui/announcer.js";

let announcer: Announcer;
let status: Element;
beforeEach(() => {
  vi.useFakeTimers();
  const root = document.createElement("div").attachShadow({ mode: "open" });
  announcer = new Announcer(root);
  status = root.querySelector("[role=status]")!;
});
afterEach(() => void vi.useRealTimers());

/** Tells the same again and again, as the watcher's beat does. */
function beats(text: string, count: number): void {
  for (let beat = 0; beat < count; beat++) {
    announcer.stands(text);
    vi.advanceTimersByTime(250);
  }
}

it("speaks once of what it is told with every beat, when typing has rested for a second", () => {
  beats("2 findings", 3);
  expect(status.textContent).toBe("");
  beats("2 findings", 2);
  expect(status.textContent).toBe("2 findings");
  status.textContent = "";
  beats("2 findings", 20);
  expect(status.textContent).toBe("");
});

it("says nothing of a draft that changed before the second was over, and speaks again after it", () => {
  beats("2 findings", 2);
  beats("", 8);
  expect(status.textContent).toBe("");
  beats("2 findings", 5);
  expect(status.textContent).toBe("2 findings");
  status.textContent = "";
  beats("", 1);
  beats("2 findings", 5);
  expect(status.textContent).toBe("2 findings");
});

it("speaks of the newest alone", () => {
  beats("2 findings", 2);
  beats("1 finding", 3);
  expect(status.textContent).toBe("");
  beats("1 finding", 2);
  expect(status.textContent).toBe("1 finding");
});

it("says at once what was done, and then how the draft stands", () => {
  beats("all clear", 1);
  announcer.say("Applied");
  expect(status.textContent).toBe("Applied");
  beats("all clear", 4);
  expect(status.textContent).toBe("all clear");
});
