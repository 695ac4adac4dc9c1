/**
 * The widget as a visitor finds it: a launcher and nothing else. `cargo xtask bench` measures what that costs, and then
 * how long a click on it takes to a field that can be typed into.
 */

import { init } from "./session-chat.js";

const { element } = await init({ backend: { kind: "local" } });

window.getLauncher = () => element.shadowRoot.querySelector(".launcher");
window.getField = () => element.shadowRoot.querySelector(".composer__field");

Bench.watchInput(window.getLauncher);
