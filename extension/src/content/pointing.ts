/** Lets the agent point at the customer's message: the next click chooses, Escape gives up. */

const OUTLINE = "2px solid #0b6656";

export function pointAtMessage(frame: HTMLElement, chosen: (text: string | null) => void): void {
  let under: Element | null = null;
  frame.hidden = false;
  frame.style.cssText = `position:fixed;pointer-events:none;border:${OUTLINE};border-radius:6px;background:rgb(11 102 86/10%)`;

  function move(event: MouseEvent): void {
    under = document.elementFromPoint(event.clientX, event.clientY);
    const rect = under?.getBoundingClientRect();
    if (rect === undefined) return;
    frame.style.left = `${rect.left - 3}px`;
    frame.style.top = `${rect.top - 3}px`;
    frame.style.width = `${rect.width + 6}px`;
    frame.style.height = `${rect.height + 6}px`;
  }

  function swallow(event: Event): void {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function click(event: MouseEvent): void {
    swallow(event);
    finish(under instanceof HTMLElement ? under.innerText : null);
  }

  function key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    swallow(event);
    // Not before the key is let go: that is not the page's business either.
    if (event.type === "keyup") finish(null);
  }

  function finish(text: string | null): void {
    frame.hidden = true;
    removeEventListener("mousemove", move, true);
    removeEventListener("mousedown", swallow, true);
    removeEventListener("click", click, true);
    removeEventListener("keydown", key, true);
    removeEventListener("keyup", key, true);
    chosen(text);
  }

  addEventListener("mousemove", move, true);
  addEventListener("mousedown", swallow, true);
  addEventListener("click", click, true);
  addEventListener("keydown", key, true);
  addEventListener("keyup", key, true);
}
