import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PACE, Pacer } from "../src/content/pace.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function typed(milliseconds: number, every: number, ends = false): { fired: number } {
  let fired = 0;
  const pacer = new Pacer(() => fired++);
  for (let at = 0; at < milliseconds; at += every) {
    pacer.touch(Date.now(), ends);
    vi.advanceTimersByTime(every);
  }
  return { fired };
}

it("waits for a pause", () => {
  expect(typed(50, 50).fired).toBe(0);
  expect(typed(PACE.pause, PACE.pause).fired).toBe(1);
});

it("does not wait for ever while typing goes on", () => {
  const { fired } = typed(PACE.longest * 3 + 100, 50);
  expect(fired).toBeGreaterThanOrEqual(3);
  expect(fired).toBeLessThanOrEqual(4);
});

it("asks at once after a sentence", () => {
  expect(typed(PACE.sentence, PACE.sentence, true).fired).toBe(1);
});
