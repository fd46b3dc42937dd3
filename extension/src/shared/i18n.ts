/** Sentences in the interface language, from `_locales`. */

export function t(key: string, ...values: (string | number)[]): string {
  return chrome.i18n.getMessage(key, values.map(String));
}

/** `en` or `id`: what the browser's interface speaks, as far as Assist does. */
export function uiLanguage(): "en" | "id" {
  return t("language_code") === "id" ? "id" : "en";
}
