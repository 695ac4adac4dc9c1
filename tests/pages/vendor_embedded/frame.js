// What a vendor's window does: a field that opens a session with the first message, and another one after an end. It keeps
// its conversation in the storage of its own site, as the real one does.

const KEY = "stub-conversation";
const [field, log, chat, launch] = ["field", "log", "chat", "launch"].map((id) => document.getElementById(id));
const say = (message) => parent.postMessage(message, "*");
const store = (act) => {
  try {
    return act(localStorage);
  } catch {}
};
let conversation = store((kept) => kept.getItem(KEY));

const show = (isOpen) => {
  chat.hidden = !isOpen;
  launch.hidden = isOpen;
  if (isOpen) field.focus();
};
launch.onclick = () => say({ launch: true });
// Not before it does something: a click comes as soon as there is something to be clicked.
launch.hidden = false;
// Before anybody else: what a key stroke brings about is told after it.
addEventListener("keydown", ({ key }) => say({ key }), true);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  if (!conversation) {
    conversation = crypto.randomUUID?.() ?? `${Date.now()}`;
    store((kept) => kept.setItem(KEY, conversation));
    say({ session: conversation });
  }
  log.appendChild(document.createElement("li")).textContent = field.value;
  field.value = "";
});
addEventListener("message", ({ data }) => {
  if ("open" in data) show(data.open);
  if (data.clear) {
    conversation = null;
    store((kept) => kept.removeItem(KEY));
    log.replaceChildren();
    say({ cleared: true });
  }
  // As a vendor's own script may, whoever has the focus.
  if (data.grab) {
    field.focus();
    say({ grabbed: true });
  }
});
if (conversation) say({ resumed: conversation });
