import { afterEach, describe, expect, it } from "vitest";
import { readDom } from "../src/content/text/dom.js";

function host(html: string): HTMLElement {
  const element = document.createElement("div");
  element.innerHTML = html;
  document.body.append(element);
  // jsdom does not derive this property from the attribute.
  for (const island of element.querySelectorAll<HTMLElement>("[contenteditable=false]")) island.contentEditable = "false";
  return element;
}

afterEach(() => document.body.replaceChildren());

describe("readDom", () => {
  it.each([
    ["<p>one</p><p>two</p>", "one\ntwo\n"],
    ["one<br>two", "one\ntwo"],
    ["<p>one</p><p><br></p><p>two</p>", "one\n\ntwo\n"],
    ["<p>one <b>bold</b> end</p>", "one bold end\n"],
    ["<p>a&nbsp;b</p>", "a b\n"],
    ["<p>mine</p><blockquote>theirs</blockquote>", "mine\n"],
    ['<p>mine</p><div class="gmail_signature">me</div>', "mine\n"],
    ["<ul><li>one</li><li>two</li></ul>", "one\ntwo\n"],
    ["<p>\uFEFF</p>", ""],
    ["<p>hi <span contenteditable=false>@Rina</span>!</p>", "hi @Rina!\n"],
    ["<p>hi</p><div contenteditable=false>widget</div>", "hi\n"],
    ["\n  <p>one</p>\n  <p>two</p>\n", "one\ntwo\n"],
  ])("%j reads %j", (html, text) => {
    expect(readDom(host(html), "").text).toBe(text);
  });

  it("leads every phrase back to its place, over formatting and lines", () => {
    const dom = readDom(host("<p>Not <b>our</b> fault</p><p>You <i>should</i> know</p>"), "");
    for (const phrase of ["Not our fault", "our", "You should", "should know"]) {
      const start = dom.text.indexOf(phrase);
      expect(String(dom.range(start, start + phrase.length))).toBe(phrase);
    }
  });

  it("takes a caret to its offset and back, in empty lines too", () => {
    const element = host("<p>one</p><p><br></p><p>two</p>");
    const dom = readDom(element, "");
    const [first, empty, last] = element.children;
    const carets: [Node, number, number][] = [[first!.firstChild!, 2, 2], [empty!, 0, 4], [last!.firstChild!, 1, 6]];
    for (const [node, at, offset] of carets) {
      expect(dom.offset(node, at)).toBe(offset);
      expect(dom.point(offset)).toEqual({ node, offset: at });
    }
  });

  it("knows which words cannot be written over", () => {
    const dom = readDom(host("<p>hi <span contenteditable=false>@Rina</span>!</p>"), "");
    expect(dom.locked(0, 3)).toBe(false);
    expect(dom.locked(0, 4)).toBe(true);
  });

  it("skips what the tool's profile calls quoted", () => {
    expect(readDom(host('<p>mine</p><div class="old">theirs</div>'), ".old").text).toBe("mine\n");
  });
});
