/** The one socket to the server, for all frames of all tabs. */

import { t } from "../shared/i18n.js";
import { LARGEST_MESSAGE, sizeOf, type DraftMessage, type LiveState, type ServerMessage } from "../shared/wire.js";

/** Chromium closes a worker whose socket is silent for thirty seconds. */
const HEARTBEAT = 20_000;
const FIRST_RETRY = 500;
const LONGEST_RETRY = 20_000;
/** An agent who types is worth another try, however long the back-off has become. */
const SOON = 3_000;
const TOO_BIG = 1009;

export interface LiveEvents {
  message(message: ServerMessage): void;
  state(state: LiveState): void;
}

export interface Address {
  readonly server: string;
  readonly token: string;
}

export class Live {
  readonly #address: () => Promise<Address>;
  readonly #events: LiveEvents;
  /** The newest message of each draft that has no answer yet: what is said again after a reconnect. */
  readonly #waiting = new Map<string, DraftMessage>();
  #socket: WebSocket | null = null;
  /** What the line takes at most, in bytes: less than is agreed on where something on the way takes less. */
  #limit = LARGEST_MESSAGE;
  /** The largest message that this socket was given. */
  #heaviest = 0;
  #state: LiveState = "idle";
  /** Counts fresh starts: what an earlier one still waits for is of no interest any more. */
  #start = 0;
  #tries = 0;
  #triedAt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(address: () => Promise<Address>, events: LiveEvents) {
    this.#address = address;
    this.#events = events;
  }

  get state(): LiveState {
    return this.#state;
  }

  submit(message: DraftMessage): void {
    if (sizeOf(message) > this.#limit) {
      this.#tooLong(message);
      return;
    }
    this.#waiting.set(message.draft, message);
    if (this.#state === "open" && this.#socket !== null) this.#say(this.#socket, message);
    else if (this.#state === "idle" || this.#restedFor(SOON)) void this.#connect();
  }

  forget(draft: string): void {
    this.#waiting.delete(draft);
  }

  /** Nobody is listening any more: the worker may go to sleep. */
  rest(): void {
    this.#drop();
    this.#waiting.clear();
    this.#tries = 0;
    this.#limit = LARGEST_MESSAGE;
    this.#state = "idle";
  }

  /** Starts afresh with the address as it is now: settings changed, or somebody asks to try again. */
  connect(): Promise<void> {
    this.#limit = LARGEST_MESSAGE;
    this.#tries = 0;
    return this.#connect();
  }

  async #connect(): Promise<void> {
    this.#drop();
    const start = this.#start;
    this.#triedAt = Date.now();
    this.#become("connecting");
    const { server, token } = await this.#address();
    if (start !== this.#start) return;
    const protocols = token === "" ? ["assist.v1"] : ["assist.v1", `token.${token}`];
    const socket = new WebSocket(`${server.replace(/^http/, "ws")}/v1/live`, protocols);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#opened(socket));
    socket.addEventListener("message", (event) => this.#receive(event.data as string));
    socket.addEventListener("close", (event) => void this.#closed(socket, event.code, server));
  }

  #restedFor(milliseconds: number): boolean {
    const resting = this.#state === "offline" || this.#state === "unpaired";
    return resting && Date.now() - this.#triedAt > milliseconds;
  }

  #opened(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#become("open");
    for (const message of this.#waiting.values()) this.#say(socket, message);
    this.#heartbeat = setInterval(() => socket.send('{"type":"ping"}'), HEARTBEAT);
  }

  #say(socket: WebSocket, message: DraftMessage): void {
    this.#heaviest = Math.max(this.#heaviest, sizeOf(message));
    socket.send(JSON.stringify(message));
  }

  #receive(data: string): void {
    // Only now: a line that opens and is closed on the first word is not back.
    this.#tries = 0;
    const message = JSON.parse(data) as ServerMessage | { type: "pong" };
    if (message.type !== "result" && message.type !== "suggestions" && message.type !== "error") return;
    if (message.draft !== undefined && this.#waiting.get(message.draft)?.seq === message.seq) {
      this.#waiting.delete(message.draft);
    }
    this.#events.message(message);
  }

  async #closed(socket: WebSocket, code: number, server: string): Promise<void> {
    if (socket !== this.#socket) return;
    const connecting = this.#state === "connecting";
    if (code === TOO_BIG) this.#lighten();
    this.#drop();
    const start = this.#start;
    const refused = code === 4401 || code === 1008 || (connecting && (await answers(server)));
    if (start !== this.#start) return;
    this.#become(refused ? "unpaired" : "offline");
    const wait = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** this.#tries) * (0.75 + Math.random() / 2);
    this.#tries++;
    this.#retry = setTimeout(() => void this.#connect(), wait);
  }

  /** Lets go of what was too large for the line: said again, it would close it again. */
  #lighten(): void {
    if (this.#heaviest > 0) this.#limit = Math.min(this.#limit, this.#heaviest - 1);
    for (const message of this.#waiting.values()) if (sizeOf(message) > this.#limit) this.#tooLong(message);
  }

  #tooLong({ draft, seq }: DraftMessage): void {
    this.#waiting.delete(draft);
    this.#events.message({ type: "error", code: "too_long", message: t("overview_too_long"), draft, seq });
  }

  #drop(): void {
    this.#start++;
    this.#heaviest = 0;
    clearTimeout(this.#retry);
    clearInterval(this.#heartbeat);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #become(state: LiveState): void {
    // While trying again the last word stands: a badge that flickers with each try is no calm one.
    if (state === "connecting" && this.#tries > 0) {
      this.#state = state;
      return;
    }
    this.#state = state;
    this.#events.state(state);
  }
}

/** Whether a server is there at all: a refused socket and an absent server look the same to a browser. */
export async function answers(server: string): Promise<boolean> {
  try {
    await fetch(`${server}/healthz`, { cache: "no-store", signal: AbortSignal.timeout(3000) });
    return true;
  } catch {
    return false;
  }
}
