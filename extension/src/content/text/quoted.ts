/** What stands in a compose field without being the agent's own words: earlier mail and signatures. */

const QUOTED = [
  "blockquote",
  ".gmail_quote",
  ".gmail_signature",
  ".gmail_attr",
  "[data-smartmail=gmail_signature]",
  "#divRplyFwdMsg",
  "#appendonsend",
  "#Signature",
  ".ms-outlook-mobile-reference-message",
  ".moz-cite-prefix",
  ".moz-signature",
  ".yahoo_quoted",
  ".protonmail_quote",
  ".zmail_extra",
  ".front-signature",
  "[data-assist=false]",
].join(",");

/** In Outlook all that follows one of these is the earlier mail. */
const AFTER = "#appendonsend ~ *, #divRplyFwdMsg ~ *";

/** Whether `element` holds quoted text or a signature; `extra` is the tool's own selector, or "". */
export function isQuoted(element: Element, extra: string): boolean {
  return element.matches(QUOTED) || element.matches(AFTER) || (extra !== "" && element.matches(extra));
}
