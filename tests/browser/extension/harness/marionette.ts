/**
 * Firefox's own remote control, for what WebDriver BiDi refuses: pages of an extension. Just enough of it to
 * install the extension and to go through its options page with real keys and clicks.
 */

import { connect, type Socket } from "node:net";

type Answer = readonly [type: number, id: number, error: { message: string } | null, result: { value?: unknown; handle?: string }];
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

export class Marionette {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #buffer = Buffer.alloc(0);
  #id = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data) => this.#receive(data));
  }

  static async open(port: number): Promise<Marionette> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    const marionette = new Marionette(socket);
    await marionette.call("WebDriver:NewSession");
    return marionette;
  }

  async call(name: string, parameters: object = {}): Promise<Answer[3]> {
    const id = ++this.#id;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    const message = JSON.stringify([0, id, name, parameters]);
    this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
    const [, , error, result] = await answered;
    if (error !== null) throw new Error(`${name}: ${error.message}`);
    return result;
  }

  async find(selector: string): Promise<string> {
    const { value } = await this.call("WebDriver:FindElement", { using: "css selector", value: selector });
    return (value as Record<string, string>)[ELEMENT]!;
  }

  async type(selector: string, text: string): Promise<void> {
    const id = await this.find(selector);
    await this.call("WebDriver:ElementClear", { id });
    await this.call("WebDriver:ElementSendKeys", { id, text });
  }

  async click(selector: string): Promise<void> {
    await this.call("WebDriver:ElementClick", { id: await this.find(selector) });
  }

  async text(selector: string): Promise<string> {
    const { value } = await this.call("WebDriver:GetElementText", { id: await this.find(selector) });
    return value as string;
  }

  async close(): Promise<void> {
    await this.call("WebDriver:DeleteSession");
    this.#socket.end();
  }

  #receive(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const colon = this.#buffer.indexOf(":");
      const length = Number(this.#buffer.subarray(0, Math.max(colon, 0)));
      if (colon < 0 || this.#buffer.length < colon + 1 + length) return;
      const message = JSON.parse(this.#buffer.subarray(colon + 1, colon + 1 + length).toString()) as Answer;
      this.#buffer = this.#buffer.subarray(colon + 1 + length);
      // The first message is a greeting.
      if (Array.isArray(message)) this.#waiting.get(message[1])?.(message);
    }
  }
}
