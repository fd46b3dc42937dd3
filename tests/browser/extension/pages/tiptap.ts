import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";

const editor = new Editor({
  element: document.querySelector("#host")!,
  extensions: [StarterKit],
  editorProps: { attributes: { "aria-label": "Reply" } },
});
window.model = () => editor.getText({ blockSeparator: "\n" }).replaceAll("\u00A0", " ");
