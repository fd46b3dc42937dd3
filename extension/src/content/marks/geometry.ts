/** Where a field's box lies on the screen, also where the page scrolls, zooms, scales or turns it. */

export interface Box {
  /** Centre of the border box, in the viewport. */
  readonly x: number;
  readonly y: number;
  /** Size of the border box before any transform. */
  readonly width: number;
  readonly height: number;
  /** The linear part of all transforms on the way to the root. */
  readonly matrix: DOMMatrix;
}

/**
 * A linear map carries the centre of a box to the centre of its image's bounding rectangle, so translations
 * need no looking at: the browser has already told where that centre is.
 */
export function boxOf(element: HTMLElement): Box {
  const rect = element.getBoundingClientRect();
  return {
    x: rect.left + rect.width / 2,
    y: rect.top + rect.height / 2,
    width: element.offsetWidth,
    height: element.offsetHeight,
    matrix: linearPart(element),
  };
}

function linearPart(element: HTMLElement): DOMMatrix {
  let matrix = new DOMMatrix();
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    const { transform, rotate, scale, zoom } = getComputedStyle(at);
    let own = new DOMMatrix();
    if (zoom !== undefined && zoom !== "1" && zoom !== "normal") own = own.scale(Number(zoom));
    if (rotate !== "none") own = own.multiply(rotation(rotate));
    if (scale !== "none") own = own.multiply(scaling(scale));
    if (transform !== "none") own = own.multiply(new DOMMatrix(transform));
    if (!own.isIdentity) matrix = own.multiply(matrix);
  }
  return new DOMMatrix([matrix.a, matrix.b, matrix.c, matrix.d, 0, 0]);
}

function rotation(value: string): DOMMatrix {
  return /^-?[\d.]+deg$/.test(value) ? new DOMMatrix().rotate(parseFloat(value)) : new DOMMatrix();
}

function scaling(value: string): DOMMatrix {
  const [x = 1, y = x] = value.split(" ").map(Number);
  return new DOMMatrix().scale(x, y);
}

/** The part of the viewport in which `element` can be seen: what scrolls or clips around it. */
export function visibleArea(element: Element): DOMRect {
  const view = element.ownerDocument.documentElement;
  let left = 0;
  let top = 0;
  let right = view.clientWidth || innerWidth;
  let bottom = view.clientHeight || innerHeight;
  for (let at = parentOf(element); at !== null && at !== view && at !== element.ownerDocument.body; at = parentOf(at)) {
    if (getComputedStyle(at).overflow === "visible") continue;
    const rect = at.getBoundingClientRect();
    left = Math.max(left, rect.left);
    top = Math.max(top, rect.top);
    right = Math.min(right, rect.right);
    bottom = Math.min(bottom, rect.bottom);
  }
  return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
}

export function parentOf(element: Element): Element | null {
  if (element.assignedSlot !== null) return element.assignedSlot;
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

export function contains(rect: DOMRect, x: number, y: number, slack = 0): boolean {
  return x >= rect.left - slack && x <= rect.right + slack && y >= rect.top - slack && y <= rect.bottom + slack;
}
