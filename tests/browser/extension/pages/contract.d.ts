/** What every editor page offers the specs: the text in the editor's own model, lines joined by "\n". */
interface Window {
  model: () => string;
}

declare module "*.css" {
  const css: string;
  export default css;
}
