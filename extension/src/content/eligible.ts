/** Which fields an agent composes in. Judged from the outside: nothing of a refused field is read. */

const CODE = ".CodeMirror, .cm-editor, .monaco-editor, .ace_editor, .xterm, pre, code, [role=code]";
const OPTED_OUT = '[data-gramm="false"], [data-gramm_editor="false"], [data-enable-grammarly="false"]';
const SEARCH = /\b(search|cari|find|filter|query|captcha|otp|password|sandi|pin)\b/i;
const SMALL_INPUT = /^(numeric|decimal|tel|email|url|search|none)$/;

/**
 * The field around `target` that may be watched, or null. `known` matches fields that the tool's profile
 * names: they are watched although they refuse other writing aids.
 */
export function fieldOf(target: EventTarget | null, known: string): HTMLElement | null {
  if (!(target instanceof Element)) return null;
  const field = formField(target) ?? editingHost(target);
  if (field === null || hasOptedOut(field)) return null;
  if (known !== "" && field.matches(known)) return field;
  if (closest(field, OPTED_OUT) !== null || isCode(field) || isSearch(field)) return null;
  if (field instanceof HTMLInputElement && !isProse(field)) return null;
  return field;
}

/** `data-assist="false"` on the field, on anything around it, or on the frame that it is in. */
export function hasOptedOut(field: Element): boolean {
  for (let element: Element | null = field; element !== null; element = frameOf(element)) {
    if (closest(element, '[data-assist="false"]') !== null) return true;
  }
  return false;
}

function formField(target: Element): HTMLInputElement | HTMLTextAreaElement | null {
  if (target instanceof HTMLTextAreaElement) return target.readOnly || target.disabled ? null : target;
  if (!(target instanceof HTMLInputElement) || target.type !== "text") return null;
  return target.readOnly || target.disabled ? null : target;
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

function isSearch(field: HTMLElement): boolean {
  const role = field.getAttribute("role");
  if (role === "searchbox" || role === "combobox" || closest(field, "[role=search]") !== null) return true;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return false;
  return [field.name, field.id, field.placeholder, field.ariaLabel].some((text) => SEARCH.test(text ?? ""));
}

/** A single line that may be a chat box, and not a form's name, number or address. */
function isProse(input: HTMLInputElement): boolean {
  if (SMALL_INPUT.test(input.inputMode) || input.list !== null || input.hasAttribute("aria-autocomplete")) return false;
  if (input.maxLength >= 0 && input.maxLength < 60) return false;
  return input.autocomplete === "" || input.autocomplete === "off" || input.autocomplete === "on";
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
