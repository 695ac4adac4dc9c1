/**
 * Session Chat, the bridges: what the vendors' widgets tell the page. It stands in the entry of the bridges, because a
 * widget tells the most before our wasm is there.
 */

/** What Salesforce's own widget tells, after `onEmbeddedMessaging`. */
const TOLD =
  "Ready ButtonCreated ConversationStarted ConversationCreated ConversationOpened ConversationClosed SessionStatusUpdate WindowMaximized WindowMinimized WindowClosed";
/** What Zendesk's own widget tells of the conversation and its window. */
const MESSENGER = "open close conversationStarted conversationOpened";

/** Between two looks for a function that its script has not brought yet: at first, and at most. */
const WAIT = 50;
const LONGEST = 2000;
/** Between two tries of a stream, and how long an answer is waited for, in milliseconds. */
const AGAIN = 5000;
const PATIENCE = 30000;

/** Whether the page lets a selector stand; the wasm says what is wrong with one that does not. */
const finds = (selector) => {
  try {
    return document.querySelector(selector);
  } catch {}
};

/** Whether there is a `zE` to listen to, which its script brings. */
const messenger = (hear, signal) => {
  const { zE } = globalThis;
  if (typeof zE !== "function") return false;
  try {
    for (const name of MESSENGER.split(" ")) {
      const unsubscribe = zE("messenger:on", name, (detail) => signal.aborted || hear(name, detail));
      // Some versions return nothing to unsubscribe with.
      signal.addEventListener("abort", () => typeof unsubscribe === "function" && unsubscribe());
    }
    hear("ready");
  } catch {
    // One of another kind, which knows no messenger; that none appears is told after a while.
  }
  return true;
};

/** Listens to the widget of each kind from now on, whether its script is there already or comes later. */
const listeners = {
  "embedded-service": (hear, signal, { frame }) => {
    for (const name of TOLD.split(" "))
      addEventListener(`onEmbeddedMessaging${name}`, ({ detail }) => hear(name, detail), { signal });
    // One that was ready before us does not say so again; it has its functions by then, and has drawn itself.
    const { embeddedservice_bootstrap: functions, agentforce_messaging: second } = globalThis;
    if (functions?.userVerificationAPI && (second || finds(frame || "#embedded-messaging iframe"))) hear("");
  },
  zendesk: (hear, signal) => {
    let timer;
    // Often at first, seldom where it is held back until the visitor agrees to it, or blocked.
    const look = (wait) => {
      if (!messenger(hear, signal)) timer = setTimeout(look, wait, Math.min(wait * 1.2, LONGEST));
    };
    signal.addEventListener("abort", () => clearTimeout(timer));
    look(WAIT);
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
    const asking = new AbortController();
    const stop = () => asking.abort();
    const limit = setTimeout(stop, PATIENCE);
    signal.addEventListener("abort", stop, { signal: asking.signal });
    try {
      const response = await fetch(endsUrl, { signal: asking.signal, headers: { accept: "application/json" } });
      const text = response.status === 200 ? await response.text() : "";
      // The same answer again is the same end, until there was none in between.
      if (response.ok && text !== last) {
        last = text;
        if (text) told(text);
      }
    } catch {}
    clearTimeout(limit);
    stop();
    if (!signal.aborted) timer = setTimeout(ask, endsEvery * 1e3);
  };
  ask();
};
