// Every event with its detail.

import { init, type EndInfo, type SessionChatEventMap, type SessionChatListener } from "session-chat";

const chat = await init({ backend: { kind: "local" } });

const ended: SessionChatListener<"ended"> = ({ detail }) => {
  const info: EndInfo = detail;
  const next: "readOnly" | "reset" | "reopen" = info.next;
  console.info(info.by, info.at, next);
};
chat.on("ended", ended);
chat.off("ended", ended);
chat.on("record", ({ detail }) => detail?.waitMs ?? 0);
// @ts-expect-error there may be no record
chat.on("record", ({ detail }) => detail.waitMs);

chat.on("message", ({ detail }) => [detail.id, detail.role, detail.name, detail.text, detail.at]);
chat.on("started", ({ detail }) => detail.conversation.length);
chat.on("rated", ({ detail }) => `${detail.conversation}${detail.score ?? 0}${detail.comment.length}`);
// @ts-expect-error there may be no score
chat.on("rated", ({ detail }) => detail.score + 1);
chat.on("connection", ({ detail }) => detail.connection === "stale");
chat.on("unread", ({ detail }) => detail.unread + 1);
chat.on("phase", ({ detail }) => detail.phase === "with-bot");
chat.on("error", ({ detail }) => `${detail.code}: ${detail.message}`);
chat.on("invited", (event) => {
  if (event.detail.text.length > 100) event.preventDefault();
});
chat.on("notice", (event) => {
  const kind: "preview" | "sound" | "system" = event.detail.kind;
  if (kind === "preview") event.preventDefault();
  console.info(event.detail.id, event.detail.name, event.detail.text);
});
for (const name of ["ready", "opened", "closed", "cleared", "settings"] as const) {
  chat.on(name, ({ detail }) => {
    const nothing: null = detail;
    return nothing;
  });
}
document.addEventListener("session-chat-ended", ({ detail }) => detail.actorName);

// @ts-expect-error no such event
chat.on("over", () => {});
// @ts-expect-error no such detail
chat.on("ended", ({ detail }) => detail.who);
// @ts-expect-error no such way of telling
chat.on("notice", ({ detail }) => detail.kind === "title");
// @ts-expect-error of another event
chat.off("message", ended);
// @ts-expect-error not one who ends a session
const by: SessionChatEventMap["ended"]["by"] = "robot";
console.info(by);
