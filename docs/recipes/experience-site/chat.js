import { init } from "./session-chat-bridge.js";

await init({ backend: { kind: "embedded-service" } });
