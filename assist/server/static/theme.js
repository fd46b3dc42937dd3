// Light or dark as the visitor chose on this machine, else as the system says.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("assist-theme");
  const isDark = () => (chosen() ?? (system.matches ? "dark" : "light")) === "dark";

  const show = () => {
    if (chosen()) root.dataset.theme = chosen();
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.setAttribute("aria-pressed", String(isDark()));
    }
  };

  show();
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("assist-page", show);
  system.addEventListener("change", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-theme-switch]")) return;
    localStorage.setItem("assist-theme", isDark() ? "light" : "dark");
    show();
  });
})();
