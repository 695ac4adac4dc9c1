/**
 * The widget as `cargo xtask bench` measures it: open from the start, with the in-browser backend, and a desk in this
 * page that talks over the channel as any desk does. What the desk has to do is counted too, because it shares the thread.
 */

import { init } from "./session-chat.js";
import { Desk } from "./scripted-desk.js";

const conversation = "bench";
const talking = { talking: { role: "agent", name: "Sam" } };
const desk = new Desk("main", { conversation, status: talking, messages: [] });

const said = (i) => desk.message(Bench.text(i));

const chat = await init({ backend: { kind: "local" }, openOnStart: true });
const find = (selector) => chat.element.shadowRoot.querySelector(selector);

Bench.watchInput(() => find(".composer__field"));

window.getList = () => find(".transcript__rows");
/** One that comes in, until it is there: what others draw at once comes by the channel here. */
window.addMessage = (i) =>
  new Promise((drawn) => {
    const rows = new MutationObserver(() => {
      rows.disconnect();
      drawn();
    });
    rows.observe(window.getList(), { childList: true });
    desk.tell({ message: said(i) });
  });

/** All at once is what a window gets that was away: the desk's answer when it connects anew. */
window.addMessages = (n) => {
  const { allowed, availability } = desk;
  const messages = Bench.nextRange(n).map(said);
  desk.tell({ connected: { conversation, status: talking, messages, hasOlder: false, availability, allowed } });
};
