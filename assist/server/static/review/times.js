// Times in the zone of who looks at them. Pages come with UTC; the exact moment stays as the title.
import { h } from "./dom.js";

const { lang } = document.documentElement;
const FORMS = {
  day: { day: "numeric", month: "short", year: "numeric" },
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" },
};
FORMS.time = { ...FORMS.day, ...FORMS.clock };

// The pages' English puts the day before the month.
const format = (form) => new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, FORMS[form]);
const formats = Object.fromEntries(Object.keys(FORMS).map((form) => [form, format(form)]));

/** Every time within `root` as the viewer's clock and calendar have it. */
export const showLocal = (root) => {
  for (const time of root.querySelectorAll("time[data-local]")) {
    time.textContent = formats[time.dataset.local].format(new Date(time.dateTime));
  }
};

/** `text` in pieces, the UTC time that it holds (`shown`) as an element in the viewer's zone. */
export const withTime = (text, { at, shown }) => {
  const place = text.lastIndexOf(shown);
  if (place < 0) return [text];
  const time = h("time", { dateTime: at, title: `${at.slice(0, 10)} ${at.slice(11, 19)} UTC` }, formats.clock.format(new Date(at)));
  return [text.slice(0, place), time, text.slice(place + shown.length)];
};

showLocal(document);
document.addEventListener("htmx:load", ({ detail }) => showLocal(detail.elt));
