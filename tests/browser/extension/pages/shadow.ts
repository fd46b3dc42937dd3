class ReplyBox extends HTMLElement {
  connectedCallback(): void {
    const root = this.attachShadow({ mode: "open" });
    root.innerHTML = '<div contenteditable="true" aria-label="Reply" style="min-height:120px"></div>';
  }
}
customElements.define("reply-box", ReplyBox);
const box = document.createElement("reply-box");
document.querySelector("#host")!.append(box);
window.model = () =>
  (box.shadowRoot!.firstElementChild as HTMLElement).innerText.replaceAll("\u00A0", " ").replace(/\n$/, "");
