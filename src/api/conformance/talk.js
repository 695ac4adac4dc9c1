/** The kit's side of a talk with an adapter: it calls, waits no longer than it must, and judges all that is said. */

/** What a rule found: what happened, and what to do about it if that is not what the rule says anyway. */
class Finding extends Error {
  constructor(happened, advice) {
    super(happened);
    this.advice = advice;
  }
}

const fail = (happened, advice) => {
  throw new Finding(happened, advice);
};

const said = (value) => {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};

const place = ({ path }, whole) => (path ? `${whole}.${path}` : whole);

/** Waits for what a call of `who` has come to, but no longer than this. */
const inTime = async (called, who, timeoutMs, advice) => {
  let timer;
  const late = new Promise((_, reject) => {
    const words = `${who} had not answered after ${timeoutMs} ms`;
    timer = setTimeout(() => reject(new Finding(words, advice)), timeoutMs);
  });
  try {
    return await Promise.race([called, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** An adapter, made in time. */
const made = (makeAdapter, timeoutMs) => {
  const advice = "settle its promise in any case: what takes long belongs into connect, which is tried again";
  return inTime((async () => makeAdapter())(), "makeAdapter", timeoutMs, advice);
};

/** The people on the other side, as far as they are there: nobody waits for them for ever either. */
const inTimeEach = (people, timeoutMs) => {
  const asked = (name) => (...given) => {
    const advice = "settle its promise once it is done, or raise timeoutMs: this is the other side, and not the adapter";
    return inTime((async () => people[name](...given))(), `people.${name}`, timeoutMs, advice);
  };
  return Object.fromEntries(["says", "ends"].filter((name) => people[name]).map((name) => [name, asked(name)]));
};

/** A page with an adapter of its own. `conversation` is the one that it talks in. */
class Talk {
  #make;
  #made;
  #timeoutMs;
  #life = new AbortController();
  #wake = () => {};
  /** What was emitted on the newest line, in order. */
  events = [];
  /** What was emitted at all. */
  all = [];
  /** What was emitted on lines that had been given up. */
  late = [];
  conversation = null;
  visitor;

  constructor(makeAdapter, { timeoutMs, visitor }) {
    this.#make = makeAdapter;
    this.#timeoutMs = timeoutMs;
    this.visitor = { id: visitor, name: null, email: null };
  }

  /** Calls a method and waits for its answer. */
  async call(method, ...given) {
    const life = new AbortController();
    const beside = method === "connect" ? given.pop() : { signal: life.signal };
    const advice = `settle the promise of ${method} in any case, and reject it where it fails`;
    try {
      const adapter = await (this.#made ??= made(this.#make, this.#timeoutMs));
      const asked = async () => adapter[method](...given, beside);
      return await inTime(asked(), method, this.#timeoutMs, advice);
    } catch (error) {
      if (error instanceof Finding) throw error;
      return fail(`${method} failed with ${error?.name ?? "something"}: ${error?.message ?? said(error)}`);
    } finally {
      life.abort();
    }
  }

  /** The same, and the answer has this shape. */
  async ask(shape, method, ...given) {
    const answer = await this.call(method, ...given);
    const flaw = shapes[shape](answer);
    if (flaw) fail(`${method} answered ${said(answer)}`, `${place(flaw, "the answer")} must be ${flaw.wants}`);
    return answer;
  }

  /** Connects, on a new line. */
  async connect(resume = this.conversation) {
    this.hangUp();
    const life = (this.#life = new AbortController());
    this.events = [];
    const emit = (event) => {
      const list = life.signal.aborted ? this.late : this.events;
      list.push(event);
      this.all.push(event);
      this.#wake();
    };
    return this.ask("snapshot", "connect", resume, { emit, signal: life.signal, visitor: { ...this.visitor } });
  }

  /** Gives the line up. */
  hangUp() {
    this.#life.abort();
  }

  /** Hears nothing any more. */
  async disconnect() {
    this.hangUp();
    await this.call("disconnect");
  }

  /** A message that was not sent yet. */
  message(text, opens = "nothing") {
    const { conversation } = this;
    return { id: crypto.randomUUID(), conversation, text, at: Date.now(), opens, alongside: false, answer: null };
  }

  /** Sends a message, which must be taken. */
  async send(message) {
    const ack = await this.ask("ack", "send", message);
    if (ack.refused) fail(`send refused ${said(message.text)}: ${said(ack)}`, "take what is sent to a session that is open");
    return ack;
  }

  /** Waits for an event. */
  async until(holds, what, advice) {
    const due = Date.now() + this.#timeoutMs;
    for (;;) {
      const found = this.events.find(holds);
      if (found) return found;
      const left = due - Date.now();
      if (left <= 0) {
        const kinds = this.events.map((event) => event?.type ?? said(event)).join(", ");
        return fail(`${what} was not told within ${this.#timeoutMs} ms (${kinds ? `told was: ${kinds}` : "nothing was told"})`, advice);
      }
      let timer;
      await new Promise((go) => {
        this.#wake = go;
        timer = setTimeout(go, left);
      });
      clearTimeout(timer);
    }
  }

  /** Gives the adapter a moment in which it might say what it should not. */
  quiet(ms) {
    return new Promise((go) => setTimeout(go, ms));
  }
}
