// What `init` accepts and refuses, as the compiler sees it.

import { init, type SessionChatConfig } from "session-chat";

const backend = { kind: "local" } as const;

await init({ backend });
await init({ backend: { kind: "local", channel: "shop" }, id: "second", target: "#help" });
await init({
  backend: {
    kind: "salesforce",
    url: "https://acme.my.salesforce-scrt.com",
    orgId: "00D000000000001",
    deployment: "Shop_Client",
    attributes: { Order_Number: "7" },
    identity: async () => "header.claims.signature",
    captcha: async ({ siteKey }) => `token for ${siteKey}`,
  },
  verifiedUsers: true,
});
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
// @ts-expect-error an org is needed
await init({ backend: { kind: "salesforce", url: "https://acme.my.salesforce-scrt.com", deployment: "Shop_Client" } });
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

// What surrounds the chat.
await init({ backend, offers: {} });
await init({ backend, offers: { invitation: { text: "Can I help?", after: 20, scroll: 50, exit: true }, notices: true } });
await init({
  backend,
  offers: {
    preChat: {
      title: "Before we start",
      text: "See our [terms](https://example.com/terms).",
      fields: [
        { name: "email", label: "E-mail", kind: "email", required: true, autocomplete: "email" },
        { name: "topic", kind: "select", options: [{ id: "order", label: "An order", detail: "Placed here" }] },
        { name: "page", kind: "hidden", value: location.pathname },
      ],
      submit: "Go on",
    },
    survey: { scale: "numbers", question: "How was it?", comment: true, needsSession: true, endedBy: ["agent", "end-user"] },
    files: { types: ["png", "pdf"], maxBytes: 1_000_000, maxCount: 2 },
  },
});
// @ts-expect-error an invitation says something
await init({ backend, offers: { invitation: { after: 20 } } });
// @ts-expect-error seconds are a number
await init({ backend, offers: { invitation: { text: "Can I help?", after: "20" } } });
// @ts-expect-error not an offer
await init({ backend, offers: { discount: true } });
// @ts-expect-error a boolean
await init({ backend, offers: { notices: "always" } });
// @ts-expect-error no such scale
await init({ backend, offers: { survey: { scale: "thumbs" } } });
// @ts-expect-error no such kind of field
await init({ backend, offers: { preChat: { fields: [{ name: "email", kind: "mail" }] } } });
// @ts-expect-error nobody ends a session so
await init({ backend, offers: { survey: { endedBy: ["robot"] } } });
// @ts-expect-error in bytes
await init({ backend, offers: { files: { maxBytes: "5 MB" } } });

// A configuration that is put together before it is used.
const config: SessionChatConfig = { backend, storage: "session", notification: "host", titleCount: false, records: true };
await init(config);
