// A host page with a backend of its own. `?server=` is the address of the server of backend.js; without it the backend is
// in the page, and `?broken=` the number of the mistake it has. `?config=` holds the other options as JSON. What comes of
// it is kept in `chats`, `events` and `refusals`, and the people of the backend in the page in `people`.

import * as sessionChat from "/session-chat.js";
import { conformance } from "/session-chat-conformance.js";
import { fetchBackend } from "/docs/recipes/own-backend/backend.js";
import { broken } from "./broken.js";
import { memoryBackend } from "./memory.js";

const EVENTS = ["ready", "opened", "closed", "message", "started", "ended", "cleared", "connection", "unread", "error", "phase", "settings"];

const asked = new URLSearchParams(location.search);
const server = asked.get("server");
const memory = memoryBackend();
const mistake = broken[asked.get("broken")];
const makeAdapter = () => {
  if (server) return fetchBackend(server);
  return mistake ? mistake.make(memory.makeAdapter()) : memory.makeAdapter();
};

window.chats = [];
window.events = [];
window.refusals = [];
window.memory = memory;
window.broken = broken.map(({ name, code }) => ({ name, code }));
for (const name of EVENTS)
  document.addEventListener(`session-chat-${name}`, ({ detail }) => window.events.push({ name, detail }));

/** Starts a chat over an adapter, one like the page's own unless another is given. */
window.start = async (config, adapter = makeAdapter()) => {
  try {
    const chat = await sessionChat.init({ ...config, backend: { kind: "custom", adapter, ...config.backend } });
    window.chats.push(chat);
    window.chat = chat;
    return chat;
  } catch ({ code, field, message }) {
    window.refusals.push({ code, field, message });
  }
};

/** What the kit says of the adapter of this page, with Sam at the server on the other side. */
window.judge = (options) => {
  const tell = (what) => async (conversation, text) => {
    await fetch(`${server}/sam/${what}/${conversation}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text }) });
  };
  const people = server ? { says: tell("says"), ends: tell("ends") } : memory.people;
  return conformance(makeAdapter, { people, print: null, ...options });
};

if (asked.has("config")) await window.start(JSON.parse(asked.get("config")));
window.started = true;
