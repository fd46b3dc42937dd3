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
  return ownerDocument.execCommand("insertText", false, collapses(host) ? unbroken(text) : text);
}

/** The browser itself sees to the spaces at both ends of what it inserts; those inside would melt into one. */
export function unbroken(text: string): string {
  return text.replace(/ (?= )/g, "\u00A0");
}

function collapses(host: HTMLElement): boolean {
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
