import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Live } from "../src/background/live.js";
import type { DraftMessage, LiveState, ServerMessage } from "../src/shared/wire.js";

/** The browser's socket, opened and closed by hand. */
class Socket extends EventTarget {
  readonly said: string[] = [];

  constructor() {
    super();
    sockets.push(this);
  }

  send(text: string): void {
    this.said.push(text);
  }

  close(): void {
    // Whoever closes it does not want to hear of it.
  }

  open(): void {
    this.dispatchEvent(new Event("open"));
  }

  hear(message: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }

  async end(code: number): Promise<void> {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
    await vi.advanceTimersByTimeAsync(0);
  }

  get drafts(): string[] {
    return this.said.map((text) => (JSON.parse(text) as DraftMessage).draft);
  }
}

let sockets: Socket[];
let told: ServerMessage[];
let states: LiveState[];
let live: Live;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("chrome", { i18n: { getMessage: (key: string) => key } });
  sockets = [];
  told = [];
  states = [];
  live = new Live(() => Promise.resolve({ server: "http://127.0.0.1:8787", token: "" }), {
    message: (message) => void told.push(message),
    state: (state) => void states.push(state),
  });
});
afterEach(() => {
  live.rest();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function draft(name: string, length: number, seq = 1): DraftMessage {
  return { type: "draft", draft: name, seq, reply: "x".repeat(length), suggestions: "later" };
}

async function opened(): Promise<Socket> {
  await vi.advanceTimersByTimeAsync(0);
  const socket = sockets.at(-1)!;
  socket.open();
  return socket;
}

/** How long it is until the next socket, in milliseconds. */
async function rest(): Promise<number> {
  const before = sockets.length;
  for (let waited = 0; waited <= 60_000; waited += 100) {
    if (sockets.length > before) return waited;
    await vi.advanceTimersByTimeAsync(100);
  }
  throw new Error("never tried again");
}

it("does not say again what was too large for the line, and tells its field", async () => {
  live.submit(draft("small", 10));
  live.submit(draft("large", 50_000));
  const first = await opened();
  expect(first.drafts).toEqual(["small", "large"]);
  await first.end(1009);
  expect(told).toEqual([{ type: "error", code: "too_long", message: "overview_too_long", draft: "large", seq: 1 }]);
  await rest();
  expect((await opened()).drafts).toEqual(["small"]);
});

it("has learned then what the line takes, until it starts afresh with an address", async () => {
  live.submit(draft("large", 50_000));
  await (await opened()).end(1009);
  await rest();
  const second = await opened();
  live.submit(draft("large", 50_000, 2));
  live.submit(draft("fits", 40_000));
  expect(second.drafts).toEqual(["fits"]);
  expect(told.map((message) => message.draft)).toEqual(["large", "large"]);
  void live.connect();
  const third = await opened();
  live.submit(draft("large", 50_000, 3));
  expect(third.drafts).toEqual(["fits", "large"]);
});

it("lets go of a draft for its size also where the field has it no more", async () => {
  live.submit(draft("large", 50_000));
  live.submit(draft("small", 10));
  const first = await opened();
  live.forget("large");
  await first.end(1009);
  expect(told).toEqual([]);
  await rest();
  expect((await opened()).drafts).toEqual(["small"]);
});

it("takes nothing larger than was agreed on", async () => {
  live.submit(draft("huge", 66_000));
  await vi.advanceTimersByTimeAsync(0);
  expect(sockets).toEqual([]);
  expect(told.map((message) => message.draft)).toEqual(["huge"]);
});

it("says everything again after any other end", async () => {
  live.submit(draft("large", 50_000));
  await (await opened()).end(1006);
  await rest();
  expect((await opened()).drafts).toEqual(["large"]);
  expect(told).toEqual([]);
});

it("waits longer and longer for a line that only opens, and not for one that has answered", async () => {
  live.submit(draft("a", 10));
  const waits: number[] = [];
  for (let i = 0; i < 4; i++) {
    await (await opened()).end(1011);
    waits.push(await rest());
  }
  expect(waits).toEqual([500, 1000, 2000, 4000]);
  const good = await opened();
  good.hear({ type: "pong" });
  await good.end(1011);
  expect(await rest()).toBe(500);
});

it("tells offline and open of each such line, and nothing of the tries between", async () => {
  live.submit(draft("a", 10));
  await (await opened()).end(1011);
  await rest();
  await opened();
  expect(states).toEqual(["connecting", "open", "offline", "open"]);
});
