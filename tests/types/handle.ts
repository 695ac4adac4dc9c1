// The handle, the error, the element and the plain-script form.

import { init, SessionChatError, version, type SessionChatHandle, type SessionChatState } from "session-chat";

const chat: SessionChatHandle = await init({ backend: { kind: "local" } });
const id: string = chat.id;
const release: string = version;

await chat.open();
await chat.send(`Hello from ${id}, ${release}`);
await chat.startConversation();
await chat.endSession();
await chat.clearSession();
await chat.setLocale("ar");
await chat.close();
const isInvited: boolean = await chat.invite();
await chat.invite(`Can I help, ${isInvited}?`);
const permission: "granted" | "denied" | "unsupported" = await chat.allowNotices();
console.info(permission);
chat.show();
chat.hide();
chat.destroy();
chat.destroy({ keepConversation: true });

// @ts-expect-error a message is a text
await chat.send(7);
// @ts-expect-error an invitation is a text
await chat.invite({ text: "Can I help?" });
// @ts-expect-error not an answer
(await chat.allowNotices()) === "default";
// @ts-expect-error the handle is not to be changed
chat.id = "other";
// @ts-expect-error no such method
chat.toggle();
// @ts-expect-error no such option
chat.destroy({ keep: true });

const state: SessionChatState = chat.state();
if (state.ended) {
  const by: "agent" | "bot" | string = state.ended.by;
  const at: string = state.ended.at;
  console.info(by, at, state.ended.actorName?.length, state.ended.reason?.length);
}
// @ts-expect-error may be null
state.ended.by;
// @ts-expect-error not a phase
state.phase === "chatting";

try {
  await chat.open();
} catch (error) {
  if (error instanceof SessionChatError) {
    const field: string | null = error.field;
    switch (error.code) {
      case "csp-wasm":
      case "load-failed":
        console.warn(error.message, field);
        break;
      // @ts-expect-error not a code
      case "broken":
        break;
    }
  }
}

const element = document.querySelector("session-chat");
element?.shadowRoot.querySelector(".launcher");
element?.addEventListener("session-chat-ended", (event) => event.detail.next);
element?.addEventListener("click", (event) => event.clientX);
document.createElement("session-chat").addEventListener("session-chat-message", ({ detail }) => detail.text);

window.sessionChat?.("init", { backend: { kind: "local" } }).then((handle) => handle.open());
window.sessionChat?.("send", "Hello").then();
window.sessionChat?.("on", "ended", ({ detail }) => detail.by);
window.sessionChat?.("state").then(({ phase }) => phase);
// @ts-expect-error no such method
window.sessionChat?.("toggle");
// @ts-expect-error a message is needed
window.sessionChat?.("send");
// @ts-expect-error not a method
window.sessionChat?.("element");
