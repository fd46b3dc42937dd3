/** Caret and selection of a rich field, in shadow roots too. */

import type { Point } from "../text/dom.js";

export interface Selected {
  readonly anchor: Point;
  readonly focus: Point;
}

interface ShadowSelection {
  getSelection?(): Selection | null;
}

/** The selection inside `host`, or null where it is elsewhere. */
export function selectedIn(host: HTMLElement): Selected | null {
  const root = host.getRootNode();
  const selection = host.ownerDocument.getSelection();
  if (selection === null) return null;
  if (!(root instanceof ShadowRoot)) return within(host, selection);
  const own = (root as ShadowRoot & ShadowSelection).getSelection?.();
  if (own !== undefined && own !== null) return within(host, own);
  const [range] = selection.getComposedRanges({ shadowRoots: [root] });
  if (range === undefined || !host.contains(range.startContainer)) return null;
  return {
    anchor: { node: range.startContainer, offset: range.startOffset },
    focus: { node: range.endContainer, offset: range.endOffset },
  };
}

function within(host: HTMLElement, selection: Selection): Selected | null {
  const { anchorNode, focusNode, anchorOffset, focusOffset } = selection;
  if (anchorNode === null || focusNode === null || !host.contains(anchorNode)) return null;
  return { anchor: { node: anchorNode, offset: anchorOffset }, focus: { node: focusNode, offset: focusOffset } };
}

/** Selects, and tells the editor at once: the browser's own event comes too late for what follows. */
export function select(host: HTMLElement, anchor: Point, focus: Point): void {
  host.ownerDocument.getSelection()?.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
  host.ownerDocument.dispatchEvent(new Event("selectionchange"));
}
