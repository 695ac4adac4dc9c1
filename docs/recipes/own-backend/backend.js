// A backend of one's own, whole: a chat server that speaks JSON, reached with `fetch`. What the chat asks goes out as a
// request each; what happens there comes in by asking for it, over and over, with a request that the server answers as
// soon as there is something. The server that it talks with in the tests is tests/e2e/src/own_server.rs.

/** An adapter for the server at `url`. */
export const fetchBackend = (url) => {
  /** The line that was opened last, and the conversation whose events come over it. */
  let line;
  let followed;

  const ask = async (method, path, signal, body) => {
    const init = { method, signal, headers: body && { "Content-Type": "application/json" }, body: body && JSON.stringify(body) };
    const response = await fetch(`${url}/chats/${path}`, init);
    // What a server means to say comes with a body; whatever else goes wrong is tried again by the chat.
    if (response.ok || response.status === 409) return response.json();
    const after = response.headers.get("Retry-After");
    throw Object.assign(Error(`the server answered ${response.status}`), after && { retryAfterMs: after * 1000 });
  };

  /** Tells what happens in a conversation, from after event number `next` on, for as long as the line is wanted. */
  const follow = async (conversation, next, { emit, signal }) => {
    followed = conversation;
    try {
      while (true) {
        const news = await ask("GET", `${conversation}/events?after=${next}`, signal);
        if (signal.aborted) return;
        for (const event of news.events) emit({ ...event, conversation });
        next = news.next;
      }
    } catch {
      // The chat connects again, and the snapshot says what was missed.
      if (!signal.aborted) emit({ type: "disconnected" });
    }
  };

  return {
    capabilities: ["end", "typing", "read", "clear"],

    async connect(resume, opened) {
      line = opened;
      followed = null;
      const { next, ...snapshot } = await ask("GET", resume ?? "", line.signal);
      if (resume && snapshot.state.type !== "lost") follow(resume, next, line);
      return snapshot;
    },
    async send(message, { signal }) {
      const { conversation } = message;
      const ack = await ask("POST", `${conversation}/messages`, signal, { ...message, visitor: line.visitor });
      // The first message has made the conversation: from now on there is something to hear.
      if (!ack.refused && followed !== conversation) follow(conversation, 0, line);
      return ack;
    },
    disconnect() {
      // Everything that runs has the signal of its line, which is aborted.
    },

    end: (conversation, by, { signal }) => ask("POST", `${conversation}/end`, signal, { by }),
    typing: (conversation, { signal }) => ask("POST", `${conversation}/typing`, signal, {}),
    read: (conversation, id, { signal }) => ask("POST", `${conversation}/read`, signal, { id }),
    clear: (conversation, { signal }) => ask("DELETE", conversation ?? "", signal),
  };
};
