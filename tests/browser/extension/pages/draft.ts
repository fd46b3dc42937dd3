import { Editor, EditorState } from "draft-js";
import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import css from "draft-js/dist/Draft.css";
import { useStyle } from "./style.js";

useStyle(css);
function Field(): ReturnType<typeof createElement> {
  const [state, setState] = useState(() => EditorState.createEmpty());
  window.model = () => state.getCurrentContent().getPlainText("\n");
  return createElement(Editor, { editorState: state, onChange: setState, ariaLabel: "Reply" });
}

createRoot(document.querySelector("#host")!).render(createElement(Field));
