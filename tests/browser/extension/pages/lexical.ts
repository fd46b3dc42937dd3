import { createEmptyHistoryState, registerHistory } from "@lexical/history";
import { HeadingNode, QuoteNode, registerRichText } from "@lexical/rich-text";
import { $getRoot, createEditor } from "lexical";

const root = document.createElement("div");
root.contentEditable = "true";
root.setAttribute("aria-label", "Reply");
root.style.whiteSpace = "pre-wrap";
document.querySelector("#host")!.append(root);
const editor = createEditor({ namespace: "spec", nodes: [HeadingNode, QuoteNode], onError: (error) => console.error(error) });
editor.setRootElement(root);
registerRichText(editor);
registerHistory(editor, createEmptyHistoryState(), 300);
window.model = () => editor.read(() => $getRoot().getTextContent()).replaceAll("\n\n", "\n");
