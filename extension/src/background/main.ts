/** The background: joins frames, the server and the agent's settings. Everything it knows can be lost at any time. */

import { load, refreshManaged, saveSite } from "../shared/store.js";
import { LIVE_PORT, type ToBackground } from "../shared/wire.js";
import { Frames, post, type Frame } from "./frames.js";
import { Live } from "./live.js";
import { Outbox } from "./outbox.js";
import { sendFeedback, sendReply, ServerError } from "./rest.js";
import { registerSites, switchOff } from "./sites.js";

const frames = new Frames();
const live = new Live(load, {
  message: (message) => frames.deliver(message),
  state: (state) => {
    frames.tell(state);
    if (state === "open") void outbox.flush();
  },
});
const outbox = new Outbox(async ({ key, sent }) => sendReply(await load(), key, sent));

chrome.runtime.onConnect.addListener((port) => {
  if (port.name !== LIVE_PORT) return;
  const frame = frames.add(port);
  port.onMessage.addListener((message: ToBackground) => void receive(frame, message));
  port.onDisconnect.addListener(() => {
    for (const draft of frame.drafts) live.forget(draft);
    if (frames.remove(frame)) live.rest();
  });
});

async function receive(frame: Frame, message: ToBackground): Promise<void> {
  switch (message.type) {
    case "hello":
      frames.configure(await load(), frame);
      post(frame, { type: "state", state: live.state });
      break;
    case "draft":
      frame.drafts.add(message.draft);
      live.submit(message);
      break;
    case "forget":
      frame.drafts.delete(message.draft);
      live.forget(message.draft);
      break;
    case "feedback":
      await giveFeedback(message.feedback);
      break;
    case "sent":
      post(frame, { type: "recorded", key: message.key, delivery: await outbox.add(message) });
      break;
    case "site":
      await saveSite(frame.site, message.changes);
      break;
    case "open":
      await openPage(message.page);
  }
}

/** A verdict that cannot be told now is not worth keeping: it says nothing about a text. */
async function giveFeedback(feedback: Parameters<typeof sendFeedback>[1]): Promise<void> {
  try {
    await sendFeedback(await load(), feedback);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
  }
}

async function openPage(page: "options" | "welcome"): Promise<void> {
  if (page === "options") await chrome.runtime.openOptionsPage();
  else await chrome.tabs.create({ url: chrome.runtime.getURL("welcome.html") });
}

chrome.storage.onChanged.addListener((changes, area) => {
  if (area === "local" && Object.keys(changes).every((key) => key === "outbox" || key === "recorded")) return;
  if (area === "managed") {
    void refreshManaged();
    return;
  }
  const reconnect = "managed" in changes || "server" in changes || "token" in changes;
  void load().then(async (settings) => {
    frames.configure(settings);
    if ("sites" in changes || "managed" in changes) await registerSites();
    if (reconnect) await live.connect();
  });
});

chrome.permissions.onAdded.addListener(() => void registerSites());
chrome.permissions.onRemoved.addListener(({ origins = [] }) => {
  void switchOff(origins).then(registerSites);
});

chrome.runtime.onInstalled.addListener(({ reason }) => {
  void registerSites();
  if (reason === "install") void openPage("welcome");
});

void refreshManaged();

chrome.runtime.onStartup.addListener(() => void outbox.flush());
