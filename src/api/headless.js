/**
 * Session Chat without our window: `createChat` for pages that draw their own. It fetches the core and a backend, and
 * hands out a handle with what is to be drawn, what the visitor can do, and events.
 *
 * The build puts rules.js and entry.js in front of this file, and what stands between the handle and the wasm, headless-stage.js,
 * travels with the wasm.
 */

/** The options that concern our window alone are unknown here. */
const WINDOW = "target load resume openOnStart launcher position theme sound titleCount records images notification";
for (const name of WINDOW.split(" ")) delete options[name];

/** What answers at once, and what answers with a promise. */
const READS = ["state", "transcript", "saved"];
const ACTS = [
  "connect",
  "disconnect",
  "send",
  "sendFile",
  "answer",
  "submitPreChat",
  "typing",
  "seen",
  "unseen",
  "retry",
  "discard",
  "stay",
  "older",
  "startConversation",
  "endSession",
  "rate",
  "listConversations",
  "switchTo",
  "clearSession",
  "dismissNotice",
  "setLocale",
];

/** What the page gets to see of an error; `code` stands for one that has none. */
const told = (error, code = error.code) => (code ? new SessionChatError(error.code ?? code, error.message, error.field) : error);

const make = async (settings, release) => {
  const events = new EventTarget();
  let isGone = false;
  let queue;

  /**
   * Events go out once the call that caused them has returned, so that no listener ever finds a chat that is being
   * changed; whatever has changed by then is one `change`.
   */
  const emit = (name, detail = null) => {
    if (!queue) {
      queue = new Map();
      queueMicrotask(() => {
        const due = queue.values();
        queue = null;
        for (const event of due) if (!isGone) events.dispatchEvent(event);
      });
    }
    queue.set(name === "change" ? name : queue.size, new CustomEvent(name, { detail }));
  };
  /** Where the fault lies in an offer that cannot be read is told by a module that nobody else needs. */
  const tell = (name, detail) => {
    if (detail?.code !== "offers-unreadable") return emit(name, detail);
    load("offers", true).then(
      (judge) => emit(name, { ...detail, ...judge.fault(settings.offers) }),
      () => emit(name, detail),
    );
  };
  const guard = () => {
    if (isGone) throw new SessionChatError("destroyed", "This chat is destroyed: call createChat again.");
  };

  let calls;
  try {
    const glue = await load(`${settings.backend.kind}-headless`);
    calls = await glue.stage(settings, tell, release);
  } catch (error) {
    throw told(error, "load-failed");
  }
  const reads = (name) => (given) => {
    guard();
    try {
      return calls[name](given);
    } catch (error) {
      throw told(error);
    }
  };
  const acts =
    (name) =>
    async (...given) => {
      guard();
      try {
        return await calls[name](...given);
      } catch (error) {
        throw told(error);
      }
    };
  const methods = (names, method) => Object.fromEntries(names.map((name) => [name, method(name)]));
  const { setLocale, ...others } = methods(ACTS, acts);
  return Object.freeze({
    id: settings.id,
    ...methods(READS, reads),
    ...others,
    setLocale: async (locale) => setLocale(read(options.locale, locale, "locale")),
    on(name, listener) {
      guard();
      events.addEventListener(name, listener);
    },
    off(name, listener) {
      guard();
      events.removeEventListener(name, listener);
    },
    destroy(options) {
      guard();
      isGone = true;
      release();
      calls.destroy(options);
    },
  });
};

/** Checks `config`, fetches the wasm and resolves with the handle: the first one, if this id has one. */
export const createChat = async (config) => {
  const settings = checked(config);
  // A symbol, because a chat with our window may have the same id.
  const key = Symbol.for((settings.id ??= "default"));
  if (!registry.has(key)) {
    const release = () => registry.get(key) === chat && registry.delete(key);
    const chat = make(settings, release);
    registry.set(key, chat);
    chat.catch(release);
  }
  return registry.get(key);
};
