import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FormField } from "../src/content/fields/form.js";

const DRAFT = "Hi. That is not our fault. Bye";
const PHRASE = { start: 4, end: 25 };
const BETTER = "We are sorry that this went wrong";
const MENDED = `Hi. ${BETTER}. Bye`;

let element: HTMLTextAreaElement;
let field: FormField;
let commands: string[];
/** What the page makes of a text that came in. */
let page: (value: string) => string;
let undoes: boolean;

/** Chromium's commands in a form field: as much goes in as `maxlength` allows, and one undo takes it out again. */
function execCommand(name: string, _: boolean, text = ""): boolean {
  commands.push(name);
  const { value, selectionStart: start, selectionEnd: end, maxLength } = element;
  if (name === "undo") {
    if (undoes) element.value = DRAFT;
    return undoes;
  }
  const room = maxLength < 0 ? text.length : Math.max(0, maxLength - (value.length - (end - start)));
  element.setRangeText(name === "delete" ? "" : text.slice(0, room), start, end, "end");
  element.value = page(element.value);
  return true;
}

beforeEach(() => {
  commands = [];
  page = (value) => value;
  undoes = true;
  Object.assign(document, { execCommand });
  element = document.body.appendChild(document.createElement("textarea"));
  element.value = DRAFT;
  element.setSelectionRange(DRAFT.length - 3, DRAFT.length - 1, "backward");
  field = new FormField(element);
});
afterEach(() => element.remove());

const caret = (): unknown[] => [element.selectionStart, element.selectionEnd, element.selectionDirection];

describe("FormField.replace", () => {
  it("puts the suggestion in its place, and the caret back behind the same words", async () => {
    expect(await field.replace(DRAFT, PHRASE, BETTER)).toBe("done");
    expect(element.value).toBe(MENDED);
    expect(caret()).toEqual([MENDED.length - 3, MENDED.length - 1, "backward"]);
  });

  it("writes nothing where the field has no room for all of it", async () => {
    element.maxLength = MENDED.length - 1;
    expect(await field.replace(DRAFT, PHRASE, BETTER)).toBe("too_long");
    expect(element.value).toBe(DRAFT);
    expect(commands).toEqual([]);
    expect(caret()).toEqual([DRAFT.length - 3, DRAFT.length - 1, "backward"]);
    expect(field.focused()).toBe(true);
  });

  it("writes what fits to the last character", async () => {
    element.maxLength = MENDED.length;
    expect(await field.replace(DRAFT, PHRASE, BETTER)).toBe("done");
    expect(element.value).toBe(MENDED);
  });

  it("takes words out of a field that holds more than it should", async () => {
    element.maxLength = 10;
    expect(await field.replace(DRAFT, PHRASE, "")).toBe("done");
    expect(element.value).toBe("Hi. . Bye");
  });

  it("undoes, once, what the page made something else of", async () => {
    page = (value) => value.slice(0, 30);
    expect(await field.replace(DRAFT, PHRASE, BETTER)).toBe("refused");
    expect(element.value).toBe(DRAFT);
    expect(commands).toEqual(["insertText", "undo"]);
    expect(caret()).toEqual([DRAFT.length - 3, DRAFT.length - 1, "backward"]);
  });

  it("leaves the agent's own last step alone where nothing was taken", async () => {
    page = () => DRAFT;
    expect(await field.replace(DRAFT, PHRASE, BETTER)).toBe("refused");
    expect(commands).toEqual(["insertText"]);
  });

  it("says so where the page's text cannot be undone", async () => {
    page = (value) => value.toUpperCase();
    undoes = false;
    expect(await field.replace(DRAFT, PHRASE, BETTER)).toBe("altered");
    expect(element.value).toBe(MENDED.toUpperCase());
  });
});
