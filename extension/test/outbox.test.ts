import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Entry, Outbox } from "../src/background/outbox.js";
import { ServerError } from "../src/background/rest.js";

const sent = (reply: string) => ({ reply, channel: "gmail", sent_at: "2026-01-01T00:00:00Z" });
let stored: Record<string, unknown>;

beforeEach(() => {
  stored = {};
  // The browser's storage and alarms, as far as the outbox uses them.
  vi.stubGlobal("chrome", {
    alarms: { onAlarm: { addListener: vi.fn() }, create: vi.fn(), clear: vi.fn() },
    storage: {
      local: {
        get: (key: string) => Promise.resolve({ [key]: structuredClone(stored[key]) }),
        set: (changes: object) => Promise.resolve(void Object.assign(stored, structuredClone(changes))),
      },
    },
  });
});

describe("Outbox", () => {
  it("delivers, then keeps only when and where", async () => {
    const delivered: Entry[] = [];
    const outbox = new Outbox((entry) => Promise.resolve(void delivered.push(entry)));
    expect(await outbox.add({ key: "a", sent: sent("Thank you.") })).toBe(true);
    expect(delivered.map((entry) => entry.key)).toEqual(["a"]);
    expect(JSON.stringify(stored)).not.toContain("Thank you.");
    expect(stored["recorded"]).toEqual([{ sent_at: "2026-01-01T00:00:00Z", channel: "gmail" }]);
  });

  it("keeps what could not be delivered, in order, and comes back for it", async () => {
    let away = true;
    const delivered: string[] = [];
    const outbox = new Outbox((entry) => {
      if (away) return Promise.reject(new ServerError("unreachable", "x"));
      delivered.push(entry.key);
      return Promise.resolve();
    });
    expect(await outbox.add({ key: "a", sent: sent("1") })).toBe(false);
    expect(await outbox.add({ key: "b", sent: sent("2") })).toBe(false);
    expect(chrome.alarms.create).toHaveBeenCalled();
    away = false;
    await outbox.flush();
    expect(delivered).toEqual(["a", "b"]);
    expect(stored["outbox"]).toEqual([]);
  });

  it("has each key once, however often it is told, at the same time too", async () => {
    const delivered: string[] = [];
    const outbox = new Outbox((entry) => new Promise((done) => setTimeout(() => done(void delivered.push(entry.key)), 5)));
    await Promise.all([outbox.add({ key: "a", sent: sent("1") }), outbox.add({ key: "a", sent: sent("1") })]);
    await outbox.flush();
    expect(stored["outbox"]).toEqual([]);
    expect(new Set(delivered)).toEqual(new Set(["a"]));
  });

  it("lets go of what the server will never take, so that the next one gets through", async () => {
    const delivered: string[] = [];
    const outbox = new Outbox((entry) => {
      if (entry.key === "bad") return Promise.reject(new ServerError("invalid", "empty"));
      delivered.push(entry.key);
      return Promise.resolve();
    });
    await outbox.add({ key: "bad", sent: sent("") });
    await outbox.add({ key: "good", sent: sent("1") });
    expect(delivered).toEqual(["good"]);
  });
});
