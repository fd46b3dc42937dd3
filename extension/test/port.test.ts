import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SiteConfig } from "../src/shared/settings.js";
import type { ToBackground, ToFrame } from "../src/shared/wire.js";

/** The browser's end of a line, as a content script holds it. */
class Line {
  readonly said: ToBackground[] = [];
  readonly #listeners: Record<string, ((message?: ToFrame) => void)[]> = { message: [], disconnect: [] };
  readonly onMessage = { addListener: (listener: () => void) => void this.#listeners["message"]!.push(listener) };
  readonly onDisconnect = { addListener: (listener: () => void) => void this.#listeners["disconnect"]!.push(listener) };
  open = true;

  constructor() {
    lines.push(this);
  }

  postMessage(message: ToBackground): void {
    if (!this.open) throw new Error("Attempting to use a disconnected port object");
    this.said.push(message);
  }

  disconnect(): void {
    this.open = false;
  }

  hear(message: ToFrame): void {
    for (const listener of this.#listeners["message"]!) listener(message);
  }

  /** The other end is gone. */
  end(): void {
    this.open = false;
    for (const listener of this.#listeners["disconnect"]!) listener();
  }
}

/** Stands for what runs in a page: what it is told, and how it ends. */
class Assistant {
  readonly #send: (message: ToBackground) => void;
  readonly configured: SiteConfig[] = [];
  stopped = 0;

  constructor(_config: SiteConfig, _profile: unknown, send: (message: ToBackground) => void) {
    this.#send = send;
    assistants.push(this);
  }

  start(): void {
    // It has nothing to do here.
  }

  log(): void {
    this.#send({ type: "sent", key: "k1", sent: { reply: "Sorry.", channel: "generic", sent_at: "" } });
  }

  stop(): void {
    // As its composers do: each says that its draft is over.
    this.#send({ type: "forget", draft: "d1" });
    this.stopped++;
  }

  configure(config: SiteConfig): void {
    this.configured.push(config);
  }
}

const CONFIG: ToFrame = { type: "config", config: { on: true, resumesAt: 0 } as SiteConfig, profile: {} as never };

let lines: Line[];
let assistants: Assistant[];
let changed: () => void;
let runtime: { id?: string; connect: () => Line };
beforeEach(async () => {
  lines = [];
  assistants = [];
  runtime = { id: "x", connect: () => new Line() };
  vi.stubGlobal("chrome", { runtime, storage: { onChanged: { addListener: (listener: () => void) => void (changed = listener) } } });
  vi.doMock("../src/content/assistant.js", () => ({ Assistant }));
  await import("../src/content/main.js");
  lines[0]!.hear(CONFIG);
});
afterEach(() => {
  // Each test has a page of its own: what the last one listens to is dead.
  delete runtime.id;
  lines.at(-1)!.end();
  delete (globalThis as { assistRuns?: boolean }).assistRuns;
  vi.resetModules();
});

function pass(name: "pagehide" | "pageshow", persisted: boolean): void {
  dispatchEvent(Object.assign(new Event(name), { persisted }));
}

it("hangs up when the page goes into the back/forward cache, and says all again when it comes back", () => {
  pass("pagehide", true);
  expect(lines.map((line) => line.open)).toEqual([false]);
  pass("pageshow", true);
  expect(lines.map((line) => line.open)).toEqual([false, true]);
  expect(lines[1]!.said).toContainEqual({ type: "hello" });
  // The same settings as before: every draft is submitted again all the same, for the background has forgotten them.
  lines[1]!.hear(CONFIG);
  expect(assistants[0]!.configured).toHaveLength(1);
  lines[1]!.hear(CONFIG);
  expect(assistants[0]!.configured).toHaveLength(1);
  expect(assistants).toHaveLength(1);
});

it("takes a new line also where the page was not told that it goes there", () => {
  pass("pageshow", true);
  expect(lines.map((line) => line.open)).toEqual([false, true]);
});

it("leaves its line alone where a page is shown for the first time, or goes for good", () => {
  pass("pageshow", false);
  pass("pagehide", false);
  expect(lines.map((line) => line.open)).toEqual([true]);
});

it("opens the line again after the background slept", () => {
  lines[0]!.end();
  expect(assistants[0]!.stopped).toBe(0);
  changed();
  expect(lines).toHaveLength(2);
  expect(lines[1]!.said).toEqual([{ type: "hello" }]);
});

it("falls silent at once, and once, when the extension is gone", () => {
  delete runtime.id;
  lines[0]!.end();
  expect(assistants[0]!.stopped).toBe(1);
  changed();
  pass("pageshow", true);
  expect(assistants[0]!.stopped).toBe(1);
  expect(lines).toHaveLength(1);
});

it.each([true, false])("falls silent soon, where it was not told that the extension is gone (line open: %s)", async (open) => {
  // Chromium ends the line some milliseconds before it takes the name away.
  if (!open) lines[0]!.end();
  expect(assistants[0]!.stopped).toBe(0);
  delete runtime.id;
  await vi.waitFor(() => expect(assistants[0]!.stopped).toBe(1), 3000);
  expect(lines).toHaveLength(1);
});

it.each([true, false])("falls silent with the next thing to say, where it was not told that the extension is gone (line open: %s)", (open) => {
  if (!open) lines[0]!.end();
  delete runtime.id;
  const { length } = lines[0]!.said;
  assistants[0]!.log();
  expect(assistants[0]!.stopped).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]!.said).toHaveLength(length);
});
