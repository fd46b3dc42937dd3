/** What travels between a frame's content script and the background, and between that and the server. */

import type { Profile } from "../profiles/profiles.js";
import type { Category, Finding, Result } from "./result.js";
import type { SiteConfig, SiteSettings } from "./settings.js";

/** A draft as the live socket takes it. */
export interface DraftMessage {
  readonly type: "draft";
  readonly draft: string;
  readonly seq: number;
  readonly reply: string;
  readonly customer?: string;
  readonly ui?: string;
  readonly sensitivity?: string;
  /** Scores come first and suggestions when they are ready: marks need not wait for better words. */
  readonly suggestions: "later";
}

/** The server closes the line on a message of more bytes than this. */
export const LARGEST_MESSAGE = 65_536;

/** How many bytes `message` is on the line: as JSON, in which quotes, line breaks and the like take two or more. */
export function sizeOf(message: DraftMessage): number {
  return new TextEncoder().encode(JSON.stringify(message)).length;
}

export type ResultMessage = Result & {
  readonly type: "result";
  readonly draft: string;
  readonly seq: number;
};

/** Suggestions that took longer than the scores; the findings replace those of the same draft and seq. */
export interface SuggestionsMessage {
  readonly type: "suggestions";
  readonly draft: string;
  readonly seq: number;
  readonly findings: readonly Finding[];
}

export interface ErrorMessage {
  readonly type: "error";
  readonly code: string;
  readonly message: string;
  readonly draft?: string;
  readonly seq?: number;
}

export type ServerMessage = ResultMessage | SuggestionsMessage | ErrorMessage;

/** `unpaired`: the server is there but does not take this extension yet. */
export type LiveState = "idle" | "connecting" | "open" | "offline" | "unpaired";

export interface Feedback {
  readonly kind: string;
  readonly category: Category;
  readonly verdict: "accepted" | "dismissed" | "not_useful";
  readonly language: string;
}

export interface SentReply {
  readonly reply: string;
  readonly customer?: string;
  readonly channel: string;
  readonly sent_at: string;
}

/** What became of a sent reply: the server has it, it waits for the server, or the server will never take it. */
export type Delivery =
  | { readonly state: "delivered" | "waiting" }
  | { readonly state: "refused"; readonly detail: string };

export type ToBackground =
  | DraftMessage
  | { readonly type: "hello" }
  | { readonly type: "forget"; readonly draft: string }
  | { readonly type: "feedback"; readonly feedback: Feedback }
  | { readonly type: "sent"; readonly key: string; readonly sent: SentReply }
  | { readonly type: "site"; readonly changes: SiteSettings }
  | { readonly type: "open"; readonly page: "options" | "welcome" };

export type ToFrame =
  | ServerMessage
  /** With the one profile that counts there: no page need hold all of them. */
  | { readonly type: "config"; readonly config: SiteConfig; readonly profile: Profile }
  | { readonly type: "state"; readonly state: LiveState }
  | { readonly type: "recorded"; readonly key: string; readonly delivery: Delivery };

export const LIVE_PORT = "live";
