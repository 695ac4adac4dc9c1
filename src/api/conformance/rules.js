/**
 * The rules. Each has an id, what is expected, what to do where it is not so, and needs: a capability, or one of the
 * people on the other side, whom the kit asks to say or end something.
 */

const METHODS = ["connect", "send", "disconnect"];
const CAPABILITIES = ["end", "typing", "read", "stay", "older", "rate", "list", "clear", "upload"];

/** A conversation that has begun. */
const begun = async (kit) => {
  const talk = kit.talk();
  await talk.connect(null);
  talk.conversation = crypto.randomUUID();
  await talk.send(talk.message("Hello", "new"));
  return talk;
};

/** Another page of the same visitor, in the same conversation. */
const another = (kit, { conversation, visitor }) => Object.assign(kit.talk(visitor.id), { conversation });

const isEnd = ({ type }) => type === "ended";
const texts = ({ messages = [] }) => messages.map(({ text }) => text);

/** A conversation whose session an agent ends while it is heard, and the event that says so. */
const endHeard = async (kit) => {
  const talk = await begun(kit);
  await talk.connect();
  await kit.people.ends(talk.conversation);
  return { talk, end: await talk.until(isEnd, "the end") };
};

const expectEnd = ({ state }, when) => {
  if (state.type !== "ended") fail(`${when}, connect says that the state is ${said(state)}`);
};

const RULES = [
  {
    id: "has-methods",
    expects: "connect, send and disconnect are functions",
    advice: "write the method: what each of them does stands in the types",
    run({ adapter }) {
      for (const name of METHODS) if (typeof adapter[name] !== "function") fail(`${name} is ${said(adapter[name])}`);
    },
  },
  {
    id: "keeps-its-promises",
    expects: "every capability is a known word, and a method of that name is there",
    advice: "write the method, or take the word out of capabilities",
    run({ adapter }) {
      const { capabilities = [] } = adapter;
      if (!Array.isArray(capabilities)) fail(`capabilities is ${said(capabilities)}`, "make it a list of words");
      for (const name of capabilities) {
        if (!CAPABILITIES.includes(name)) fail(`${said(name)} is no capability`, `use the words ${CAPABILITIES.join(", ")}`);
        if (typeof adapter[name] !== "function") fail(`it announces ${said(name)} and has no such method`);
      }
    },
  },
  {
    id: "connects",
    expects: "connect(null) answers with a snapshot in which there is no conversation",
    advice: 'answer with { state: { type: "none" } } where nothing is resumed',
    async run(kit) {
      const { conversation, state } = await kit.talk().connect(null);
      if (conversation || state.type !== "none") fail(`it answered with ${said({ conversation, state })}`);
    },
  },
  {
    id: "disconnects",
    expects: "disconnect can be called at any time, more than once too",
    advice: "close what is open, and do nothing where nothing is",
    async run(kit) {
      const talk = kit.talk();
      await talk.disconnect();
      await talk.connect(null);
      await talk.disconnect();
      await talk.disconnect();
    },
  },
  {
    id: "takes-messages",
    expects: "a message that opens a session is answered when the backend has it",
    advice: "answer with {} or { at }, and only once the backend has the message",
    run: begun,
  },
  {
    id: "tells-where-it-stands",
    expects: "the first message is followed by an event that says who is there: with-bot, waiting or talking",
    advice: 'emit { type: "waiting" } on the line that the message was sent on',
    async run(kit) {
      const talk = await begun(kit);
      await talk.until((event) => ["with-bot", "waiting", "talking"].includes(event?.type), "who is there");
    },
  },
  {
    id: "resumes",
    expects: "connect(conversation) answers with that conversation and where it stands, as often as it is called",
    advice: "answer with the conversation that was asked for",
    async run(kit) {
      const first = await begun(kit);
      for (const talk of [first, another(kit, first), first]) {
        const { conversation, state } = await talk.connect();
        if (conversation !== first.conversation) fail(`it was asked for ${first.conversation} and answered with ${said(conversation)}`);
        if (["none", "lost", "ended"].includes(state.type)) fail(`a session goes on, and it says ${said(state)}`, "say where the session stands");
      }
    },
  },
  {
    id: "knows-no-strangers",
    expects: "connect with a conversation that nobody knows says that it is lost, or that there is none",
    advice: 'answer with { state: { type: "lost", reason: "unknown" } }: a rejection is tried again for ever',
    async run(kit) {
      const { state } = await kit.talk().connect(crypto.randomUUID());
      if (state.type !== "lost" && state.type !== "none") fail(`it answered with ${said(state)}`);
    },
  },
  {
    id: "keeps-messages",
    expects: "the snapshot holds every message that was taken, once, in order, with the id it was sent with",
    advice: "keep the id of the message, and answer with the messages oldest first",
    async run(kit) {
      const talk = await begun(kit);
      const sent = ["one", "two", "three"].map((text) => talk.message(text));
      for (const message of sent) await talk.send(message);
      const snapshot = await another(kit, talk).connect();
      const own = (snapshot.messages ?? []).filter(({ author }) => author?.role === "end-user");
      const found = own.slice(-3).map(({ id }) => id);
      if (own.length !== 4 || found.join() !== sent.map(({ id }) => id).join()) fail(`of Hello, one, two, three it holds ${said(texts({ messages: own }))}`);
    },
  },
  {
    id: "takes-a-repeat-once",
    expects: "a message that comes again with the same id is answered as the first time, and is there once",
    advice: "know messages by their id: a chat that did not hear the answer sends the message again",
    async run(kit) {
      const talk = await begun(kit);
      const message = talk.message("Just once");
      for (let time = 0; time < 3; time++) await talk.send(message);
      const times = texts(await another(kit, talk).connect()).filter((text) => text === message.text).length;
      if (times !== 1) fail(`it is there ${times} times after it was sent three times`);
    },
  },
  {
    id: "tells-what-is-said",
    needs: "says",
    expects: "what an agent says is emitted as a message, and the snapshot holds it under the same id",
    advice: "emit { type: \"message\", id, author, text } on the line that was opened last",
    async run(kit) {
      const talk = await begun(kit);
      await talk.connect();
      await kit.people.says(talk.conversation, "Good morning");
      const isIt = ({ type, text }) => type === "message" && text === "Good morning";
      const { id } = await talk.until(isIt, "what the agent said");
      const { messages = [] } = await talk.connect();
      if (!messages.some((one) => one.id === id)) fail(`it was emitted as ${said(id)}, and the snapshot has ${said(messages.map((one) => one.id))}`);
    },
  },
  {
    id: "tells-of-the-first-answer",
    needs: "says",
    expects: "the line that the first message was sent on hears the answer",
    advice: "begin to listen with the first message, not with the next connect",
    async run(kit) {
      const talk = await begun(kit);
      await kit.people.says(talk.conversation, "At once");
      await talk.until(({ text }) => text === "At once", "what the agent said");
    },
  },
  {
    id: "speaks-clearly",
    needs: "says",
    expects: "everything that is emitted is an event, with all its fields of their types",
    advice: "see the type AdapterEvent",
    async run(kit) {
      const talk = await begun(kit);
      await talk.connect();
      await talk.send(talk.message("And you?"));
      await kit.people.says(talk.conversation, "Fine");
      await kit.people.ends?.(talk.conversation);
      await talk.until((event) => event?.text === "Fine", "what the agent said");
      await talk.quiet(kit.quietMs);
      for (const event of talk.all) {
        const count = talk.all.length;
        const flaw = shapes.event(event);
        if (talk.all.length > count) fail(`it emitted ${said(talk.all.at(-1))} while an event was read`, "emit plain data, without getters that do something");
        if (flaw) fail(`it emitted ${said(event)}`, `${place(flaw, "the event")} must be ${flaw.wants}`);
      }
    },
  },
  {
    id: "is-silent-when-told",
    needs: "says",
    expects: "nothing is emitted on a line whose signal is aborted",
    advice: "hand the signal of connect to fetch, or close the stream when it is aborted",
    async run(kit) {
      const talk = await begun(kit);
      await talk.connect();
      await talk.disconnect();
      await kit.people.says(talk.conversation, "Anybody there?");
      await another(kit, talk).connect();
      await talk.quiet(kit.quietMs);
      if (talk.late.length) fail(`it went on with ${said(talk.late[0])}`);
    },
  },
  {
    id: "tells-of-the-end",
    needs: "ends",
    expects: "the end of a session is emitted at once, and says who ended it",
    advice: 'emit { type: "ended", by: "agent" } when an agent ends the session',
    async run(kit) {
      const { by } = (await endHeard(kit)).end;
      if (by !== "agent") fail(`an agent ended it, and it says by: ${said(by)}`);
    },
  },
  {
    id: "remembers-the-end",
    needs: "ends",
    expects: "a page that comes after the end finds it in the snapshot, with who ended it",
    advice: "answer connect with where the session stands now, not with where it stood",
    async run(kit) {
      const { talk } = await endHeard(kit);
      const snapshot = await another(kit, talk).connect();
      expectEnd(snapshot, "after the end");
      if (snapshot.state.by !== "agent") fail(`an agent ended it, and it says by: ${said(snapshot.state.by)}`);
    },
  },
  {
    id: "misses-no-end",
    needs: "ends",
    expects: "an end that happened while nobody listened is in the next snapshot",
    advice: "ask the backend where the session stands each time connect is called",
    async run(kit) {
      const talk = await begun(kit);
      await talk.connect();
      await talk.disconnect();
      await kit.people.ends(talk.conversation);
      expectEnd(await talk.connect(), "after an end that it did not hear");
    },
  },
  {
    id: "takes-nothing-after-the-end",
    needs: "ends",
    expects: 'a message that opens nothing is refused with "ended" once the session is over',
    advice: 'answer { refused: "ended" }: a visitor who writes on has not agreed to a new session',
    async run(kit) {
      const talk = await begun(kit);
      await kit.people.ends(talk.conversation);
      const ack = await talk.ask("ack", "send", talk.message("One more thing"));
      if (ack.refused !== "ended") fail(`it answered ${said(ack)}`);
      expectEnd(await talk.connect(), "after a message that it should have refused");
    },
  },
  {
    id: "opens-again",
    needs: "ends",
    expects: "after an end a message that opens a session does so, unless canReopen is false",
    advice: "begin another session, or answer with allowed: { canReopen: false }",
    async run(kit) {
      const talk = await begun(kit);
      await kit.people.ends(talk.conversation);
      const { allowed, state } = await talk.connect();
      if (allowed?.canReopen === false || state.closesConversation) return;
      await talk.send(talk.message("Once more", "again"));
      const after = await talk.connect();
      if (after.state.type === "ended") fail(`it took the message, and the session is still ${said(after.state)}`);
    },
  },
  {
    id: "ends",
    needs: "end",
    expects: "once end has answered the session is over",
    advice: "answer when the backend has ended the session; reject, or answer { refused: true }, when it has not",
    async run(kit) {
      const talk = await begun(kit);
      const answer = await talk.ask("end", "end", talk.conversation, "end-user");
      if (answer?.refused) return;
      expectEnd(await talk.connect(), "after end has answered");
    },
  },
  ...["typing", "stay"].map((name) => ({
    id: `hears-${name}`,
    needs: name,
    expects: `${name} answers in time`,
    advice: `settle the promise of ${name}`,
    async run(kit) {
      const talk = await begun(kit);
      await talk.call(name, talk.conversation);
    },
  })),
  {
    id: "hears-read",
    needs: "read",
    expects: "read answers in time, for a message that is there",
    advice: "settle the promise of read",
    async run(kit) {
      const talk = await begun(kit);
      const { messages = [] } = await talk.connect();
      await talk.call("read", talk.conversation, messages.at(-1)?.id ?? "none");
    },
  },
  {
    id: "turns-back",
    needs: "older",
    expects: "older answers with messages that are older than the one it was asked about",
    advice: "leave out the message that was named, and those after it",
    async run(kit) {
      const talk = await begun(kit);
      const message = talk.message("The newest");
      await talk.send(message);
      const { messages = [] } = await talk.ask("older", "older", talk.conversation, message.id);
      if (messages.some(({ id }) => id === message.id)) fail("the message that was named is among them");
    },
  },
  {
    id: "lists",
    needs: "list",
    expects: "list holds the visitor's conversation, and nobody else's",
    advice: "answer with the conversations of the visitor that connect was told of",
    async run(kit) {
      const [talk, other] = [await begun(kit), await begun(kit)];
      const ids = (await talk.ask("list", "list")).map(({ id }) => id);
      if (!ids.includes(talk.conversation)) fail(`it lists ${said(ids)}, and the conversation is ${talk.conversation}`);
      if (ids.includes(other.conversation)) fail("it lists the conversation of another visitor");
    },
  },
  {
    id: "rates",
    needs: "rate",
    expects: "a rating is taken, after the end where the session can be ended",
    advice: "answer once the backend has it",
    async run(kit) {
      const talk = await begun(kit);
      // The window asks for a rating after the end alone, and a backend may insist on that.
      if (kit.people.ends) await kit.people.ends(talk.conversation);
      else if (kit.adapter.capabilities.includes("end")) await talk.call("end", talk.conversation, "end-user");
      await talk.call("rate", talk.conversation, { score: 5, comment: "Thank you" });
    },
  },
  {
    id: "forgets",
    needs: "clear",
    expects: "a conversation that was cleared is not there any more",
    advice: "answer clear once it is forgotten, and later connects with it with state lost or none",
    async run(kit) {
      const talk = await begun(kit);
      await talk.call("clear", talk.conversation);
      const { state } = await another(kit, talk).connect();
      if (state.type !== "lost" && state.type !== "none") fail(`it is cleared, and connect says ${said(state)}`);
    },
  },
  {
    id: "uploads",
    needs: "upload",
    expects: "a file is taken, or refused for good",
    advice: "answer as send does",
    async run(kit) {
      const talk = await begun(kit);
      const file = new File(["Hello"], "hello.txt", { type: "text/plain" });
      const ack = await talk.ask("ack", "upload", talk.message("hello.txt"), file);
      if (ack.refused && ack.refused !== "rejected") fail(`it answered ${said(ack)}`);
    },
  },
];
