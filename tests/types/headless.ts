// The chat without its window: configuration, state, transcript, calls and events.

import { createChat, SessionChatError, type ChatMessage, type HeadlessChat, type HeadlessState } from "session-chat/headless";

const backend = { kind: "local" } as const;
const chat: HeadlessChat = await createChat({ backend, id: "own", storage: "memory", locale: "de", brand: { name: "Lumen" } });

// @ts-expect-error the backend is required
await createChat({});
// @ts-expect-error there is no launcher
await createChat({ backend, launcher: "hidden" });
// @ts-expect-error there is no window to stand anywhere
await createChat({ backend, target: "#help" });
// @ts-expect-error R2.1: needs multiple conversations
await createChat({ backend, endUsersCanEnd: true });
// @ts-expect-error R1.3: no verified users where the end of a session ends the chat
await createChat({ backend, endChatWhenSessionEnds: true, verifiedUsers: true });

await chat.connect();
const id: string = await chat.send("Hello");
await chat.answer(id, "yes");
await chat.answer(id, ["a", "b"]);
await chat.submitPreChat({ name: "Ada", terms: true, topics: ["lamps"] });
await chat.sendFile(new File([], "a.txt"));
await chat.rate({ score: 5, comment: "Quick" });
await chat.endSession();
await chat.switchTo("other");
await chat.disconnect();
const page: string = chat.saved("html");
chat.destroy({ keepConversation: page.length > 0 });

// @ts-expect-error a message is a text
await chat.send(7);
// @ts-expect-error a score is a number
await chat.rate({ score: "5" });
// @ts-expect-error there is no such form
chat.saved("pdf");
// @ts-expect-error there is no window to open
await chat.open();
// @ts-expect-error there is no element
chat.element;

const state: HeadlessState = chat.state();
const by: string | undefined = state.ended?.by;
const place: number | null | undefined = state.queue?.position;
const labels: string[] = state.preChat?.form.fields.map((field) => field.label) ?? [];
console.info(by, place, labels, state.survey?.highest, state.banner?.text, state.files?.maxBytes);
// @ts-expect-error there is no window to be open
state.open;

const [message]: ChatMessage[] = chat.transcript();
if (message?.content && "choices" in message.content) {
  const options: string[] = message.content.choices.options.map(({ label }) => label);
  console.info(options, message.answer?.[0]?.value, message.delivery === "failed");
}

chat.on("change", ({ detail }) => detail === null);
chat.on("announce", ({ detail }) => `${detail.text}${detail.isUrgent}${detail.author?.name}`);
chat.on("send-failed", ({ detail }) => detail.why === "rejected");
chat.on("ended", ({ detail }) => detail.next === "readOnly");
chat.on("record", ({ detail }) => `${detail.conversation}${detail.waitMs ?? 0}${detail.participants[0]?.name}${detail.endedBy}`);
// @ts-expect-error a record holds nothing of what was said
chat.on("record", ({ detail }) => detail.messages);
chat.on("rated", ({ detail }) => `${detail.conversation}${detail.score ?? 0}${detail.comment}`);
// @ts-expect-error a window opens, a headless chat does not
chat.on("opened", () => {});

try {
  await chat.connect();
} catch (error) {
  if (error instanceof SessionChatError) console.info(error.code, error.field);
}
