import tinymce from "tinymce";
import "tinymce/icons/default";
import "tinymce/models/dom";
import "tinymce/themes/silver";
import css from "tinymce/skins/ui/oxide/skin.min.css";
import { useStyle } from "./style.js";

useStyle(css);
const host = document.createElement("textarea");
document.querySelector("#host")!.append(host);
const [editor] = await tinymce.init({
  target: host,
  license_key: "gpl",
  skin: false,
  content_css: false,
  content_style: "body { font: 16px sans-serif; margin: 12px }",
  menubar: false,
  toolbar: false,
  statusbar: false,
  promotion: false,
  branding: false,
  height: 360,
  iframe_aria_text: "Reply",
});
window.model = () => editor!.getContent({ format: "text" }).replaceAll("\u00A0", " ").replace(/\n\n/g, "\n").replace(/\n$/, "");
