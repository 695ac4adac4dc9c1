// A chat of ours as a backend of one's own: what the kit asks of an adapter is done by a visitor in a page of theirs, and
// what their chat shows is what the adapter answers. So the kit judges a backend of ours with the core in front of it, as
// every page of a site has it.
//
// Two things are turned from ours into the kit's: a chat makes the ids of its conversations and messages itself, and it
// keeps its conversation in the browser. What it keeps is given back without its messages, as it is where the storage is
// nearly full, so that whatever stands in a snapshot came from the backend.

const STORED = ["sent", "delivered", "read"];

/** Waits until this is true of a chat. */
const until = (chat, holds) =>
  new Promise((go) => {
    const look = () => {
      const found = holds();
      if (!found) return;
      for (const name of ["change", "send-failed"]) chat.off(name, look);
      go(found);
    };
    for (const name of ["change", "send-failed"]) chat.on(name, look);
    look();
  });

/** Where a session stands. */
const standing = ({ phase, participant, queue, ended, lost }) => {
  const author = participant && { name: participant.name };
  if (phase === "ended") {
    const { by, reason, actorName, at } = ended;
    return { type: phase, by, reason, actorName, at: Date.parse(at) };
  }
  if (phase === "lost") return { type: phase, reason: lost };
  if (phase === "waiting") return { type: phase, position: queue?.position, waitMs: queue?.waitMs };
  if (phase === "with-bot") return { type: phase, author };
  return ["none", "starting", "unavailable"].includes(phase) ? { type: "none" } : { type: "talking", author };
};

/** Whether an entry of the browser's storage holds a conversation, and not its visitor alone. */
const isOfChat = (entry) => Boolean(entry && JSON.parse(entry).kept.chat);

/** Pages of a site, each a frame that is used again once its visitor has left it. */
const free = [];
const visit = async () => {
  const unused = free.pop();
  if (unused) return unused;
  const frame = document.createElement("iframe");
  Object.assign(frame, { src: "visitor.html", title: "A page of a visitor" });
  const isLoaded = new Promise((go) => frame.addEventListener("load", go, { once: true }));
  document.body.append(frame);
  await isLoaded;
  return frame.contentWindow;
};

/** Adapters over chats with this configuration, and the people on the other side as the kit asks for them. */
export const chatBackend = (config, capabilities, staff) => {
  /** The kit's ids and ours. */
  const ours = new Map();
  const theirs = new Map();
  const visitors = new Map();
  /** What the first page that was left kept of its conversation: where nobody knows one, that is the rest of it. */
  let sample;

  const pair = (kits, chats) => {
    ours.set(kits, chats);
    theirs.set(chats, kits);
  };

  /** Keeps for a visitor that they are in this conversation, without a word of what was said in it. */
  const keep = (key, conversation) => {
    const known = ours.get(conversation);
    const entry = localStorage.getItem(key) ?? (known ? null : sample);
    // It was cleared here.
    if (!isOfChat(entry)) return;
    const kept = JSON.parse(entry);
    Object.assign(kept.kept.chat, { conversation: known ?? conversation, messages: [], hasOlder: true });
    if (!known) pair(conversation, conversation);
    localStorage.setItem(key, JSON.stringify(kept));
  };

  /** Loads what a page of a visitor loads: how long that takes is not for the kit to judge. */
  const prepare = async () => {
    const page = await visit();
    const chat = await page.createChat({ ...config, id: "prepared" });
    chat.destroy();
    free.push(page);
  };

  const makeAdapter = () => {
    let page;
    let chat;
    let line;
    let failures;
    /** What was stored when a message was on its way, by the kit's id. */
    const underWay = new Map();

    const key = () => `session-chat:${line.visitor.id}`;
    const rows = () => chat.transcript().filter(({ note }) => !note);
    const messageOf = ({ id, role, name, text, at }) => ({ id: theirs.get(id) ?? id, author: { role, name }, text, at: Date.parse(at) });

    const leaves = () => {
      if (!chat) return;
      chat.destroy({ keepConversation: true });
      const entry = localStorage.getItem(key());
      if (isOfChat(entry)) sample ??= entry;
      free.push(page);
      chat = null;
    };

    /** Has a chat of the visitor's, in a page of theirs, whose news go out on the line. */
    const comes = async () => {
      page = await visit();
      const { emit, visitor } = line;
      const own = await page.createChat({ ...config, id: visitor.id, visitor: { name: visitor.id } });
      chat = own;
      failures = new Map();
      own.on("send-failed", ({ detail }) => failures.set(detail.id, detail.why));
      own.on("error", ({ detail }) => console.warn(detail.code, detail.message));
      await own.connect();
      await until(own, () => own.state().connection === "live" || own.state().phase === "lost");
      let stood = JSON.stringify(standing(own.state()));
      const known = new Map(rows().map(({ id, delivery }) => [id, delivery]));
      own.on("change", () => {
        for (const row of rows()) {
          const { id, role, delivery } = row;
          if (!known.has(id) && (role !== "end-user" || theirs.has(id))) emit({ type: "message", ...messageOf(row) });
          else if (known.get(id) !== delivery && ["delivered", "read"].includes(delivery)) emit({ type: delivery, id: theirs.get(id) ?? id });
          known.set(id, delivery);
        }
        const { type, ...more } = standing(own.state());
        const stands = JSON.stringify({ type, ...more });
        if (stands !== stood && type !== "none") emit({ type, ...more });
        stood = stands;
      });
      own.on("typing", ({ detail: { author } }) => author && emit({ type: "typing", author, active: true }));
    };

    /** What became of a message. One that the end was faster than is not told to have failed: it stays to be kept. */
    const fateOf = async (id) => {
      const isStored = () => rows().find((row) => row.id === id && STORED.includes(row.delivery));
      const overIs = () => ["ended", "lost"].find((phase) => chat.state().phase === phase);
      await until(chat, () => isStored() || failures.has(id) || overIs());
      const row = isStored();
      if (row) return { at: Date.parse(row.at) };
      return { refused: failures.get(id) ?? overIs(), reason: chat.state().lost ?? undefined, faults: [] };
    };

    const says = async ({ id, conversation }, act) => {
      if (underWay.has(id)) {
        // The page closed before it heard the answer, and the next one finds the message unsent: it goes out again.
        leaves();
        localStorage.setItem(key(), underWay.get(id));
        await comes();
        return fateOf(ours.get(id));
      }
      let own;
      try {
        own = await act();
      } catch (error) {
        const { phase } = chat.state();
        if (error.code === "not-allowed" && phase === "ended") return { refused: "ended" };
        throw error;
      }
      pair(id, own);
      underWay.set(id, localStorage.getItem(key()));
      pair(conversation, chat.state().conversation ?? ours.get(conversation));
      visitors.set(conversation, line.visitor.id);
      return fateOf(own);
    };

    const adapter = {
      capabilities,
      async connect(resume, opened) {
        leaves();
        line = opened;
        if (resume) keep(key(), resume);
        await comes();
        const state = chat.state();
        const conversation = state.conversation && (theirs.get(state.conversation) ?? state.conversation);
        const isOver = state.phase === "ended";
        return {
          conversation: conversation ?? undefined,
          state: standing(state),
          messages: rows().map(messageOf),
          hasOlder: state.hasOlder,
          allowed: isOver ? { canReopen: state.canSend, canStartNew: state.canStartNew } : undefined,
        };
      },
      send: (message) => says(message, () => chat.send(message.text)),
      disconnect: async () => leaves(),
      async end() {
        // Before anybody has answered it would be a start that is called off, and no end.
        await until(chat, () => chat.state().phase !== "starting");
        await chat.endSession();
        const isRefused = () => chat.state().banner?.code === "end-refused";
        await until(chat, () => chat.state().phase === "ended" || isRefused());
        return isRefused() ? { refused: true } : standing(chat.state());
      },
      typing: () => chat.typing(),
      read: () => chat.seen(),
      // Only who is about to lose the session can stay in it.
      stay: async () => chat.state().phase === "inactive" && chat.stay(),
      async older(conversation, before) {
        const index = () => rows().findIndex(({ id }) => id === ours.get(before));
        const held = index();
        if (chat.state().hasOlder) {
          await chat.older();
          await until(chat, () => index() > held || !chat.state().hasOlder);
        }
        return { messages: rows().slice(0, Math.max(0, index())).map(messageOf), hasOlder: chat.state().hasOlder };
      },
      async rate(conversation, rating) {
        await until(chat, () => chat.state().survey);
        await chat.rate(rating);
        const state = await until(chat, () => ["taken", "failed"].find((one) => chat.state().survey?.state === one));
        if (state === "failed") throw Error("the rating was not taken");
      },
      async list() {
        await chat.listConversations();
        const found = await until(chat, () => chat.state().conversations.length && chat.state().conversations);
        return found.map(({ id, last, unread, at }) => ({ id: theirs.get(id) ?? id, last, unread, at: Date.parse(at) }));
      },
      async clear() {
        await chat.clearSession();
        await until(chat, () => chat.state().phase === "none" || chat.state().banner?.code === "clear-failed");
        if (chat.state().banner) throw Error("it was not cleared");
      },
      upload: (message, file) => {
        // A chat takes files of its own page.
        const own = new page.File([file], file.name, { type: file.type });
        return says(message, () => chat.sendFile(own));
      },
    };
    return adapter;
  };

  const asked = (conversation) => ({ conversation: ours.get(conversation), visitor: visitors.get(conversation) });
  const people = {
    says: (conversation, text) => staff.says(asked(conversation), text),
    ends: (conversation) => staff.ends(asked(conversation)),
  };
  return { prepare, makeAdapter, people };
};
