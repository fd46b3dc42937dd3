import { exampleSetup } from "prosemirror-example-setup";
import { schema } from "prosemirror-schema-basic";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import css from "prosemirror-view/style/prosemirror.css";
import { useStyle } from "./style.js";

useStyle(css);
const view = new EditorView(document.querySelector("#host")!, {
  state: EditorState.create({ schema, plugins: exampleSetup({ schema, menuBar: false }) }),
  attributes: { "aria-label": "Reply" },
});
window.model = () => view.state.doc.textBetween(0, view.state.doc.content.size, "\n", "\n").replaceAll("\u00A0", " ");
