// The chats of this page. `?config=` holds the configuration as JSON, a list for several chats; `?connect=no` leaves them
// unconnected. What comes of it is kept in `chats` and `refusals`, and every event in `events`, for whole-page tests.

import { createChat } from "/session-chat-headless.js";
import { drawChat } from "./chat.js";

const EVENTS = [
  "phase",
  "connection",
  "unread",
  "typing",
  "started",
  "message",
  "ended",
  "send-failed",
  "prefill",
  "record",
  "cleared",
  "settings",
  "announce",
  "error",
  "change",
];

const chosen = new URLSearchParams(location.search);
const configs = [JSON.parse(chosen.get("config") ?? "{}")].flat();

window.chats = [];
window.refusals = [];
window.events = [];

window.start = async (config) => {
  try {
    const chat = await createChat({ backend: { kind: "local" }, ...config });
    for (const name of EVENTS) chat.on(name, ({ detail }) => window.events.push({ id: chat.id, name, detail }));
    document.querySelector("main").append(drawChat(chat));
    if (chosen.get("connect") !== "no") await chat.connect();
    window.chats.push(chat);
    return chat;
  } catch ({ code, field, message }) {
    window.refusals.push({ code, field, message });
  }
};

for (const config of configs) await window.start(config);
[window.chat] = window.chats;
window.started = true;
