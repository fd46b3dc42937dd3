import "trix";
import css from "trix/dist/trix.css";
import { useStyle } from "./style.js";

useStyle(css);
const element = document.createElement("trix-editor") as HTMLElement & {
  editor: { getDocument(): { toString(): string } };
};
element.setAttribute("aria-label", "Reply");
document.querySelector("#host")!.append(element);
window.model = () => element.editor.getDocument().toString().replaceAll("\u00A0", " ").replace(/\n$/, "");
