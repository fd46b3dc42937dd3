import { createEditor } from "roosterjs";
import type { ContentModelBlockGroup, ContentModelDocument } from "roosterjs-content-model-types";

const host = document.createElement("div");
host.setAttribute("aria-label", "Reply");
host.style.minHeight = "120px";
document.querySelector("#host")!.append(host);
const editor = createEditor(host);

function lines(group: ContentModelBlockGroup): string[] {
  return group.blocks.flatMap((block) => {
    if (block.blockType === "Paragraph") {
      return [block.segments.map((s) => (s.segmentType === "Text" ? s.text : "")).join("")];
    }
    return block.blockType === "BlockGroup" ? lines(block) : [];
  });
}

window.model = () =>
  lines(editor.getContentModelCopy("disconnected") as ContentModelDocument)
    .join("\n")
    .replaceAll("\u00A0", " ");
