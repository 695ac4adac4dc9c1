/**
 * Session Chat for pages without modules: `<script src="…/session-chat.script.js" async>`.
 *
 * The page may call `sessionChat(...)` before this file is there, with a stub that keeps the calls:
 *
 *     window.sessionChat ??= (...call) => (sessionChat.q ??= []).push(call);
 *     sessionChat("init", { backend: { kind: "local" } });
 *     sessionChat("on", "ended", ({ detail }) => {});
 *
 * The calls are replayed in order; each returns a promise of what the method returns. `init` may come first or last:
 * the others wait for it and go to the chat that was started last. The build wraps this file in a function, so
 * `sessionChat` is its only global.
 */

const source = new URL("session-chat.js", document.currentScript.src).href;
const stub = window.sessionChat;
let tries = 0;
let loader;

/** Browsers remember a failed import, so each further try has a URL of its own. */
const load = () =>
  (loader ??= import(tries ? `${source}?try=${tries}` : source).catch((error) => {
    tries += 1;
    loader = null;
    throw error;
  }));

const parsed = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", resolve, { once: true });
});

/** Says an error once, however many calls fail with it. */
const said = new WeakSet();
const report = (error) => {
  if (said.has(error)) return;
  said.add(error);
  console.error(error);
};

let started;
let chat = new Promise((resolve) => (started = resolve));

const start = async (config) => {
  const { init } = await load();
  await parsed;
  return init(config);
};

/** A rejection is the caller's to handle; one that nobody takes is said once, not thrown at the page. */
const call = (method, ...given) => {
  if (method === "init") {
    chat = start(...given);
    started(chat);
    chat.catch(report);
    return chat;
  }
  const result = chat.then((handle) => handle[method](...given));
  result.catch(report);
  return result;
};

// A second copy of this script leaves the first in charge.
if (!stub?.ready) {
  window.sessionChat = call;
  call.ready = true;
  for (const given of stub?.q ?? []) call(...given);
}
