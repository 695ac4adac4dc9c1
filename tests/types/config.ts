// What `init` accepts and refuses, as the compiler sees it.

import { init, type SessionChatConfig } from "session-chat";

const backend = { kind: "local" } as const;

await init({ backend });
await init({ backend: { kind: "local", channel: "shop" }, id: "second", target: "#help" });
await init({ backend, target: document.body, locale: "de-AT", theme: "dark", position: "start", resume: true });
await init({ backend, texts: { "launcher-label": "Talk to us" }, brand: { name: "Lumen", logo: "https://example.com/l.png" } });
await init({ backend, otherChannels: [{ label: "Call us", url: "tel:+4312345" }], optOutKeywords: ["STOP"] });

// @ts-expect-error the backend is required
await init({});
// @ts-expect-error a backend has a kind
await init({ backend: {} });
// @ts-expect-error no such backend
await init({ backend: { kind: "carrier-pigeon" } });
// @ts-expect-error not an option of this backend
await init({ backend: { kind: "local", token: "secret" } });
// @ts-expect-error not an option
await init({ backend, colour: "red" });
// @ts-expect-error not one of the themes
await init({ backend, theme: "sepia" });
// @ts-expect-error a boolean
await init({ backend, sound: "yes" });
// @ts-expect-error a channel has an address
await init({ backend, otherChannels: [{ label: "Call us" }] });

// R1.3: no verified users where the end of a session ends the chat.
await init({ backend, endChatWhenSessionEnds: true });
await init({ backend, verifiedUsers: true });
// @ts-expect-error the two exclude each other
await init({ backend, endChatWhenSessionEnds: true, verifiedUsers: true });

// R2.1: end users end their session only with multiple conversations and without reopening.
await init({ backend, endUsersCanEnd: true, multipleConversations: true });
await init({ backend, endUsersCanEnd: true, multipleConversations: true, endChatWhenSessionEnds: true });
// @ts-expect-error needs multiple conversations
await init({ backend, endUsersCanEnd: true });
// @ts-expect-error excludes reopening
await init({ backend, endUsersCanEnd: true, multipleConversations: true, reopening: true });

// R4.2: what follows an end.
await init({ backend, afterEnd: "reset" });
await init({ backend, afterEnd: "reopen", reopening: true });
// @ts-expect-error needs reopening
await init({ backend, afterEnd: "reopen" });
// @ts-expect-error a chat that is over cannot be reset
await init({ backend, afterEnd: "reset", endChatWhenSessionEnds: true });
// @ts-expect-error nor reopened
await init({ backend, afterEnd: "reopen", reopening: true, endChatWhenSessionEnds: true });

// A configuration that is put together before it is used.
const config: SessionChatConfig = { backend, storage: "session", notification: "host", titleCount: false };
await init(config);
