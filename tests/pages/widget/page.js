// A host page for whole-page tests. `?config=` holds the configuration as JSON (a list for several
// widgets); what comes of `init` is kept in `chats` and `refusals`, and every event in `events`.

import * as sessionChat from "/session-chat.js";

const names = ["ready", "opened", "closed", "message", "started", "ended", "record", "cleared", "connection", "unread", "error", "phase", "settings"];

window.sessionChat = sessionChat;
window.events = [];
window.chats = [];
window.refusals = [];

for (const name of names)
  document.addEventListener(`session-chat-${name}`, ({ detail }) => window.events.push({ name, detail }));

window.start = async (config) => {
  try {
    const chat = await sessionChat.init(config);
    window.chats.push(chat);
    return chat;
  } catch ({ code, field, message }) {
    window.refusals.push({ code, field, message });
  }
};

/** The next time somebody asks for the time, they trap: an error of the page's own script, which it may see. */
window.trap = () => {
  const { now } = Date;
  Date.now = () => {
    Date.now = now;
    throw new WebAssembly.RuntimeError("unreachable");
  };
};
window.goOnline = () => setTimeout(() => dispatchEvent(new Event("online")));

const config = JSON.parse(new URLSearchParams(location.search).get("config") ?? "[]");
for (const one of [config].flat()) await window.start({ backend: { kind: "local" }, ...one });
[window.chat] = window.chats;
window.started = true;
