// A backend of one's own, as the compiler sees it.

import { init, type Adapter, type AdapterEvent, type Ack, type Line, type Snapshot } from "session-chat";

// The least that is one.
const least: Adapter = {
  connect: () => ({ state: { type: "none" } }),
  send: async () => ({}),
  disconnect() {},
};
await init({ backend: { kind: "custom", adapter: least } });
await init({ backend: { kind: "custom", adapter: least, timeoutMs: 5_000 } });

/** A class will do as well. */
class Desk implements Adapter {
  readonly capabilities = ["end", "typing", "read", "stay", "older", "rate", "list", "clear", "upload"] as const;
  #line?: Line;
  async connect(resume: string | null, line: Line): Promise<Snapshot> {
    this.#line = line;
    line.signal.addEventListener("abort", () => line.visitor.id.length);
    return {
      conversation: resume,
      state: resume ? { type: "talking", author: { name: "Sam" } } : { type: "none" },
      messages: [{ id: "1", author: { role: "agent", name: "Sam" }, text: "Hello", at: Date.now() }],
      hasOlder: true,
      allowed: { canReopen: false },
      availability: { is: "away", backAt: Date.now() + 3_600_000 },
      offers: { survey: { scale: "stars" } },
    };
  }
  async send({ id, conversation, text, opens, answer }: Parameters<Adapter["send"]>[0]): Promise<Ack> {
    if (opens === "nothing" && !text) return { refused: "ended" };
    for (const { name, value } of answer?.values ?? []) if (!value) return { refused: "faulty", faults: [{ name, text: "Missing" }] };
    this.#line?.emit({ type: "delivered", id, conversation });
    return { at: Date.now() };
  }
  disconnect() {}
  async end(_conversation: string, by: "end-user" | "opt-out") {
    return { by, closesConversation: true };
  }
  typing() {}
  async read() {}
  stay() {}
  older() {
    return { messages: [], hasOlder: false };
  }
  async rate(_conversation: string, { score }: { score: number | null }) {
    if (score === null) throw Error("Nothing was rated.");
  }
  list() {
    return [{ id: "c", last: "Bye", at: Date.now(), unread: 0 }];
  }
  async clear(conversation: string | null) {
    console.info(conversation ?? "all");
  }
  async upload(_message: { id: string }, file: File) {
    return file.size > 1e6 ? ({ refused: "rejected" } as const) : {};
  }
}
await init({ backend: { kind: "custom", adapter: new Desk() } });

const events: AdapterEvent[] = [
  { type: "message", id: "2", author: { role: "bot" }, text: "…", partial: true },
  { type: "message", id: "3", note: { type: "joined", author: { role: "agent", name: "Sam" } } },
  { type: "typing", author: { role: "agent" } },
  { type: "waiting", position: 2, waitMs: 60_000 },
  { type: "ended", by: "agent", actorName: "Sam", conversation: "c" },
  { type: "lost", reason: "expired" },
  { type: "disconnected" },
];
console.info(events.length);

// @ts-expect-error an adapter sends
const mute: Adapter = { connect: () => ({ state: { type: "none" } }), disconnect() {} };
// @ts-expect-error no such capability
const liar: Adapter = { ...least, capabilities: ["fly"] };
// @ts-expect-error a snapshot says where the session stands
const vague: Adapter = { ...least, connect: () => ({ conversation: "c" }) };
// @ts-expect-error nobody ends a session so
const wrong: AdapterEvent = { type: "ended", by: "robot" };
// @ts-expect-error a moment is a number
const dated: AdapterEvent = { type: "inactive", endsAt: new Date() };
// @ts-expect-error no such refusal
const refusal: Ack = { refused: "no" };
// @ts-expect-error an object is needed
await init({ backend: { kind: "custom" } });
console.info(mute, liar, vague, wrong, dated, refusal);
