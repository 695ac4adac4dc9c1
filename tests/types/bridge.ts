// A bridge over a vendor's own widget: configuration, calls and events.

import { init, SessionChatError, type Bridge, type BridgeEnd } from "session-chat/bridge";

const backend = { kind: "embedded-service", hiddenFields: { order: "1024" } } as const;
const bridge: Bridge = await init({ backend, after: "minimised", notification: "host", locale: "de", missingAfter: 20 });
const messenger = { kind: "zendesk", endsUrl: "/ends", endUrl: "/end" } as const;
await init({ backend: messenger, endUsersCanEnd: true, multipleConversations: true });
await init({ backend: messenger, afterEnd: "reopen", reopening: true });

// @ts-expect-error the backend is required
await init({});
// @ts-expect-error a bridge has no backend of ours
await init({ backend: { kind: "local" } });
// @ts-expect-error there is no launcher of ours
await init({ backend, launcher: "hidden" });
// @ts-expect-error a hidden field is a text
await init({ backend: { kind: "embedded-service", hiddenFields: { order: 1024 } } });
// @ts-expect-error R2.1: not over this widget
await init({ backend, endUsersCanEnd: true });
// @ts-expect-error R2.1: needs multiple conversations
await init({ backend: messenger, endUsersCanEnd: true });
// @ts-expect-error R4.2: needs reopening
await init({ backend: messenger, afterEnd: "reopen" });

bridge.on("ended", (event) => {
  const end: BridgeEnd = event.detail;
  if (end.by === "agent") event.preventDefault();
});
bridge.on("failure", ({ detail: { code } }) => code === "clear-failed");
// @ts-expect-error there is no such event
bridge.on("message", () => {});
bridge.ended({ conversation: "c1", by: "agent", name: "Sam" });
bridge.ended();
const isEnding: boolean = bridge.endSession();
if (isEnding && bridge.state().covered) bridge.startNewChat();
await bridge.setLocale();
bridge.destroy({ withWidget: true });
const error: Error = new SessionChatError("stopped", "It stopped.");
throw error;
