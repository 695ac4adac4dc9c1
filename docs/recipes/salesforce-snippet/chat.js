import { init } from "/session-chat/session-chat-bridge.js";

const bridge = await init({
  backend: { kind: "embedded-service", hiddenFields: { Page: location.pathname } },
});

// Who ended it, for whoever keeps count: agent, bot, end-user, …
bridge.on("ended", ({ detail }) => console.info(`The chat was ended by ${detail.by}.`));
