// A form's page has come back with a note: what was typed into the form has arrived, and is kept no longer.
// Runs before the note is drawn (no module, not deferred): whoever reads it may go on at once, and would
// otherwise find the same words in the field again, as if they had never been sent.
try {
  const keys = JSON.parse(sessionStorage.getItem("assist.sent")) ?? [];
  sessionStorage.removeItem("assist.sent");
  const refused = new URLSearchParams(location.search).get("note") === "form_old";
  if (!refused) for (const key of keys) localStorage.removeItem(key);
} catch {
  // Storage is switched off: there is nothing to forget.
}
