/** The line under a phrase, drawn where no highlight of the browser can be: wavy or double, never colour alone. */

import type { Category } from "../../shared/result.js";

const SVG = "http://www.w3.org/2000/svg";

/** An underline for `rect` (local coordinates), or the caret where an apology belongs. */
export function drawMark(category: Category, rect: DOMRect): SVGSVGElement {
  return category === "missing_apology" ? caret(rect) : underline(category, rect);
}

function underline(category: Category, rect: DOMRect): SVGSVGElement {
  const width = Math.max(6, Math.round(rect.width));
  const svg = frame(category, rect.left, rect.bottom - 2.5, width, 5);
  svg.append(category === "blame" ? path(`M0 1H${width}M0 4H${width}`) : path(wave(width)));
  return svg;
}

function caret(rect: DOMRect): SVGSVGElement {
  const svg = frame("missing_apology", rect.left - 5, rect.bottom - 3, 10, 8);
  svg.append(path("M1 7L5 1.5L9 7"));
  return svg;
}

function wave(width: number): string {
  let d = "M0 2.5";
  for (let x = 0; x < width; x += 4) d += `q1 -2.6 2 0t2 0`;
  return d;
}

function frame(category: Category, left: number, top: number, width: number, height: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `mark ${category}`);
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  svg.style.left = `${left}px`;
  svg.style.top = `${top}px`;
  return svg;
}

function path(d: string): SVGPathElement {
  const element = document.createElementNS(SVG, "path");
  element.setAttribute("d", d);
  return element;
}
