import { beforeAll, describe, expect, it } from "vitest";
import { fieldOf, hasOptedOut, mayRead } from "../src/content/eligible.js";

beforeAll(() => {
  // jsdom knows neither; browsers do.
  Object.defineProperty(HTMLElement.prototype, "isContentEditable", {
    get(this: HTMLElement) {
      return this.closest("[contenteditable]")?.getAttribute("contenteditable") === "true";
    },
  });
});

function field(html: string, known = ""): HTMLElement | null {
  document.body.innerHTML = html;
  return fieldOf(document.body.querySelector("[data-it]") ?? document.body.querySelector("textarea, input, [contenteditable]"), known);
}

describe("fields to compose in", () => {
  it.each(["<textarea></textarea>", "<input>", '<input type="text" maxlength="500">', '<div contenteditable="true"></div>'])("%s", (html) => {
    expect(field(html)).not.toBeNull();
  });
  it.each([
    '<textarea placeholder="Type / to search macros"></textarea>',
    '<textarea aria-label="Reply, type / to search"></textarea>',
    '<textarea name="researchNotes"></textarea>',
    '<textarea id="reply-card-12"></textarea>',
    '<textarea autocomplete="off"></textarea>',
    '<div contenteditable="true" aria-label="Reply to Nik"></div>',
    '<div contenteditable="true" aria-label="Message #search-help"></div>',
    '<input name="replyText" placeholder="Type a message">',
    '<input name="shippingNote" title="Spinning wheels">',
  ])("%s, whose name only resembles a secret's", (html) => {
    expect(field(html)).not.toBeNull();
  });
  it("takes the outermost editable element around the target", () => {
    const host = field('<div contenteditable="true" id="host"><p><b data-it>x</b></p></div>');
    expect(host?.id).toBe("host");
  });
});

describe("fields to keep away from", () => {
  it.each([
    '<input type="password">',
    '<input type="email">',
    '<input type="search">',
    '<input autocomplete="street-address">',
    '<input inputmode="numeric">',
    '<input maxlength="20">',
    '<input placeholder="Cari produk">',
    '<input name="search">',
    '<input name="loginPassword">',
    '<input name="user_password">',
    '<input name="newpasswd2">',
    '<input id="PINCode">',
    '<input id="kata_sandi">',
    '<input name="katasandi">',
    '<input id="searchInput">',
    '<input id="searchbox">',
    '<input placeholder="Type to search">',
    '<input name="otpCode">',
    '<input name="cardNumber">',
    '<input name="card">',
    '<input aria-label="Nomor kartu">',
    '<input title="CVV">',
    '<input name="cvc2">',
    '<input name="no_rekening">',
    '<input name="npwp">',
    '<input id="nik">',
    '<input aria-label="Passphrase">',
    '<label>Kata sandi <input></label>',
    '<input autocomplete="cc-number">',
    '<input autocomplete="one-time-code">',
    '<input autocomplete="current-password">',
    '<textarea autocomplete="one-time-code"></textarea>',
    '<textarea name="cardNumber"></textarea>',
    '<textarea name="user_password"></textarea>',
    '<textarea aria-label="Kata sandi"></textarea>',
    '<div contenteditable="true" aria-label="Search input textbox"></div>',
    '<div contenteditable="true" title="Cari atau mulai chat baru"></div>',
    '<div contenteditable="true" aria-placeholder="Search…"></div>',
    '<div contenteditable="true" aria-label="Kotak input teks pencarian"></div>',
    '<div contenteditable="true" id="chatSearch"></div>',
    '<div contenteditable="true"><input type="password" data-it></div>',
    '<textarea role="combobox"></textarea>',
    '<form role="search"><textarea></textarea></form>',
    "<textarea readonly></textarea>",
    "<textarea disabled></textarea>",
    '<textarea data-gramm="false"></textarea>',
    '<textarea data-assist="false"></textarea>',
    '<div data-assist="false"><textarea></textarea></div>',
    '<div class="monaco-editor"><textarea></textarea></div>',
    '<div contenteditable="false"></div>',
  ])("%s", (html) => {
    expect(field(html)).toBeNull();
  });
});

it("watches a tool's own field although it refuses other aids, but never one that refuses Assist", () => {
  expect(field('<textarea class="reply" data-gramm="false"></textarea>', ".reply")).not.toBeNull();
  expect(field('<textarea class="reply" data-assist="false"></textarea>', ".reply")).toBeNull();
});

it("takes no other rich field where the tool's own are known, as WhatsApp Web's chat search, but text areas still", () => {
  const known = "footer [contenteditable]";
  const search = '<div contenteditable="true" data-tab="3" data-it></div>';
  expect(field(`${search}<footer><div contenteditable="true"></div></footer>`, known)).toBeNull();
  expect(field('<footer><div contenteditable="true" data-it></div></footer>', known)).not.toBeNull();
  expect(field("<textarea></textarea>", known)).not.toBeNull();
  expect(field('<input type="password" class="reply">', ".reply")).toBeNull();
});

it("may read a watched field for as long as it is no secret, also while the tool locks it", () => {
  const input = field('<input name="reply">') as HTMLInputElement;
  expect(mayRead(input, "")).toBe(true);
  input.readOnly = true;
  input.disabled = true;
  expect(fieldOf(input, "")).toBeNull();
  expect(mayRead(input, "")).toBe(true);
  input.type = "password";
  expect(mayRead(input, "")).toBe(false);
  input.type = "text";
  input.name = "otp_code";
  expect(mayRead(input, "")).toBe(false);
});

it("sees an opt-out through shadow roots", () => {
  document.body.innerHTML = '<div data-assist="false"><p></p></div>';
  const root = document.querySelector("p")!.attachShadow({ mode: "open" });
  root.innerHTML = "<textarea></textarea>";
  expect(hasOptedOut(root.querySelector("textarea")!)).toBe(true);
});
