import { init } from "/session-chat/session-chat-bridge.js";

await init({
  backend: { kind: "zendesk", endsUrl: "/chat/ends" },
  multipleConversations: true,
});
