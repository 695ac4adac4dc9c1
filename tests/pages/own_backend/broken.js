// Thirteen adapters, each with one mistake, made out of one without: what the kit must find, by the id of the rule, and what
// the window hears of it, by the code of an `error` event where it is something that shows in a chat.

const never = () => new Promise(() => {});

/** Turns what an adapter emits into something else, which may emit more. */
const bent = (adapter, bend) => ({
  connect: (resume, line) => adapter.connect(resume, { ...line, emit: (event) => line.emit(bend(event, line.emit)) }),
});

export const broken = [
  {
    name: "has no way to send",
    rule: "has-methods",
    code: "config-value",
    make: ({ send, ...adapter }) => adapter,
  },
  {
    name: "throws when it connects",
    rule: "connects",
    code: "adapter-failed",
    make: (adapter) => ({
      ...adapter,
      connect() {
        throw TypeError("undefined is not a server");
      },
    }),
  },
  {
    name: "hangs when it connects",
    rule: "connects",
    code: "adapter-timeout",
    make: (adapter) => ({ ...adapter, connect: never }),
  },
  {
    name: "announces what it cannot do",
    rule: "keeps-its-promises",
    code: "adapter-capability",
    make: ({ end, ...adapter }) => adapter,
  },
  {
    name: "says where a session stands in words of its own",
    rule: "connects",
    code: "adapter-answer",
    make: (adapter) => ({ ...adapter, connect: async () => ({ state: { type: "open" } }) }),
  },
  {
    name: "forgets to say that it has a message",
    rule: "takes-messages",
    code: "adapter-answer",
    make: (adapter) => ({
      ...adapter,
      async send(message) {
        await adapter.send(message);
      },
    }),
  },
  {
    name: "takes a message as often as it comes",
    rule: "takes-a-repeat-once",
    code: null,
    make: (adapter) => ({ ...adapter, send: (message) => adapter.send({ ...message, id: crypto.randomUUID() }) }),
  },
  {
    name: "tells the time in words and leaves out who wrote",
    rule: "speaks-clearly",
    code: "adapter-event",
    make: (adapter) => ({
      ...adapter,
      ...bent(adapter, ({ author, at, ...event }) => ({ ...event, at: new Date(at ?? 0).toISOString() })),
    }),
  },
  {
    name: "says more while it is being heard",
    rule: "speaks-clearly",
    code: null,
    make: (adapter) => ({
      ...adapter,
      ...bent(adapter, (event, emit) => ({
        ...event,
        get type() {
          emit({ type: "active", conversation: event.conversation });
          return event.type;
        },
      })),
    }),
  },
  {
    name: "knows nothing of an end that it did not hear",
    rule: "misses-no-end",
    code: null,
    make: (adapter) => ({
      ...adapter,
      async connect(resume, line) {
        const snapshot = await adapter.connect(resume, line);
        return snapshot.state.type === "ended" ? { ...snapshot, state: { type: "waiting" } } : snapshot;
      },
    }),
  },
  {
    name: "goes on after it was told to stop",
    rule: "is-silent-when-told",
    code: "adapter-late",
    make: (adapter) => ({
      ...adapter,
      connect: (resume, line) => adapter.connect(resume, { ...line, signal: new AbortController().signal }),
    }),
  },
  {
    name: "answers with another conversation",
    rule: "resumes",
    code: "adapter-foreign",
    make: (adapter) => ({
      ...adapter,
      async connect(resume, line) {
        const snapshot = await adapter.connect(resume, line);
        return snapshot.conversation ? { ...snapshot, conversation: "of-somebody-else" } : snapshot;
      },
    }),
  },
  {
    name: "takes messages after the end",
    rule: "takes-nothing-after-the-end",
    code: null,
    make: (adapter) => ({ ...adapter, send: (message) => adapter.send({ ...message, opens: "again" }) }),
  },
];
