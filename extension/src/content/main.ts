/** One frame of a page. Until the background says that this site is on, nothing is listened to or read. */

import type { Profile } from "../profiles/profiles.js";
import type { SiteConfig } from "../shared/settings.js";
import type { ToFrame } from "../shared/wire.js";
import { Assistant } from "./assistant.js";
import { Port } from "./port.js";

/** How often it is looked whether the extension is still there, while something is shown. */
const LOOK_EVERY = 1000;

/** A page that was open before its site was allowed gets the script by hand, and by registration on reload. */
const scope = globalThis as { assistRuns?: boolean };

function run(): void {
  let assistant: Assistant | null = null;
  let known = "";
  let resume: ReturnType<typeof setTimeout> | undefined;
  let look: ReturnType<typeof setInterval> | undefined;
  const port = new Port(receive, stop);

  function stop(): void {
    clearInterval(look);
    const running = assistant;
    assistant = null;
    running?.stop();
  }

  function receive(message: ToFrame): void {
    if (message.type === "config") configure(message.config, message.profile);
    else assistant?.receive(message);
  }

  function configure(config: SiteConfig, profile: Profile): void {
    if (JSON.stringify(config) === known) return;
    known = JSON.stringify(config);
    clearTimeout(resume);
    if (config.resumesAt > 0) {
      resume = setTimeout(() => port.send({ type: "hello" }), config.resumesAt - Date.now() + 500);
    }
    if (!config.on) stop();
    else if (assistant !== null) assistant.configure(config);
    else {
      assistant = new Assistant(config, profile, (toBackground) => port.send(toBackground));
      assistant.start();
      look = setInterval(() => port.look(), LOOK_EVERY);
    }
  }

  // A page in the back/forward cache loses its line without being told: it hangs up by itself, and says all again
  // when it is shown again.
  addEventListener("pagehide", (event) => event.persisted && port.close());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    port.close();
    known = "";
    port.send({ type: "hello" });
  });
  port.send({ type: "hello" });
}

if (scope.assistRuns !== true) {
  scope.assistRuns = true;
  run();
}
