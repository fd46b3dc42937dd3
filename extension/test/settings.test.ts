import { describe, expect, it } from "vitest";
import { DEFAULTS, serverOrigin, siteConfig, siteOf, withManaged } from "../src/shared/settings.js";

describe("siteConfig", () => {
  const at = (sites: object, site = "desk.example", frame = site) => siteConfig({ ...DEFAULTS, sites: sites as never }, site, frame, 1000);

  it("is on by default, with every check", () => {
    expect(at({})).toMatchObject({ on: true, sensitivity: "normal", checks: { blame: true, defensive: true, missing_apology: true } });
  });
  it("is off where the page or the frame in it is off", () => {
    expect(at({ "desk.example": { on: false } }).on).toBe(false);
    expect(at({ "frame.example": { on: false } }, "desk.example", "frame.example").on).toBe(false);
  });
  it("pauses until the pause is over", () => {
    expect(at({ "desk.example": { pausedUntil: 2000 } })).toMatchObject({ on: false, resumesAt: 2000 });
    expect(at({ "desk.example": { pausedUntil: 500 } })).toMatchObject({ on: true, resumesAt: 0 });
  });
  it("records only once paired, and not where the agent said no", () => {
    const paired = { ...DEFAULTS, token: "t" };
    expect(at({}).record).toBe(false);
    expect(siteConfig(paired, "a", "a", 0).record).toBe(true);
    expect(siteConfig({ ...paired, record: false }, "a", "a", 0).record).toBe(false);
    expect(siteConfig({ ...paired, sites: { a: { record: false } } }, "a", "a", 0).record).toBe(false);
  });
});

it("lets the company's presets win", () => {
  const preset = withManaged({ ...DEFAULTS, sites: { a: { on: true, sensitivity: "low" } } }, { server: "https://t.example", sitesOff: ["a"], record: false });
  expect(preset).toMatchObject({ server: "https://t.example", record: false, sites: { a: { on: false, sensitivity: "low" } } });
});

it.each([
  ["https://team.example/", "https://team.example"],
  ["team.example:8787", "http://team.example:8787"],
  // It will not answer; but the agent's own server must not stand in for the company's.
  ["not an address", "not an address"],
  [undefined, "http://own.example"],
])("has the company's server %j as %j", (server, kept) => {
  expect(withManaged({ ...DEFAULTS, server: "http://own.example" }, server === undefined ? {} : { server }).server).toBe(kept);
});

it.each([
  ["127.0.0.1:8787", "http://127.0.0.1:8787"],
  [" https://assist.example.com/ ", "https://assist.example.com"],
  ["[::1]:80", "http://[::1]"],
  ["not an address", null],
  ["ftp://a", null],
  ["", null],
])("the server %j is %j", (text, origin) => {
  expect(serverOrigin(text)).toBe(origin);
});

it("knows a site by its host, and only on the web", () => {
  expect([siteOf("http://127.0.0.1:3000/x"), siteOf("chrome://settings"), siteOf(undefined)]).toEqual(["127.0.0.1", "", ""]);
});
