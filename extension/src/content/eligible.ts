/** Which fields an agent composes in. Judged from the outside: nothing of a refused field is read. */

const CODE = ".CodeMirror, .cm-editor, .monaco-editor, .ace_editor, .xterm, pre, code, [role=code]";
const OPTED_OUT = '[data-gramm="false"], [data-gramm_editor="false"], [data-enable-grammarly="false"]';
/** Secrets and searches, by what a field is called. Digits and signs end a word there; letters do not. */
const PRIVATE =
  /passw(or)?d|passphrase|passcode|katasandi|captcha|card[ _-]?num|one-time|\bcc-|(?<![a-z#])(pwd|sandi|otp|cvv|cvc|npwp|(?<!to )search([a-z]{3,5})?|cari|pencarian)(?![a-z])/i;
/** A reply's label may say these too (whom it is for, what keys do): they count in names, and in single lines. */
const DOUBTFUL = /(?<![a-z])(find|filter|query|to search|pin|mfa|2fa|nik|ktp|ssn|iban|rekening|(credit|debit)[ _-]?card)(?![a-z])/i;
const CARD = /(?<![a-z])(card|kartu)(?![a-z])/i;
const SMALL_INPUT = /^(numeric|decimal|tel|email|url|search|none)$/;

/**
 * The field around `target` that may be watched, or null. `known` matches the fields that the tool's profile names:
 * they are watched although they refuse other writing aids, and no other rich field of the tool is.
 */
export function fieldOf(target: EventTarget | null, known: string): HTMLElement | null {
  if (!(target instanceof Element)) return null;
  const field = formField(target) ?? editingHost(target);
  return field !== null && mayRead(field, known) ? field : null;
}

/** Asked again and again of a watched field: a page may make another of it. What it only locks may still be read. */
export function mayRead(field: HTMLElement, known: string): boolean {
  const input = field instanceof HTMLInputElement;
  if (hasOptedOut(field) || (input && field.type !== "text")) return false;
  if (known !== "") {
    if (field.matches(known)) return true;
    if (field.isContentEditable) return false;
  }
  return closest(field, OPTED_OUT) === null && !isCode(field) && !isPrivate(field) && (!input || isProse(field));
}

/** `data-assist="false"` on the field, on anything around it, or on the frame that it is in. */
export function hasOptedOut(field: Element): boolean {
  for (let element: Element | null = field; element !== null; element = frameOf(element)) {
    if (closest(element, '[data-assist="false"]') !== null) return true;
  }
  return false;
}

function formField(target: Element): HTMLInputElement | HTMLTextAreaElement | null {
  return isForm(target) && !target.readOnly && !target.disabled ? target : null;
}

export function isForm(element: Element): element is HTMLInputElement | HTMLTextAreaElement {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
}

function editingHost(target: Element): HTMLElement | null {
  if (target.ownerDocument.designMode === "on") return target.ownerDocument.body;
  if (!(target instanceof HTMLElement) || !target.isContentEditable) return null;
  let host = target;
  while (host.parentElement !== null && host.parentElement.isContentEditable) host = host.parentElement;
  return host;
}

function isCode(field: HTMLElement): boolean {
  if (closest(field, CODE) !== null) return true;
  return field.getAttribute("spellcheck") === "false" && /mono|courier|consolas/i.test(getComputedStyle(field).fontFamily);
}

/** A text area's placeholder does not count: it tells of the shortcuts in it as often as of what it is. */
function isPrivate(field: HTMLElement): boolean {
  const role = field.getAttribute("role");
  if (role === "searchbox" || role === "combobox" || closest(field, "[role=search]") !== null) return true;
  const names = said(field, "name", "id", "autocomplete");
  return DOUBTFUL.test(names) || PRIVATE.test(names + said(field, "aria-label", "title", "aria-placeholder"));
}

/** A single line that may be a chat box, and not a form's name, number or address. */
function isProse(input: HTMLInputElement): boolean {
  if (SMALL_INPUT.test(input.inputMode) || input.list !== null || input.hasAttribute("aria-autocomplete")) return false;
  if (input.maxLength >= 0 && input.maxLength < 60) return false;
  let text = said(input, "name", "id", "placeholder", "aria-label", "title");
  for (const label of input.labels ?? []) text += label.textContent;
  if ([PRIVATE, DOUBTFUL, CARD].some((words) => words.test(text))) return false;
  return ["", "off", "on"].includes(input.autocomplete);
}

/** What attributes say, a line each, with `camelCase` and `ABCWords` taken apart. */
function said(field: Element, ...attributes: string[]): string {
  const lines = attributes.map((name) => `${field.getAttribute(name) ?? ""}\n`).join("");
  return lines.replace(/[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g, "$& ");
}

/** `closest` that looks out of shadow roots too. */
function closest(element: Element, selector: string): Element | null {
  for (let at: Element | null = element; at !== null; ) {
    const found: Element | null = at.closest(selector);
    if (found !== null) return found;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}

function frameOf(element: Element): Element | null {
  try {
    return element.ownerDocument.defaultView?.frameElement ?? null;
  } catch {
    return null; // a parent of another origin decides over its own fields only
  }
}
