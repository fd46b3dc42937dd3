/** Gives the page an editor's own style sheet, which its package ships beside the code. */
export function useStyle(css: string): void {
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
}
