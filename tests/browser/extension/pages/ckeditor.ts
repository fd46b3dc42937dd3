import { Bold, ClassicEditor, Essentials, Italic, Paragraph } from "ckeditor5";
import css from "ckeditor5/ckeditor5.css";
import { useStyle } from "./style.js";

useStyle(css);
const host = document.createElement("div");
document.querySelector("#host")!.append(host);
const editor = await ClassicEditor.create(host, {
  licenseKey: "GPL",
  plugins: [Essentials, Paragraph, Bold, Italic],
  toolbar: ["undo", "redo", "bold", "italic"],
  label: "Reply",
});
window.model = () =>
  [...editor.model.document.getRoot()!.getChildren()]
    .map((block) => ("getChildren" in block ? [...block.getChildren()].map((n) => ("data" in n ? n.data : "\n")).join("") : ""))
    .join("\n")
    .replaceAll("\u00A0", " ");
