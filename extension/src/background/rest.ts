/** The calls to the server that are not live: pairing, feedback and sent replies. */

import type { Feedback, SentReply } from "../shared/wire.js";
import type { Address } from "./live.js";

export interface Paired {
  readonly token: string;
  readonly agent: string;
}

/** `kind` says what to tell the agent; `detail` is the server's own sentence, where it gave one. */
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
  await call(server, "/v1/replies", { ...bearer(token), "Idempotency-Key": key }, sent);
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
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
  const detail = problem.detail ?? problem.title ?? response.statusText;
  if (response.status === 401 || response.status === 403) throw new ServerError("refused", detail);
  throw new ServerError(response.status < 500 && response.status !== 429 ? "invalid" : "failed", detail);
}
