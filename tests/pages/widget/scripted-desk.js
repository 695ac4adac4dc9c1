/**
 * A desk that says what a test tells it to, in the words of src/transport/local/wire.rs. It stands in the host page
 * itself, where a channel object of its own hears the widgets, or in a window beside it:
 *
 *     const { Desk } = await import("/tests/pages/widget/scripted-desk.js");
 *     window.desk = new Desk("main");
 *
 * It answers as a good desk would unless `answers` says otherwise, and does nothing by itself.
 */

const VERSION = 1;

/** How many older messages go out at once. */
const PAGE = 50;

const NOTHING = { status: "none", messages: [] };

const SAM = { role: "agent", name: "Sam" };

export class Desk {
  /** Every command that was heard, `{ visitor, tab, command }`. */
  heard = [];
  /** Who spoke last. */
  visitor = null;
  /** What each visitor's conversation is: a snapshot, and `archive`, what older pages are made of. */
  chats = new Map();
  /** What a visitor finds who is not known yet; null for nothing. */
  kept;
  /** The agent. */
  sam = SAM;
  /** What is said once a conversation has started. */
  greeting = { talking: SAM };
  /** What is offered around a chat: `{ preChat, survey, files }`, each as JSON. */
  offers = null;
  /** The list of conversations, each as in src/domain/offer.rs; null for none. */
  list = null;
  /** The files that came, `{ id, name, size, text }`. */
  files = [];
  availability = "online";
  allowed = { canSend: true, canEnd: true, canReopen: true, canStartNew: true };
  /** `connect`: "snapshot" or "silent". `send`: "taken", "silent" or a refusal. `end`: "ended", "refused" or "silent". */
  answers = { connect: "snapshot", send: "taken", end: "ended", clear: "cleared", older: "page", rate: true };

  #channel;
  #beacon;

  constructor(channel = "main", kept = null) {
    this.kept = kept;
    this.#channel = new BroadcastChannel(`session-chat:${channel}`);
    this.#channel.onmessage = ({ data }) => this.#hear(data?.body, data?.file);
    // A widget that asked before this desk was there asks again only when it hears of one.
    this.#beacon = setInterval(() => (this.visitor ? clearInterval(this.#beacon) : this.#post("deskOpen")), 200);
    this.#post("deskOpen");
  }

  /** Leaves, as when its tab is closed. */
  close() {
    this.#post("deskClosed");
    clearInterval(this.#beacon);
    this.#channel.close();
  }

  /** Says an event to all tabs of a visitor, and remembers what follows from it for the next snapshot. */
  tell(event, visitor = this.visitor) {
    const [[kind, value]] = Object.entries(typeof event === "string" ? { [event]: null } : event);
    const chat = this.chats.get(visitor);
    if (chat && ["withBot", "waiting", "talking", "ended", "lost"].includes(kind)) chat.status = event;
    if (chat && kind === "message") chat.messages.push(value);
    this.#post({ toVisitor: { visitor, event } });
  }

  /** Says a text as somebody. */
  say(text, author = SAM, visitor = this.visitor) {
    this.tell({ message: this.message(text, author) }, visitor);
  }

  /** A message that has not been said, at a moment of its own. */
  message(text, author = SAM, at = Date.now()) {
    return { id: crypto.randomUUID(), author, at, body: { text } };
  }

  /** Takes the message that was sent last, after all. */
  take() {
    const { visitor, tab, command } = this.heard.findLast(({ command }) => command.send);
    this.#post({ toVisitor: { visitor, tab, event: this.#taken(command.send, visitor) } });
  }

  /** A note between the messages. */
  note(note) {
    const message = { ...this.message("", { role: "system" }), body: { note } };
    this.tell({ message });
  }

  /** Ends the session. */
  end(by = "agent", reason = null, actorName = "Sam", visitor = this.visitor) {
    this.tell({ ended: { by, reason, actorName, at: Date.now() } }, visitor);
  }

  /** The commands of a kind, `send` or `end` for example. */
  commands(kind) {
    return this.heard.map(({ command }) => (command === kind ? true : command[kind])).filter(Boolean);
  }

  #post(body) {
    this.#channel.postMessage({ v: VERSION, body });
  }

  #hear(body, file) {
    const { toDesk } = body ?? {};
    if (!toDesk) return;
    const { visitor, tab, command } = toDesk;
    this.heard.push({ visitor, tab, command });
    this.visitor = visitor;
    if (file) this.files.push({ id: command.send.id, name: file.name, size: file.size, type: file.type });
    const [[kind, value]] = Object.entries(typeof command === "string" ? { [command]: null } : command);
    const answer = this[`_${kind}`]?.(value, visitor);
    if (answer) this.#post({ toVisitor: { visitor, tab, event: answer } });
  }

  _connect({ resume }, visitor) {
    if (this.answers.connect === "silent") return null;
    if (this.offers) this.tell({ offers: this.offers }, visitor);
    if (this.kept && !this.chats.has(visitor)) {
      this.chats.set(visitor, { ...NOTHING, conversation: resume ?? "kept", ...this.kept });
      this.kept = null;
    }
    const chat = this.chats.get(visitor);
    const unknown = resume ? { lost: "unknown" } : "none";
    const found = chat && (!resume || resume === chat.conversation) ? chat : { ...NOTHING, status: unknown };
    const { archive = [], conversation = null, status, messages } = found;
    const { availability, allowed } = this;
    return { connected: { conversation, status, messages, hasOlder: archive.length > 0, availability, allowed } };
  }

  _send(outgoing, visitor) {
    const why = this.answers.send;
    if (why === "silent") return null;
    return why === "taken" ? this.#taken(outgoing, visitor) : { refused: { id: outgoing.id, why } };
  }

  #taken({ id, conversation, text }, visitor) {
    const at = Date.now();
    const chat = this.chats.get(visitor);
    if (chat?.conversation !== conversation) {
      this.chats.set(visitor, { ...NOTHING, conversation, messages: [] });
      if (this.greeting) queueMicrotask(() => this.tell(this.greeting, visitor));
    }
    this.chats.get(visitor).messages.push({ id, at, author: { role: "end-user" }, body: { text } });
    return { acknowledged: { id, at } };
  }

  _end({ by }, visitor) {
    const answer = this.answers.end;
    if (answer === "refused") return "endRefused";
    if (answer === "ended") this.tell({ ended: { by, at: Date.now() } }, visitor);
    return null;
  }

  _rate() {
    return this.answers.rate === "silent" ? null : { rated: { isTaken: this.answers.rate } };
  }

  _conversations() {
    return this.list && { conversations: JSON.stringify(this.list) };
  }

  _clear(_, visitor) {
    this.chats.delete(visitor);
    if (this.answers.clear === "cleared") this.tell("cleared", visitor);
    return this.answers.clear === "failed" ? "clearFailed" : null;
  }

  _clearAll(_, visitor) {
    return this._clear(_, visitor);
  }

  _older(_, visitor) {
    const archive = this.chats.get(visitor)?.archive ?? [];
    if (this.answers.older === "silent") return null;
    const messages = archive.splice(-PAGE);
    return { older: { messages, hasOlder: archive.length > 0 } };
  }
}
