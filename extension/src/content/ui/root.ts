/** The one place where Assist draws: an open shadow root in the browser's top layer, out of the page's reach. */

import style from "./style.css";
import { uiLanguage } from "../../shared/i18n.js";
import { parentOf } from "../marks/geometry.js";

const OUT_OF_THE_WAY =
  "all:initial;display:block;position:fixed;inset:0 auto auto 0;width:0;height:0;margin:0;border:0;padding:0;" +
  "overflow:visible;background:none;pointer-events:none;z-index:2147483647;color-scheme:light dark;";

export class Root {
  readonly #host: HTMLElement;
  readonly shadow: ShadowRoot;

  constructor() {
    this.#host = document.createElement("assist-root");
    this.#host.style.cssText = OUT_OF_THE_WAY.replaceAll(";", "!important;");
    this.#host.popover = "manual";
    this.#host.lang = uiLanguage();
    this.shadow = this.#host.attachShadow({ mode: "open" });
    useStyle(this.shadow, style);
  }

  /** Goes where `field` can be seen through: a modal dialog makes everything outside itself inert. */
  place(field: Element): void {
    const parent = modalAround(field) ?? document.documentElement;
    if (this.#host.parentElement !== parent) parent.append(this.#host);
    else if (this.#host.matches(":popover-open")) this.#host.hidePopover();
    this.#host.showPopover();
  }

  /** Whether an event came from what Assist itself draws. */
  owns(event: Event): boolean {
    return event.composedPath().includes(this.#host);
  }

  get connected(): boolean {
    return this.#host.isConnected;
  }

  remove(): void {
    this.#host.remove();
  }
}

function modalAround(field: Element): Element | null {
  for (let at: Element | null = field; at !== null; at = parentOf(at)) {
    if (at instanceof HTMLDialogElement && at.matches(":modal")) return at;
  }
  return document.fullscreenElement?.contains(field) === true ? document.fullscreenElement : null;
}

/** A constructed sheet is no inline style: pages with a strict policy let it be. */
function useStyle(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
}
