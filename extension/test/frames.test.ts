import { beforeEach, expect, it } from "vitest";
import { Frames } from "../src/background/frames.js";
import { DEFAULTS } from "../src/shared/settings.js";
import type { ToFrame } from "../src/shared/wire.js";

let told: ToFrame[];
const gone = (): void => {
  throw new Error("Attempting to use a disconnected port object");
};
beforeEach(() => {
  told = [];
});

/** What a frame of this address, in a tab of that one, is told of its profile. */
function profile(url: string, tab = url): string | undefined {
  const frames = new Frames();
  const { origin } = new URL(tab);
  frames.add({ sender: { url, origin, tab: { url: tab } }, postMessage: (message: ToFrame) => void told.push(message) } as never);
  frames.configure(DEFAULTS);
  const last = told.at(-1);
  return last?.type === "config" ? last.profile.id : undefined;
}

it.each([
  ["https://mail.google.com/mail/u/0/#inbox", "gmail"],
  ["https://acme.zendesk.com/agent/tickets/1", "zendesk"],
  ["http://127.0.0.1:3000/desk", "generic"],
])("tells a frame at %s that it is in %s", (url, id) => {
  expect(profile(url)).toBe(id);
});

it("tells a frame what it is in itself, and not what it is part of", () => {
  expect(profile("about:srcdoc", "https://mail.google.com/")).toBe("generic");
  expect(profile("https://app.slack.com/client", "https://acme.zendesk.com/")).toBe("slack");
});

it("tells the others also where one has gone without a word", () => {
  const frames = new Frames();
  frames.add({ postMessage: gone } as never);
  frames.add({ postMessage: (message: ToFrame) => void told.push(message) } as never);
  frames.tell("open");
  expect(told).toEqual([{ type: "state", state: "open" }]);
});
