const editor = document.createElement("div");
editor.contentEditable = "true";
editor.setAttribute("aria-label", "Reply");
document.querySelector("#host")!.append(editor);
window.model = () => editor.innerText.replaceAll("\u00A0", " ").replace(/\n$/, "");
