// The live socket, seen from a page: say what the text is now, hear what is known of it. The newest text wins.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;
const PING_EVERY = 20000;
const LONGEST_MESSAGE = 65536; // bytes; a longer one would close the socket

export class Live {
  #socket = null;
  #seq = 0;
  #wait = FIRST_WAIT;
  #latest = null;
  #on;

  // `on.result(message)`, `on.suggestions(message)`, `on.error(message)` for the newest draft only;
  // `on.state("connecting" | "live" | "offline")`.
  constructor(on) {
    this.#on = on;
    if (document.querySelector("[data-closed]")) return; // the server takes nobody who is not signed in
    this.#connect();
    setInterval(() => this.#send({ type: "ping" }), PING_EVERY);
  }

  // Ask about a text; an answer to an older one is dropped. False for one that is too long to be asked about.
  ask(draft) {
    const message = { type: "draft", draft: "page", seq: ++this.#seq, suggestions: "later", ...draft };
    const fits = new TextEncoder().encode(JSON.stringify(message)).length <= LONGEST_MESSAGE;
    this.#latest = fits ? message : null;
    if (fits) this.#send(message);
    return fits;
  }

  // Nothing is being asked any more: answers on their way are dropped.
  forget() {
    this.#latest = null;
    this.#seq += 1;
  }

  #connect() {
    this.#on.state("connecting");
    const socket = new WebSocket(new URL("/v1/live", location.href.replace(/^http/, "ws")), ["assist.v1"]);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#wait = FIRST_WAIT;
      this.#on.state("live");
      if (this.#latest) this.#send(this.#latest);
    });
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (message.seq === this.#seq && this.#latest) this.#on[message.type]?.(message);
    });
    socket.addEventListener("close", () => {
      this.#on.state("offline");
      setTimeout(() => this.#connect(), this.#wait * (0.75 + Math.random() / 2));
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    });
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
