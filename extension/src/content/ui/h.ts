/** Makes elements without HTML strings, which pages with Trusted Types refuse and which could carry markup. */

type Child = Node | string | null;

export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | boolean | (() => void)>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (typeof value === "string") element.setAttribute(key, value);
    else if (value) element.setAttribute(key, "");
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A small line drawing, 16 by 16. */
export function icon(d: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

export const ICONS = {
  previous: "M10 3.5 5.5 8l4.5 4.5",
  next: "M6 3.5 10.5 8 6 12.5",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3.5 8.5l3 3 6-7",
  offline: "M3 3l10 10M5.2 8.4a4 4 0 0 1 2-1.2M2.8 6a7.5 7.5 0 0 1 2.6-1.6M8 4c2 0 3.8.7 5.2 2M8 11.6h.01",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
} as const;

/** The category's own line: what it looks like under a phrase. */
export const LINES = {
  defensive: "M1 8.5q1.75-4 3.5 0t3.5 0t3.5 0t3.5 0",
  blame: "M1 6.5h14M1 10.5h14",
  missing_apology: "M2.5 11.5 8 4.5l5.5 7",
} as const;
