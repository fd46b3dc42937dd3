/** The ways into an editor: each is a thing that editors expect from a browser, so that undo and model follow. */

import type { Door } from "../editors.js";

/** Sends `text` for the selected `range` through `door`; true where the editor says that it took it. */
export function enter(door: Door, host: HTMLElement, range: StaticRange, text: string): boolean {
  if (door === "command" || (door === "paste" && text === "")) return command(host, text);
  return door === "paste" ? paste(host, text) : beforeInput(host, range, text);
}

/** What the browser does for spelling corrections and dictation; in Firefox the only door. */
export function command(host: HTMLElement, text: string): boolean {
  const { ownerDocument } = host;
  if (text === "") return ownerDocument.execCommand("delete");
  return ownerDocument.execCommand("insertText", false, spaced(host, text));
}

/**
 * `text` with its spaces as `host` needs them: the browser itself sees to those at both ends of what it inserts;
 * where spaces collapse, those inside would melt into one.
 */
export function spaced(host: HTMLElement, text: string): string {
  return collapses(host) ? text.replace(/ (?= )/g, "\u00A0") : text;
}

/** A form field keeps every space, whatever its own style says: what it shows has a style that no page sees. */
function collapses(host: HTMLElement): boolean {
  if (host.matches("input, textarea")) return false;
  return /^(normal|nowrap|pre-line)/.test(getComputedStyle(host).whiteSpace);
}

function beforeInput(host: HTMLElement, range: StaticRange, text: string): boolean {
  const event = new InputEvent("beforeinput", {
    inputType: text === "" ? "deleteContentBackward" : "insertReplacementText",
    data: text === "" ? null : text,
    dataTransfer: text === "" ? null : transfer(text),
    targetRanges: [range],
    bubbles: true,
    cancelable: true,
    composed: true,
  });
  return !host.dispatchEvent(event);
}

function paste(host: HTMLElement, text: string): boolean {
  const event = new ClipboardEvent("paste", {
    clipboardData: transfer(text),
    bubbles: true,
    cancelable: true,
    composed: true,
  });
  return !host.dispatchEvent(event);
}

function transfer(text: string): DataTransfer {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  return data;
}
