/** A controlled field: what it shows is the component's state, and React puts back whatever state does not know. */
import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";

let state = "";
window.model = () => state;

function Field(): ReturnType<typeof createElement> {
  const [value, setValue] = useState("");
  state = value;
  return createElement("textarea", {
    "aria-label": "Reply",
    value,
    onChange: (event: { target: { value: string } }) => setValue(event.target.value),
  });
}

createRoot(document.querySelector("#host")!).render(createElement(Field));
