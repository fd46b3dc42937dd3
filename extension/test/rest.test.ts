import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sendReply, ServerError } from "../src/background/rest.js";

const JSON_TYPE = "application/json";
const PROBLEM = "application/problem+json";
const HTML = "text/html; charset=utf-8";
const problem = (detail: string): string => JSON.stringify({ type: "urn:assist:problem:x", title: "Refused", status: 0, detail });

beforeEach(() => vi.stubGlobal("chrome", { i18n: { getUILanguage: () => "id" } }));
afterEach(() => vi.unstubAllGlobals());

/** How a reply fares when this is answered: stored (null), or the error. */
async function sent(status: number, type: string, body: BodyInit): Promise<ServerError | null> {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status, headers: { "Content-Type": type } })));
  const reply = { reply: "Thank you.", channel: "gmail", sent_at: "2026-01-01T00:00:00Z" };
  try {
    await sendReply({ server: "http://127.0.0.1:8787", token: "t" }, "key", reply);
    return null;
  } catch (error) {
    if (error instanceof ServerError) return error;
    throw error;
  }
}

describe("sendReply", () => {
  it.each([200, 201])("takes %i with an id for stored", async (status) => {
    expect(await sent(status, JSON_TYPE, '{"id":"7"}')).toBeNull();
  });

  it.each([
    ["a sign-in page", 200, HTML, "<!doctype html><title>Sign in</title>"],
    ["an object without an id", 200, JSON_TYPE, "{}"],
    ["something that is no object", 201, JSON_TYPE, "null"],
    ["an answer that is on its way only", 202, JSON_TYPE, '{"id":"7"}'],
  ])("does not take %s for stored", async (_, status, type, body) => {
    expect((await sent(status, type, body))?.kind).toBe("failed");
  });

  it("does not take an answer for stored that broke off", async () => {
    const broken = new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode('{"id":'));
        stream.error(new TypeError("network error"));
      },
    });
    expect((await sent(201, JSON_TYPE, broken))?.kind).toBe("failed");
  });

  it.each([400, 413, 422])("finds a reply invalid by Assist's own %i, and passes its words on", async (status) => {
    expect(await sent(status, PROBLEM, problem("`sent_at` cannot be read."))).toMatchObject({
      kind: "invalid",
      detail: "`sent_at` cannot be read.",
    });
  });

  it.each([400, 404, 405, 408, 409, 413, 414, 421, 422, 425, 429, 431, 451])("has it tried again after a proxy's %i", async (status) => {
    expect((await sent(status, HTML, "<h1>Sorry</h1>"))?.kind).toBe("failed");
  });

  it.each([404, 405, 408, 409, 421, 429, 500, 501, 503])("has it tried again after a %i that is not the reply's own fault", async (status) => {
    expect(await sent(status, PROBLEM, problem("Not now."))).toMatchObject({ kind: "failed", detail: "Not now." });
  });

  it.each([401, 403])("has the agent pair again after a %i", async (status) => {
    expect((await sent(status, PROBLEM, problem("Who are you?")))?.kind).toBe("refused");
  });

  it("has something to say where the server says nothing", async () => {
    expect((await sent(422, PROBLEM, "null"))?.detail).toBe("422");
  });
});
