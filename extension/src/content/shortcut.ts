/** Shortcuts as people write them: `Alt+.`, `Mod+Enter` (Mod: Ctrl, or Command on a Mac). */

const IS_MAC = navigator.platform.startsWith("Mac");
/** What a key is called on the keyboard, so that Alt on a Mac (which types another sign) does not matter. */
const CODES: Readonly<Record<string, string>> = { Period: ".", Comma: ",", Slash: "/", Semicolon: ";", Quote: "'" };

type Keys = Pick<KeyboardEvent, "key" | "code" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

export function matchesShortcut(event: Keys, shortcut: string): boolean {
  const parts = shortcut.split("+").map((part) => part.trim());
  const key = parts.pop() ?? "";
  if (key === "") return false;
  const wants = (name: string): boolean => parts.includes(name) || (name === (IS_MAC ? "Meta" : "Ctrl") && parts.includes("Mod"));
  return (
    event.altKey === wants("Alt") &&
    event.ctrlKey === wants("Ctrl") &&
    event.metaKey === wants("Meta") &&
    event.shiftKey === wants("Shift") &&
    keyName(event).toLowerCase() === key.toLowerCase()
  );
}

/** `Alt+.` for the key being held, or null while only modifiers are. */
export function shortcutOf(event: Keys): string | null {
  const name = keyName(event);
  if (["Alt", "Control", "Meta", "Shift", "AltGraph"].includes(event.key)) return null;
  const held = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.metaKey && "Meta", event.shiftKey && "Shift"];
  return [...held.filter((part) => part !== false), name].join("+");
}

function keyName({ key, code }: Keys): string {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3);
  if (/^Digit\d$/.test(code)) return code.slice(5);
  return CODES[code] ?? key;
}
