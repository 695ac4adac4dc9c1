import { init } from "/session-chat/session-chat-bridge.js";

await init({
  // /chat/ends tells what the trigger webhook brought; POST /chat/end ends the conversation that it names.
  backend: { kind: "zendesk", endsUrl: "/chat/ends", endUrl: "/chat/end" },
  multipleConversations: true,
  endUsersCanEnd: true,
});
