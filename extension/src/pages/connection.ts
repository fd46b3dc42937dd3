/** The connection form of the options and first-run pages. */

import { answers } from "../background/live.js";
import { pair, ServerError } from "../background/rest.js";
import { t } from "../shared/i18n.js";
import { originPattern, serverOrigin } from "../shared/settings.js";
import { load, loadManaged, save } from "../shared/store.js";
import { byId } from "./page.js";

type Tone = "calm" | "good" | "bad";

export async function connectionForm(): Promise<void> {
  const form = byId("connection", HTMLFormElement);
  const server = byId("server", HTMLInputElement);
  const code = byId("code", HTMLInputElement);
  const button = byId("connect", HTMLButtonElement);
  const status = byId("status", HTMLElement);
  const who = byId("who", HTMLElement);
  const leave = document.getElementById("disconnect");

  function say(text: string, tone: Tone, more = ""): void {
    status.textContent = text;
    status.className = `state ${tone}`;
    who.textContent = more;
  }

  async function refresh(): Promise<void> {
    const settings = await load();
    const managed = await loadManaged();
    if (server.value === "") server.value = settings.server;
    server.readOnly = managed.server !== undefined;
    // Closed until now: what is typed before the address stands there would be added to it.
    for (const control of [server, code, button]) control.disabled = false;
    if (leave !== null) leave.hidden = settings.token === "";
    if (settings.token === "") say(t("options_not_connected"), "calm");
    else if (await answers(settings.server)) say(t("options_connected"), "good", as(settings.agent));
    else say(t("options_unreachable", settings.server), "bad");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const origin = serverOrigin(server.value);
    if (origin === null) {
      say(t("options_bad_address"), "bad");
      return;
    }
    // Asked for first, while the click still counts as one: a browser shows its question only then.
    const allowed = allow(origin);
    button.disabled = true;
    say(t("options_connecting"), "calm");
    void connect(origin, code.value.trim(), allowed)
      .then((more) => {
        code.value = "";
        server.value = origin;
        if (leave !== null) leave.hidden = false;
        say(t("options_connected"), "good", more);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        say(error.message, "bad");
      })
      .finally(() => (button.disabled = false));
  });
  leave?.addEventListener("click", () => void save({ token: "", agent: "" }).then(refresh));
  await refresh();
}

/** Why there is no connection, in the agent's words. */
class Refusal extends Error {}

/** Connects and tells what to say beside "Connected". */
async function connect(server: string, code: string, allowed: Promise<boolean>): Promise<string> {
  if (!(await allowed)) throw new Refusal(t("options_no_permission", server));
  try {
    if (code === "") return await connectUnpaired(server);
    const { token, agent } = await pair(server, code);
    await save({ server, token, agent });
    return as(agent);
  } catch (error) {
    throw error instanceof ServerError ? new Refusal(sentence(error)) : error;
  }
}

/** A server on the agent's own machine may not ask for a code at all. */
async function connectUnpaired(server: string): Promise<string> {
  if (!(await answers(server))) throw new ServerError("unreachable", server);
  if (!(await takesUs(server))) throw new Refusal(t("options_code_needed"));
  await save({ server, token: "", agent: "" });
  return t("options_connected_unpaired");
}

function takesUs(server: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.replace(/^http/, "ws")}/v1/live`, ["assist.v1"]);
    socket.addEventListener("open", () => {
      // A server that refuses by a close code does so at once after opening.
      setTimeout(() => {
        resolve(socket.readyState === WebSocket.OPEN);
        socket.close();
      }, 250);
    });
    socket.addEventListener("error", () => resolve(false));
  });
}

function allow(origin: string): Promise<boolean> {
  const { hostname } = new URL(origin);
  if (hostname === "127.0.0.1" || hostname === "localhost") return Promise.resolve(true);
  return chrome.permissions.request({ origins: [originPattern(hostname)] });
}

function as(agent: string): string {
  return agent === "" ? "" : t("options_as", agent);
}

function sentence(error: ServerError): string {
  if (error.kind === "unreachable") return t("options_unreachable", error.detail);
  return t(error.kind === "failed" ? "options_failed" : "options_refused", error.detail);
}
