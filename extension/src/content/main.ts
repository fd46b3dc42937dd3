/** One frame of a page. Until the background says that this site is on, nothing is listened to or read. */

import type { SiteConfig } from "../shared/settings.js";
import type { ToFrame } from "../shared/wire.js";
import { Assistant } from "./assistant.js";
import { Port } from "./port.js";

/** A page that was open before its site was allowed gets the script by hand, and by registration on reload. */
const scope = globalThis as { assistRuns?: boolean };

function run(): void {
  let assistant: Assistant | null = null;
  let known = "";
  let resume: ReturnType<typeof setTimeout> | undefined;
  const port = new Port(receive, stop);

  function stop(): void {
    assistant?.stop();
    assistant = null;
  }

  function receive(message: ToFrame): void {
    if (message.type === "config") configure(message.config);
    else assistant?.receive(message);
  }

  function configure(config: SiteConfig): void {
    if (JSON.stringify(config) === known) return;
    known = JSON.stringify(config);
    clearTimeout(resume);
    if (config.resumesAt > 0) {
      resume = setTimeout(() => port.send({ type: "hello" }), config.resumesAt - Date.now() + 500);
    }
    if (!config.on) stop();
    else if (assistant !== null) assistant.configure(config);
    else {
      assistant = new Assistant(config, (toBackground) => port.send(toBackground));
      assistant.start();
    }
  }

  port.send({ type: "hello" });
}

if (scope.assistRuns !== true) {
  scope.assistRuns = true;
  run();
}
