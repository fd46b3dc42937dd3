/**
 * The editors whose ways are known, as data. How each takes a change was measured on the real ones:
 * through the wrong door the DOM and the editor's model part ways, or undo takes the typing along.
 */

export type Door = "command" | "beforeinput" | "paste";

export interface Editor {
  readonly name: string;
  /** Matches the editing host, or something around it. */
  readonly sign: string;
  /** The doors to try in Chromium, in order. Firefox takes `execCommand` everywhere. */
  readonly doors: readonly Door[];
  /** Answers a change only after it gave control back: keys wait meanwhile (see hold.ts). */
  readonly later: boolean;
}

export const EDITORS: readonly Editor[] = [
  { name: "prosemirror", sign: ".ProseMirror", doors: ["command"], later: false },
  { name: "quill", sign: ".ql-editor", doors: ["command"], later: false },
  { name: "lexical", sign: "[data-lexical-editor]", doors: ["beforeinput", "command"], later: false },
  { name: "slate", sign: "[data-slate-editor]", doors: ["beforeinput"], later: true },
  { name: "ckeditor", sign: ".ck-editor__editable", doors: ["beforeinput"], later: true },
  { name: "tinymce", sign: ".mce-content-body", doors: ["paste", "command"], later: true },
  { name: "draft", sign: ".public-DraftEditor-content", doors: ["command"], later: true },
  { name: "trix", sign: "trix-editor", doors: ["paste"], later: false },
  { name: "rooster", sign: "[data-assist-editor=rooster]", doors: ["paste", "command"], later: true },
  { name: "gmail", sign: ".Am.Al.editable, .editable[g_editable=true]", doors: ["command"], later: false },
];

/** An editor that nobody knows: ask politely first, look, and only then use the next door. */
export const UNKNOWN: Editor = { name: "unknown", sign: "*", doors: ["beforeinput", "paste", "command"], later: true };

/** The editor of `host`, the outermost editable element; `named` is what the tool's profile says. */
export function editorOf(host: Element, named: string | undefined): Editor {
  const byProfile = EDITORS.find((editor) => editor.name === named);
  return byProfile ?? EDITORS.find((editor) => host.matches(editor.sign)) ?? UNKNOWN;
}
