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
    expect(await outbox.add({ key: "a", sent: sent("Thank you.") })).toEqual({ state: "delivered" });
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
    expect(await outbox.add({ key: "a", sent: sent("1") })).toEqual({ state: "waiting" });
    expect(await outbox.add({ key: "b", sent: sent("2") })).toEqual({ state: "waiting" });
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
    expect(await outbox.add({ key: "bad", sent: sent("") })).toEqual({ state: "refused", detail: "empty" });
    expect(await outbox.add({ key: "good", sent: sent("1") })).toEqual({ state: "delivered" });
    expect(delivered).toEqual(["good"]);
    expect(stored["recorded"]).toEqual([
      { sent_at: "2026-01-01T00:00:00Z", channel: "gmail" },
      { sent_at: "2026-01-01T00:00:00Z", channel: "gmail", refused: "empty" },
    ]);
  });

  it("tells of a refusal also where it came while another was added", async () => {
    const outbox = new Outbox(({ key }) => (key === "bad" ? Promise.reject(new ServerError("invalid", "empty")) : Promise.resolve()));
    const both = [outbox.add({ key: "bad", sent: sent("") }), outbox.add({ key: "good", sent: sent("1") })];
    expect(await Promise.all(both)).toEqual([{ state: "refused", detail: "empty" }, { state: "delivered" }]);
  });

  it("keeps the whole queue while something else answers in the server's place", async () => {
    let away = true;
    const delivered: string[] = [];
    const outbox = new Outbox((entry) => {
      if (away) return Promise.reject(new ServerError("failed", "404"));
      delivered.push(entry.key);
      return Promise.resolve();
    });
    for (const key of ["a", "b", "c"]) expect(await outbox.add({ key, sent: sent(key) })).toEqual({ state: "waiting" });
    expect(stored["outbox"]).toHaveLength(3);
    expect(stored["recorded"]).toBeUndefined();
    away = false;
    await outbox.flush();
    expect(delivered.toSorted()).toEqual(["a", "b", "c"]);
  });

  it("lets the others go first when one keeps failing by itself", async () => {
    const delivered: string[] = [];
    const outbox = new Outbox((entry) => {
      if (entry.key === "bad") return Promise.reject(new ServerError("failed", "500"));
      delivered.push(entry.key);
      return Promise.resolve();
    });
    for (const key of ["bad", "a", "b"]) await outbox.add({ key, sent: sent(key) });
    await outbox.flush();
    expect(delivered).toEqual(["a", "b"]);
    expect(stored["outbox"]).toMatchObject([{ key: "bad" }]);
  });
});
