/** Questions about a list of findings. */

import type { Category, Finding } from "../shared/result.js";

const ORDER: readonly Category[] = ["blame", "defensive", "missing_apology"];

/** The category that gives the badge its colour. */
export function worst(findings: readonly Finding[]): Category | null {
  return ORDER.find((category) => findings.some((finding) => finding.category === category)) ?? null;
}

/** The index of what `shown` has become: of the like findings the one nearest to it, or -1. */
export function nearest(findings: readonly Finding[], shown: Finding): number {
  const same = findings.indexOf(shown);
  if (same >= 0) return same;
  const alike = findings.filter((f) => f.category === shown.category && f.text === shown.text);
  const [closest] = alike.sort((a, b) => Math.abs(a.start - shown.start) - Math.abs(b.start - shown.start));
  return closest === undefined ? -1 : findings.indexOf(closest);
}
