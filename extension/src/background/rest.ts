/** The calls to the server that are not live: pairing, feedback and sent replies. */

import type { Feedback, SentReply } from "../shared/wire.js";
import type { Address } from "./live.js";

/** Refusals of what a request says, however often it is said: not JSON, too large, a field that cannot be. */
const INVALID: ReadonlySet<number> = new Set([400, 413, 422]);

export interface Paired {
  readonly token: string;
  readonly agent: string;
}

/**
 * `kind` says what to tell the agent, and whether to try again: only what is `invalid` was read by Assist itself and
 * will never be taken. `detail` is the server's own sentence, where it gave one.
 */
export class ServerError extends Error {
  constructor(
    readonly kind: "unreachable" | "refused" | "invalid" | "failed",
    readonly detail: string,
  ) {
    super(`${kind}: ${detail}`);
  }
}

export async function pair(server: string, code: string): Promise<Paired> {
  const response = await call(server, "/v1/pair", {}, { code });
  return (await response.json()) as Paired;
}

export async function sendFeedback({ server, token }: Address, feedback: Feedback): Promise<void> {
  await call(server, "/v1/feedback", bearer(token), feedback);
}

/** Resolves once the server holds the reply durably; the same `key` is never stored twice. */
export async function sendReply({ server, token }: Address, key: string, sent: SentReply): Promise<void> {
  const response = await call(server, "/v1/replies", { ...bearer(token), "Idempotency-Key": key }, sent);
  // A sign-in page that a proxy shows instead is a 200 too: the reply's id tells that it was stored.
  const { id } = await read(response);
  if ((response.status !== 200 && response.status !== 201) || (typeof id !== "string" && typeof id !== "number")) {
    throw new ServerError("failed", reason(response));
  }
}

function bearer(token: string): Record<string, string> {
  return token === "" ? {} : { Authorization: `Bearer ${token}` };
}

async function call(server: string, path: string, headers: Record<string, string>, body: unknown): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(server + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": chrome.i18n.getUILanguage(), ...headers },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(15_000),
    });
  } catch {
    throw new ServerError("unreachable", server);
  }
  if (response.ok) return response;
  const { detail, title } = await read(response);
  const said = [detail, title].find((text) => typeof text === "string" && text !== "");
  throw new ServerError(kindOf(response), typeof said === "string" ? said : reason(response));
}

/** Proxies answer for an absent server with many a 4xx: only a problem document is Assist's own word on a request. */
function kindOf({ status, headers }: Response): ServerError["kind"] {
  if (status === 401 || status === 403) return "refused";
  const own = /^application\/problem\+json\b/i.test(headers.get("Content-Type") ?? "");
  return own && INVALID.has(status) ? "invalid" : "failed";
}

/** The object that was answered; an empty one where it was none, or the line broke in the middle of it. */
async function read(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}

function reason({ status, statusText }: Response): string {
  return `${status} ${statusText}`.trim();
}
