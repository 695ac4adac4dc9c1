// A file of its own: the page's policy allows no inline script.
import init from "./session-chat-desk.js";

init({ module_or_path: new URL("session-chat-desk_bg.wasm", import.meta.url) }).catch((error) => {
  document.body.textContent = `The agent desk could not start: ${error.message}. Reload the page to try again.`;
});
