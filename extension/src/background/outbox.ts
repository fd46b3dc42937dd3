/**
 * Sent replies on their way to the server. Each is in storage before anything else happens and leaves it only
 * when the server says that it is durable, or that it will never take it: neither a crash nor a lost network nor a
 * proxy loses or doubles one.
 */

import type { Delivery, SentReply } from "../shared/wire.js";
import { ServerError } from "./rest.js";

export interface Entry {
  readonly key: string;
  readonly sent: SentReply;
}

export interface Logged {
  readonly sent_at: string;
  readonly channel: string;
  /** Why the server would not take it; absent where it did. */
  readonly refused?: string;
}

const ALARM = "outbox";
/** Of what was recorded the agent sees when and where, never the words again. */
const LOG_LENGTH = 50;

export class Outbox {
  readonly #deliver: (entry: Entry) => Promise<void>;
  /** Why, of the replies that were refused: who has added one may ask after another has delivered the queue. */
  readonly #refusals = new Map<string, string>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(deliver: (entry: Entry) => Promise<void>) {
    this.#deliver = deliver;
    chrome.alarms.onAlarm.addListener((alarm) => {
      if (alarm.name === ALARM) void this.flush();
    });
  }

  /** Keeps the reply and tries to deliver it. */
  async add(entry: Entry): Promise<Delivery> {
    await this.#turn(async () => {
      const entries = await read();
      if (!entries.some((e) => e.key === entry.key)) await write([...entries, entry]);
    });
    await this.flush();
    const detail = this.#refusals.get(entry.key);
    if (detail !== undefined) return { state: "refused", detail };
    return { state: (await read()).some((e) => e.key === entry.key) ? "waiting" : "delivered" };
  }

  /** Delivers what waits, oldest first, and comes back later for what could not be delivered. */
  flush(): Promise<void> {
    return this.#turn(async () => {
      let entries = await read();
      while (entries.length > 0) {
        const [first, ...rest] = entries as [Entry, ...Entry[]];
        try {
          await this.#deliver(first);
          await log(first);
        } catch (error) {
          if (!(error instanceof ServerError)) throw error;
          // One that keeps failing by itself must not keep back the others for ever: they go first next time.
          if (error.kind === "failed") await write([...rest, first]);
          // What the server finds invalid it will always find invalid: keeping it would block all others.
          if (error.kind !== "invalid") break;
          this.#refusals.set(first.key, error.detail);
          await log(first, error.detail);
        }
        entries = rest;
        await write(entries);
      }
      if (entries.length > 0) await chrome.alarms.create(ALARM, { delayInMinutes: 1 });
      else await chrome.alarms.clear(ALARM);
    });
  }

  #turn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

async function read(): Promise<Entry[]> {
  const { outbox } = await chrome.storage.local.get("outbox");
  return (outbox as Entry[] | undefined) ?? [];
}

async function write(outbox: readonly Entry[]): Promise<void> {
  await chrome.storage.local.set({ outbox });
}

async function log({ sent }: Entry, refused?: string): Promise<void> {
  const { recorded } = await chrome.storage.local.get("recorded");
  const before = (recorded as Logged[] | undefined) ?? [];
  const entry: Logged = { sent_at: sent.sent_at, channel: sent.channel, ...(refused === undefined ? {} : { refused }) };
  await chrome.storage.local.set({ recorded: [entry, ...before].slice(0, LOG_LENGTH) });
}
