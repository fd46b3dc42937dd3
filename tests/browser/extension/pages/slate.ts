import { createElement, useMemo } from "react";
import { createRoot } from "react-dom/client";
import { createEditor, type Descendant, Node } from "slate";
import { withHistory } from "slate-history";
import { Editable, Slate, withReact } from "slate-react";

const initial: Descendant[] = [{ type: "paragraph", children: [{ text: "" }] } as Descendant];

function Field(): ReturnType<typeof createElement> {
  const editor = useMemo(() => withHistory(withReact(createEditor())), []);
  window.model = () => editor.children.map((node) => Node.string(node)).join("\n");
  return createElement(
    Slate as never,
    { editor, initialValue: initial } as never,
    createElement(Editable, { "aria-label": "Reply" } as never),
  );
}

createRoot(document.querySelector("#host")!).render(createElement(Field));
