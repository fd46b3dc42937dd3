import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Sending } from "../src/content/sending.js";
import { GENERIC, type Profile } from "../src/profiles/profiles.js";

const REPLY = "We are sorry for the trouble. A new parcel is on its way.";

let sent: string[];
/** The customer's message as the page shows it, and those that went with the sent replies. */
let customer: string;
let answered: string[];
let sending: Sending;
beforeEach(() => {
  vi.useFakeTimers();
  // jsdom lays nothing out: what is not hidden is visible.
  HTMLElement.prototype.checkVisibility = function () {
    return !this.hidden;
  };
  sent = [];
  customer = "My parcel is broken.";
  answered = [];
  desk('<textarea></textarea><textarea></textarea><button data-assist="send">Send</button>');
});

/** A page of a tool; a click anywhere in it may be a send. */
function desk(html: string, profile: Partial<Profile> = {}): void {
  sending = new Sending(
    { ...GENERIC, keys: ["Enter"], ...profile },
    {
      customer: () => customer,
      sent: (text, message) => {
        sent.push(text);
        answered.push(message);
      },
    },
  );
  document.body.innerHTML = html;
  document.querySelector("button")!.addEventListener("click", (event) => sending.clicked(event, field));
}
afterEach(() => void vi.useRealTimers());

class Field {
  readonly element: HTMLTextAreaElement | HTMLInputElement;
  readonly multiline: boolean;

  /** The agent goes into the field and leaves `text` there. */
  constructor(index: number, text: string) {
    this.element = document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("textarea, input")[index]!;
    this.multiline = this.element instanceof HTMLTextAreaElement;
    this.element.value = text;
    sending.entered(this);
  }

  read(): string {
    return this.element.value;
  }

  /** The agent's own change, as a browser tells of it. */
  async edit(text: string, inputType = "insertText"): Promise<void> {
    this.element.dispatchEvent(new InputEvent("beforeinput", { inputType, bubbles: true }));
    this.element.value = text;
    this.element.dispatchEvent(new InputEvent("input", { inputType, bubbles: true }));
    await vi.advanceTimersByTimeAsync(5);
  }
}

let field: Field;
beforeEach(() => {
  field = new Field(0, REPLY);
});

const click = (): void => document.querySelector("button")!.click();
const enter = (repeat = false): void => sending.pressed(new KeyboardEvent("keydown", { key: "Enter", repeat }), field);
const wait = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

it("tells of a reply once, however often the agent clicks", async () => {
  click();
  await wait(100);
  click();
  enter();
  await wait(200);
  field.element.value = "";
  await wait(6000);
  expect(sent).toEqual([REPLY]);
});

it("takes a key that is held down for one", async () => {
  enter();
  field.element.value = "";
  await wait(200);
  field.element.value = "The next one";
  enter(true);
  field.element.value = "";
  await wait(6000);
  expect(sent).toEqual([REPLY]);
});

it("waits anew with each click, and no longer", async () => {
  click();
  await wait(3500);
  click();
  await wait(3500);
  field.element.value = "";
  await wait(200);
  expect(sent).toEqual([REPLY]);
  field.element.value = REPLY;
  click();
  await wait(4500);
  field.element.value = "";
  await wait(6000);
  expect(sent).toEqual([REPLY]);
});

it("sees the field emptied when the next message begins at once", async () => {
  enter();
  field.element.value = "";
  await field.edit("T");
  await wait(6000);
  expect(sent).toEqual([REPLY]);
});

it("sees it also where the next message is the same, and tells of each", async () => {
  field.element.value = "ok";
  enter();
  field.element.value = "";
  await field.edit("ok");
  enter();
  field.element.value = "";
  await wait(200);
  expect(sent).toEqual(["ok", "ok"]);
});

it("sees that another text is there, when nothing tells how it came", async () => {
  click();
  field.element.value = "Dear Rina,";
  await wait(200);
  expect(sent).toEqual([REPLY]);
});

it("takes a field that went, or was hidden, for emptied", async () => {
  click();
  field.element.hidden = true;
  await wait(200);
  field = new Field(1, "Thanks.");
  click();
  field.element.remove();
  await wait(200);
  expect(sent).toEqual([REPLY, "Thanks."]);
});

it("tells of two fields apart", async () => {
  click();
  const first = field;
  field = new Field(1, REPLY);
  click();
  await wait(100);
  first.element.value = "";
  field.element.value = "";
  await wait(200);
  expect(sent).toEqual([REPLY, REPLY]);
});

it("takes no mending after a send that failed for a sent reply, and tells of the mended one alone", async () => {
  click();
  await wait(300);
  for (const text of ["We are sorry for the troubl", "We are sorry for the trouble, Rina", "Hi! We are sorry for the trouble, Rina"]) {
    await field.edit(text);
    await wait(200);
  }
  expect(sent).toEqual([]);
  click();
  await wait(300);
  field.element.value = "";
  await wait(6000);
  expect(sent).toEqual(["Hi! We are sorry for the trouble, Rina"]);
});

it.each([
  ["one letter of a short reply", "Helo", "Hello"],
  ["words at both ends", "We are sorry for the long wait today", "I am sorry for the long wait, Rina"],
  ["its spaces", "Dear Rina,\n\nWe are sorry.\n\nJo", "Dear Rina,\nWe are sorry.\nJo"],
])("takes no change of %s for a sent reply, whoever made it", async (_, before, after) => {
  field.element.value = before;
  click();
  await wait(300);
  field.element.value = after;
  await wait(6000);
  expect(sent).toEqual([]);
});

it.each(["deleteContentBackward", "deleteByCut", "insertText"])("takes no draft for sent that the agent took away (%s)", async (inputType) => {
  click();
  await wait(300);
  await field.edit(inputType === "insertText" ? "N" : "", inputType);
  await wait(6000);
  expect(sent).toEqual([]);
});

it("knows the agent's hand also in an editor that deletes with the key itself", async () => {
  click();
  field.element.dispatchEvent(new KeyboardEvent("keydown", { key: "Backspace", bubbles: true }));
  field.element.value = "";
  await wait(6000);
  expect(sent).toEqual([]);
});

it("knows the tool's hand where it takes the draft with the line break itself", async () => {
  enter();
  field.element.dispatchEvent(new InputEvent("beforeinput", { inputType: "insertParagraph", bubbles: true }));
  field.element.value = "";
  await wait(6000);
  expect(sent).toEqual([REPLY]);
});

it("forgets a send that did not come about", async () => {
  click();
  sending.forget(field);
  field.element.value = "Whatever else";
  await wait(6000);
  expect(sent).toEqual([]);
});

it("keeps the customer's message as it stood when the agent sent", async () => {
  click();
  // The tool shows the next ticket, or the reply itself, while it still empties the field.
  customer = "Where is my refund?";
  await wait(1000);
  field.element.value = "";
  await wait(200);
  expect([sent, answered]).toEqual([[REPLY], ["My parcel is broken."]]);
});

it("takes the message anew with another try of the same reply", async () => {
  click();
  await wait(1000);
  customer = "My parcel is broken, and nobody answers!";
  click();
  customer = "Where is my refund?";
  field.element.value = "";
  await wait(200);
  expect([sent, answered]).toEqual([[REPLY], ["My parcel is broken, and nobody answers!"]]);
});

it("takes the reply, and not the single line that the agent was in last", async () => {
  desk('<textarea></textarea><input><button data-assist="send">Send</button>');
  const reply = new Field(0, REPLY);
  field = new Field(1, "Your broken parcel");
  click();
  field.element.value = "";
  reply.element.value = "";
  await wait(200);
  expect(sent).toEqual([REPLY]);
});

it("takes the single line where nothing else is written", async () => {
  desk('<textarea></textarea><input><button data-assist="send">Send</button>');
  new Field(0, " ");
  field = new Field(1, "On its way!");
  click();
  field.element.value = "";
  await wait(200);
  expect(sent).toEqual(["On its way!"]);
});

it("takes of a known tool the fields that it composes in alone, whichever was used last", async () => {
  desk('<textarea class="reply"></textarea><textarea></textarea><button data-assist="send">Send</button>', { fields: ".reply" });
  const reply = new Field(0, REPLY);
  field = new Field(1, "For us: she called twice.");
  click();
  field.element.value = "";
  reply.element.value = "";
  await wait(200);
  expect(sent).toEqual([REPLY]);
});

it("takes a known tool's key for a send only in the fields that it composes in", async () => {
  desk('<input><footer><textarea></textarea></footer><button data-assist="send">Send</button>', { fields: "footer textarea" });
  const reply = new Field(1, REPLY);
  field = new Field(0, "Rina");
  enter();
  // Another chat is there now, with its own draft.
  field.element.value = "";
  reply.element.value = "";
  await wait(200);
  expect(sent).toEqual([]);
  field = reply;
  field.element.value = REPLY;
  enter();
  field.element.value = "";
  await wait(200);
  expect(sent).toEqual([REPLY]);
});

it.each(["hidden", "data-assist"])("leaves a draft alone whose field is out of reach when another is sent (%s)", async (attribute) => {
  const other = new Field(1, "A draft of another ticket.");
  other.element.setAttribute(attribute, "false");
  click();
  field.element.value = "";
  await wait(200);
  other.element.value = "";
  await wait(6000);
  expect(sent).toEqual([REPLY]);
});

it("takes no draft for sent that is gone with the view, where another stands with the button", async () => {
  desk('<main><textarea></textarea></main><div><textarea></textarea><button data-assist="send">Send</button></div>');
  const other = new Field(0, "A draft of another ticket.");
  field = new Field(1, REPLY);
  click();
  await wait(300);
  field.element.value = "";
  document.querySelector("main")!.remove();
  await wait(6000);
  expect(sent).toEqual([REPLY]);
  expect(other.read()).not.toBe("");
});
