import { init } from "/session-chat/session-chat.js";
import { fetchBackend } from "./backend.js";

await init({
  backend: { kind: "custom", adapter: fetchBackend("https://chat.example") },
  brand: { name: "Lumen" },
});
