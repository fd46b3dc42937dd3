// Single-key commands that keep out of the way of typing, of modified keys and of open dialogs.

const typing = (element) =>
  element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;

/** Call `commands[key]` on that key; a command that returns false lets the key do its usual work. */
export const keys = (commands) => {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const command = commands[event.key];
    if (command && command(event) !== false) event.preventDefault();
  });
};
