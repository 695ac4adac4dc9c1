// The shop page of the demo: a page as a site owner would write it. What can be tried is chosen by
// the form below and kept in the address.

import { init } from "./session-chat.js";

const chosen = new URLSearchParams(location.search);
const form = document.getElementById("settings");
const choices = ["afterEnd", "locale", "theme"];
const switches = ["endUsersCanEnd", "endChatWhenSessionEnds", "desk"];

for (const name of choices) if (chosen.has(name)) form.elements[name].value = chosen.get(name);
for (const name of switches) form.elements[name].checked = chosen.has(name);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const next = new URLSearchParams();
  for (const name of choices) if (form.elements[name].selectedIndex > 0) next.set(name, form.elements[name].value);
  for (const name of switches) if (form.elements[name].checked) next.set(name, "");
  for (const name of ["channel", "org"]) if (chosen.has(name)) next.set(name, chosen.get(name));
  location.search = next;
});

if (chosen.has("desk")) {
  const frame = document.createElement("iframe");
  frame.title = "Agent desk";
  frame.src = `desk/?channel=${encodeURIComponent(chosen.get("channel") ?? "main")}`;
  document.getElementById("desk-frame").append(frame);
}

// `cargo xtask demo --backend salesforce` puts the address of an emulated org here.
const org = chosen.get("org");
const backend = org
  ? { kind: "salesforce", url: org, orgId: "00D000000000001", deployment: "Demo_Custom_Client" }
  : { kind: "local", channel: chosen.get("channel") ?? "main" };

try {
  const chat = await init({
    backend,
    brand: { name: "Lumen" },
    resume: true,
    locale: form.elements.locale.value,
    theme: form.elements.theme.value,
    afterEnd: form.elements.afterEnd.value,
    reopening: form.elements.afterEnd.value === "reopen",
    endUsersCanEnd: chosen.has("endUsersCanEnd"),
    multipleConversations: chosen.has("endUsersCanEnd"),
    endChatWhenSessionEnds: chosen.has("endChatWhenSessionEnds"),
  });
  document.getElementById("open-chat").addEventListener("click", () => chat.open());
} catch (error) {
  document.getElementById("refusal").textContent = error.message;
  document.getElementById("open-chat").disabled = true;
}
