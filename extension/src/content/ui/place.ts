/** Where the badge and the card go: near what they are about, never outside the window, never on a button. */

/** What a card is about, and the badge that it came from. */
export interface Place {
  readonly anchor: DOMRect;
  readonly badge: DOMRect;
}

const EDGE = 8;
const GAP = 6;

/** Puts `card` under `anchor`, or above where there is more room, and beside `badge` rather than over it. */
export function placeCard(card: HTMLElement, anchor: DOMRect, badge: DOMRect): void {
  const { style } = card;
  style.maxHeight = "";
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = innerHeight - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const under = height <= below || below >= above;
  const room = Math.max(120, under ? below : above);
  style.maxHeight = `${Math.min(room, innerHeight - 2 * EDGE)}px`;
  const shown = Math.min(height, room);
  const wanted = under ? anchor.bottom + GAP : anchor.top - GAP - shown;
  const top = clamp(wanted, EDGE, innerHeight - Math.min(shown, innerHeight - 2 * EDGE) - EDGE);
  let left = clamp(anchor.left - 12, EDGE, innerWidth - width - EDGE);
  const meets = top < badge.bottom && top + shown > badge.top && left < badge.right && left + width > badge.left;
  if (meets && badge.left - GAP - width >= EDGE) left = badge.left - GAP - width;
  style.left = `${left}px`;
  style.top = `${top}px`;
}

/** Puts `badge` into a corner of what is seen of the field; false where nothing of the field is in sight. */
export function placeBadge(badge: HTMLElement, field: HTMLElement, area: DOMRect, multiline: boolean): boolean {
  const rect = field.getBoundingClientRect();
  const left = Math.max(rect.left, area.left);
  const right = Math.min(rect.right, area.right);
  const top = Math.max(rect.top, area.top);
  const bottom = Math.min(rect.bottom, area.bottom);
  if (right - left < 24 || bottom - top < 12) return false;
  const width = badge.offsetWidth || 24;
  const bar = field.offsetWidth - field.clientWidth - field.clientLeft > 6 ? 14 : 0;
  const narrow = !multiline && right - left < 260 && right + width + 4 < innerWidth;
  const x = narrow ? right + 4 : right - width - 6 - bar;
  const middle = (top + bottom) / 2 - 12;
  const spots = multiline && bottom - top > 44 ? [bottom - 30, top + 6] : [middle];
  const free = spots.find((y) => !isOnControl(x + width / 2, y + 12, field)) ?? spots[0]!;
  badge.style.left = `${clamp(x, 0, innerWidth - width)}px`;
  badge.style.top = `${clamp(free, 0, innerHeight - 24)}px`;
  return true;
}

function isOnControl(x: number, y: number, field: HTMLElement): boolean {
  const root = field.getRootNode() as Document | ShadowRoot;
  const hit = root.elementsFromPoint(x, y).find((element) => element.tagName !== "ASSIST-ROOT");
  return hit !== undefined && !field.contains(hit) && hit.closest("button, a, [role=button], input, select") !== null;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
