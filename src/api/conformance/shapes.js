/**
 * Session Chat, the conformance kit: what an adapter may say. Each shape takes a value and returns what is wrong with it,
 * as `{ path, wants }`, or nothing. `src/transport/custom` judges in the same words; both are held to the same examples.
 */

/** Nothing below these is a moment in milliseconds: whoever gives seconds comes out before it. */
const EARLIEST_MS = 1e11;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const must = (holds, wants) => (value) => (holds(value) ? undefined : { path: "", wants });
const within = (name, flaw) => flaw && { ...flaw, path: flaw.path ? `${name}.${flaw.path}` : `${name}` };
const some = (shape) => (value) => (value === undefined || value === null ? undefined : shape(value));

const text = must((value) => typeof value === "string", "a text");
const id = must((value) => typeof value === "string" && value !== "", "a text that is not empty");
const truth = must((value) => typeof value === "boolean", "true or false");
const number = must((value) => Number.isSafeInteger(value) && value >= 0, "a whole number, 0 or more");
const moment = must(
  (value) => typeof value === "number" && value >= EARLIEST_MS && value <= Number.MAX_SAFE_INTEGER,
  "a moment in milliseconds since 1970, as Date.now() and Date.parse(…) give it",
);
const word = (...words) => must((value) => words.includes(value), `one of ${words.join(", ")}`);
const anything = must(isObject, "an object");

/** An object with these fields, each of a shape; more of them may be there. */
const object = (fields, wants = "an object") => (value) => {
  if (!isObject(value)) return { path: "", wants };
  for (const [name, shape] of Object.entries(fields)) {
    const flaw = within(name, shape(value[name]));
    if (flaw) return flaw;
  }
  return undefined;
};
const list = (shape) => (value) => {
  if (!Array.isArray(value)) return { path: "", wants: "a list" };
  return value.map((item, index) => within(index, shape(item))).find(Boolean);
};

const ROLE = word("end-user", "agent", "bot", "system");
const ENDERS = ["end-user", "agent", "bot", "supervisor", "automation", "system", "inactivity", "opt-out", "unknown"];

const author = object({ role: ROLE, name: some(text) }, "an object { role, name }");
const somebody = some(object({ name: some(text) }));
const end = { by: some(word(...ENDERS)), reason: some(text), actorName: some(text), at: some(moment), closesConversation: some(truth) };
const lost = { reason: word("unknown", "forbidden", "expired") };
const pair = (name) => object({ name: id, [name]: text });
const allowed = { canSend: some(truth), canEnd: some(truth), canReopen: some(truth), canStartNew: some(truth) };
const availability = { is: word("online", "away", "closed"), backAt: some(moment) };
const offers = { preChat: some(anything), survey: some(anything), files: some(anything) };

/** One of several shapes, by the word in `type`. */
const typed = (shapes, wants = `one of ${Object.keys(shapes).join(", ")}`) => (value) => {
  if (!isObject(value)) return { path: "", wants: "an object" };
  const fields = Object.hasOwn(shapes, value.type) && shapes[value.type];
  return fields ? (typeof fields === "function" ? fields : object(fields))(value) : { path: "type", wants };
};

const note = typed({ joined: { author }, left: { author }, queued: {}, ended: end, reopened: {} });
const fields = {
  id,
  note: some(note),
  author: some(author),
  text: some(text),
  content: some(anything),
  delivery: some(word("sent", "delivered", "read")),
  answer: some(object({ values: list(pair("value")), to: id })),
  partial: some(truth),
  at: some(moment),
};
const message = (value) => {
  const flaw = object(fields)(value);
  if (flaw) return flaw;
  if (!value.note && !value.author) return { path: "author", wants: "an object { role, name }" };
  return value.note || value.content || typeof value.text === "string" ? undefined : { path: "text", wants: "a text, unless there is content" };
};

const running = {
  "with-bot": { author: somebody },
  waiting: { position: some(number), waitMs: some(number) },
  talking: { author: somebody },
  ended: end,
  lost,
};
const percent = must((value) => Number.isInteger(value) && value >= 0 && value <= 100, "a whole number from 0 to 100");
const anEvent = typed({
  message,
  typing: { author, active: some(truth) },
  delivered: { id },
  read: { id },
  ...running,
  inactive: { endsAt: moment },
  active: {},
  allowed,
  availability,
  offers,
  settings: { endChatWhenSessionEnds: some(truth), endUsersCanEnd: some(truth), afterEnd: some(word("readOnly", "reset", "reopen")) },
  progress: { id, percent },
  cleared: {},
  disconnected: {},
});

const STATES = "an object whose type is one of none, with-bot, waiting, talking, ended, lost";
const state = (value) => (isObject(value) && value.type !== undefined ? typed({ none: {}, ...running })(value) : { path: "", wants: STATES });

const shapes = {
  event: (value) => anEvent(value) ?? within("conversation", some(text)(value.conversation)),
  snapshot: (value) => {
    const first = object({ state, conversation: some(text) })(value);
    if (first) return first;
    const isAbout = value.conversation || ["none", "lost"].includes(value.state.type);
    if (!isAbout) return { path: "conversation", wants: "the conversation that the state is about" };
    return object({
      offers: some(object(offers)),
      endsAt: some(moment),
      messages: some(list(message)),
      hasOlder: some(truth),
      allowed: some(object(allowed)),
      availability: some(object(availability)),
    })(value);
  },
  ack: (value) => {
    if (!isObject(value)) return { path: "", wants: "an object" };
    const refusals = {
      ended: {},
      rejected: {},
      later: { afterMs: some(number) },
      lost,
      faulty: { faults: list(pair("text")) },
    };
    if (value.refused === undefined || value.refused === null) return object({ at: some(moment) })(value);
    const known = Object.hasOwn(refusals, value.refused);
    return known ? object(refusals[value.refused])(value) : { path: "refused", wants: `one of ${Object.keys(refusals).join(", ")}` };
  },
  end: some(object({ refused: some(truth), ...end })),
  older: object({ messages: some(list(message)), hasOlder: some(truth) }),
  list: list(
    object({ id, last: some(text), unread: some(number), participant: some(author), ended: some(object({ ...end, at: moment })), at: moment }),
  ),
};
