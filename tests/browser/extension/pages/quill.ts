import Quill from "quill";
import css from "quill/dist/quill.snow.css";
import { useStyle } from "./style.js";

useStyle(css);
const host = document.querySelector<HTMLElement>("#host")!;
const quill = new Quill(host, { modules: { toolbar: false } });
quill.root.setAttribute("aria-label", "Reply");
window.model = () => quill.getText().replaceAll("\u00A0", " ").replace(/\n$/, "");
