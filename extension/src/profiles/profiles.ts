/** What is known of the tools that agents work in. Data only: a new tool is a new entry in profiles.json. */

import data from "./profiles.json";

export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  /** The editor that the tool builds on, where its looks do not tell. */
  readonly editor?: string;
  /** Fields that agents compose in, also those that refuse other writing aids. */
  readonly fields: string;
  /** Where the customer's message stands; the last match in the page is the latest message. */
  readonly customer: readonly string[];
  readonly quoted: string;
  readonly send: string;
  readonly keys: readonly string[];
}

export const PROFILES: readonly Profile[] = data;

/** A page of nobody's: everything is found by looking. */
export const GENERIC: Profile = {
  id: "generic",
  name: "",
  hosts: [],
  fields: "",
  customer: ["[data-assist=customer]"],
  quoted: "",
  send: "[data-assist=send]",
  keys: [],
};

export function profileOf(host: string): Profile {
  return PROFILES.find((profile) => profile.hosts.some((pattern) => matchesHost(pattern, host))) ?? GENERIC;
}

export function matchesHost(pattern: string, host: string): boolean {
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Whether Assist is on there from the start: a known tool, or a page of this machine. */
export function isKnown(host: string): boolean {
  const local = host === "127.0.0.1" || host === "localhost";
  return local || profileOf(host) !== GENERIC;
}
