/**
 * Session Chat, the bridges: what the vendors' widgets tell the page. It stands in the entry of the bridges, because a
 * widget tells the most before our wasm is there.
 */

/** What Salesforce's own widget tells, after `onEmbeddedMessaging`. */
const TOLD =
  "Ready ButtonCreated ConversationStarted ConversationCreated ConversationOpened ConversationClosed SessionStatusUpdate WindowMaximized WindowMinimized WindowClosed";
/** What Zendesk's own widget tells of the conversation and its window. */
const MESSENGER = "open close conversationStarted conversationOpened";

/** Between two looks for a function that its script has not brought yet, and between two tries of a stream. */
const WAIT = 50;
const AGAIN = 5000;

/** Whether there is a `zE` to listen to, which its script brings. */
const messenger = (hear, signal) => {
  const { zE } = globalThis;
  if (typeof zE !== "function") return false;
  for (const name of MESSENGER.split(" ")) {
    const unsubscribe = zE("messenger:on", name, (detail) => signal.aborted || hear(name, detail));
    // Some versions return nothing to unsubscribe with.
    signal.addEventListener("abort", () => typeof unsubscribe === "function" && unsubscribe());
  }
  hear("ready");
  return true;
};

/** Listens to the widget of each kind from now on, whether its script is there already or comes later. */
const listeners = {
  "embedded-service": (hear, signal, { frame }) => {
    for (const name of TOLD.split(" "))
      addEventListener(`onEmbeddedMessaging${name}`, ({ detail }) => hear(name, detail), { signal });
    // One that was ready before us does not say so again; it has its functions by then, and has drawn itself.
    const { embeddedservice_bootstrap: functions, agentforce_messaging: second } = globalThis;
    if (functions?.userVerificationAPI && (second || document.querySelector(frame || "#embedded-messaging iframe"))) hear("");
  },
  zendesk: (hear, signal) => {
    if (messenger(hear, signal)) return;
    const timer = setInterval(() => messenger(hear, signal) && clearInterval(timer), WAIT);
    signal.addEventListener("abort", () => clearInterval(timer));
  },
};

/**
 * Hears of ends from the site's backend: server-sent events, or asked every so many seconds. What cannot be read, or
 * reached, is tried again.
 */
const inlet = ({ endsUrl, endsEvery }, told, signal) => {
  if (!endsUrl) return;
  let timer, source, last;
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    source?.close();
  });
  const listen = () => {
    source = new EventSource(endsUrl);
    source.onmessage = ({ data }) => told(data);
    // The browser comes back by itself after a break, and gives up for ever on an answer that is none.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED && !signal.aborted) timer = setTimeout(listen, AGAIN);
    };
  };
  if (!endsEvery) return listen();
  const ask = async () => {
    try {
      const response = await fetch(endsUrl, { signal, headers: { accept: "application/json" } });
      const text = response.status === 200 ? await response.text() : "";
      // The same answer again is the same end.
      if (text && text !== last) told((last = text));
    } catch {}
    if (!signal.aborted) timer = setTimeout(ask, endsEvery * 1e3);
  };
  ask();
};
