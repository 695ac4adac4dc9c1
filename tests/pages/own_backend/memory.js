// A backend in the page itself, for tests: chats in a map, and people who do what they are told. `makeAdapter` is what a
// site would write; a fresh adapter is what another page of the site would make.

const AGENT = { role: "agent", name: "Sam" };

/** How many messages are handed out at once. */
const PAGE = 50;

/** A backend with nobody in it yet. */
export const memoryBackend = () => {
  const chats = new Map();
  /** Methods that fail. */
  const failing = new Set();
  const found = (conversation) => {
    const chat = chats.get(conversation);
    if (!chat) throw Error("there is no such conversation");
    return chat;
  };
  const tell = (conversation, event) => {
    for (const line of found(conversation).lines) line.emit({ ...event, conversation });
  };
  const say = (conversation, message) => {
    found(conversation).messages.push(message);
    tell(conversation, { type: "message", ...message });
  };
  const become = (conversation, state) => {
    found(conversation).state = state;
    tell(conversation, state);
  };

  const makeAdapter = () => {
    let line;
    const join = (conversation) => {
      const { lines } = found(conversation);
      const own = line;
      lines.add(own);
      own.signal.addEventListener("abort", () => lines.delete(own));
    };
    return {
      capabilities: ["end", "typing", "read", "stay", "older", "rate", "list", "clear", "upload"],
      async connect(resume, opened) {
        line = opened;
        if (!resume) return { state: { type: "none" } };
        if (!chats.has(resume)) return { conversation: resume, state: { type: "lost", reason: "unknown" } };
        join(resume);
        const { state, messages } = chats.get(resume);
        return { conversation: resume, state, messages: messages.slice(-PAGE), hasOlder: messages.length > PAGE };
      },
      async send({ id, conversation, text, opens }, { content } = {}) {
        if (!chats.has(conversation)) {
          if (opens === "nothing") return { refused: "lost", reason: "unknown" };
          chats.set(conversation, { visitor: line.visitor.id, state: { type: "none" }, messages: [], files: [], lines: new Set() });
        }
        const chat = chats.get(conversation);
        const known = chat.messages.find((one) => one.id === id);
        if (known) return { at: known.at };
        if (chat.state.type === "ended" && opens === "nothing") return { refused: "ended" };
        if (!chat.lines.has(line)) join(conversation);
        const at = Date.now();
        say(conversation, { id, author: { role: "end-user" }, text, content, at });
        if (["none", "ended"].includes(chat.state.type)) become(conversation, { type: "waiting" });
        return { at };
      },
      disconnect() {},
      async end(conversation, by) {
        become(conversation, { type: "ended", by, at: Date.now() });
      },
      async typing() {},
      async read() {},
      async stay() {},
      async older(conversation, before) {
        const { messages } = found(conversation);
        const end = messages.findIndex(({ id }) => id === before);
        const start = Math.max(0, end - PAGE);
        return { messages: messages.slice(start, end), hasOlder: start > 0 };
      },
      async rate(conversation, rating) {
        if (failing.has("rate")) throw Error("the rating was not taken");
        found(conversation).rating = rating;
      },
      async list() {
        const own = [...chats].filter(([, { visitor }]) => visitor === line.visitor.id);
        const all = own.map(([id, { messages, state }]) => {
          const { author: participant, text: last, at } = messages.at(-1);
          return { id, participant, last, at, ended: state.type === "ended" ? state : null };
        });
        return all.sort((one, other) => other.at - one.at);
      },
      async clear(conversation) {
        for (const id of conversation ? [conversation] : chats.keys()) chats.delete(id);
      },
      async upload(message, file) {
        const { id, conversation } = message;
        const text = await file.text();
        line.emit({ type: "progress", conversation, id, percent: 50 });
        const { name, size: bytes } = file;
        const ack = await this.send(message, { content: { file: { url: URL.createObjectURL(file), name, bytes } } });
        if (!ack.refused) found(conversation).files.push({ name, text });
        return ack;
      },
    };
  };

  /** Whoever is on the other side: of a conversation, or of the one that goes on. */
  const current = () => [...chats].find(([, { state }]) => state.type !== "ended")?.[0];
  const people = {
    accepts: (conversation = current()) => become(conversation, { type: "talking", author: AGENT }),
    says: (conversation = current(), text) => say(conversation, { id: crypto.randomUUID(), author: AGENT, text, at: Date.now() }),
    ends: (conversation = current()) => become(conversation, { type: "ended", by: "agent", actorName: "Sam", at: Date.now() }),
  };
  return { makeAdapter, people, chats, failing };
};
