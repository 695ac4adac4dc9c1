/** A backend of one's own: the object that `backend: { kind: "custom", adapter }` takes. */

import type { EndedBy, Offers } from "./offers.js";

/** What an adapter can do besides, each a method of this name. What is not announced is never called. */
export type Capability = "end" | "typing" | "read" | "stay" | "older" | "rate" | "list" | "clear" | "upload";

/**
 * A backend. Two rules carry the rest:
 *
 * 1. `connect` answers with a snapshot of where the session stands, every time: it is called again whenever the connection
 *    may have missed something, and an end that happened meanwhile is in its `state`.
 * 2. Only a message that `opens` a session may open one. Any other message to a session that is over is answered with
 *    `{ refused: "ended" }`.
 *
 * Every method may answer with a promise, and has {@link CustomBackend.timeoutMs} to do so. Whoever throws, rejects or
 * hangs breaks nothing: the chat tries again where that makes sense, and tells the page by an `error` event.
 */
export interface Adapter {
  readonly capabilities?: readonly Capability[];
  /**
   * Connects, for the first time or again. `resume` is the conversation in the window, or null: then the line is about the
   * one that the first message over it starts. Whoever cannot connect rejects, and is called again: after
   * one second, two, four, up to thirty, and up to half of it sooner; or after `retryAfterMs` of the error if that is
   * longer, up to 15 minutes.
   */
  connect(resume: string | null, line: Line): Snapshot | Promise<Snapshot>;
  /**
   * Sends a message: the next one comes when this one is answered. A rejection, or no answer, means that nobody knows what
   * became of it, and it comes again **with the same id**: whoever has it already answers as the first time.
   */
  send(message: OutgoingMessage, call: Call): Ack | Promise<Ack>;
  /** The chat hears nothing any more: called when it disconnects and when it is destroyed. Closes what `connect` opened. */
  disconnect(call?: Call): void | Promise<void>;
  /** Ends the session for the visitor. Answering means that it has ended; rejecting, or `refused`, that it has not. */
  end?(conversation: string, by: "end-user" | "opt-out", call: Call): EndAnswer | Promise<EndAnswer>;
  /** The visitor is writing; said every few seconds while they are. */
  typing?(conversation: string, call: Call): unknown;
  /** The visitor has seen everything up to this message. */
  read?(conversation: string, message: string, call: Call): unknown;
  /** The visitor is still there, after an `inactive`. */
  stay?(conversation: string, call: Call): unknown;
  /** Answers with the messages before this one. */
  older?(conversation: string, before: string, call: Call): OlderMessages | Promise<OlderMessages>;
  /** Takes what the visitor thinks of the chat. Rejecting means that it was not taken. */
  rate?(conversation: string, rating: { score: number | null; comment: string }, call: Call): unknown;
  /** Answers with all conversations of the visitor, the newest first. Needed with `multipleConversations`. */
  list?(call: Call): readonly ConversationSummary[] | Promise<readonly ConversationSummary[]>;
  /** Forgets a conversation, or all of the visitor's for null. Rejecting means that it was not forgotten. */
  clear?(conversation: string | null, call: Call): unknown;
  /**
   * Sends a message that is a file, as `send` does; needed with `offers.files`. Emit `progress` on the way. Where the
   * message is emitted and handed out later, its `content` is `{ file: { url, name, bytes } }`: without it, it is its text.
   */
  upload?(message: OutgoingMessage, file: File, call: Call): Ack | Promise<Ack>;
}

/** What goes with every call. */
export interface Call {
  /** Aborted when nobody waits for the answer any more: hand it to `fetch`. */
  readonly signal: AbortSignal;
}

/** What one `connect` opens. Once its signal is aborted, nothing that is emitted on it is heard. */
export interface Line {
  /** Aborted when this line is given up, by `disconnect` or by the next `connect`. */
  readonly signal: AbortSignal;
  /** Tells the chat what happened, in order. Never throws. What a getter of an event emits is heard after that event. */
  emit(event: AdapterEvent): void;
  readonly visitor: {
    /** Random, and the same as long as the conversation. */
    readonly id: string;
    /** What the page calls them, by the option `visitor`. */
    readonly name: string | null;
    readonly email: string | null;
  };
}

/** A moment in milliseconds since 1970, as `Date.now()` gives it. */
export type Moment = number;

/** Somebody who writes. */
export interface Author {
  role: "end-user" | "agent" | "bot" | "system";
  name?: string;
}

/** How a session ended. */
export interface SessionEnd {
  /** Default `"unknown"`. */
  by?: EndedBy;
  /** Why, in the words of whoever ended it. */
  reason?: string | null;
  /** Who it was, by name. */
  actorName?: string | null;
  /** Default now. */
  at?: Moment;
  /** The whole conversation is closed with it. Default false. */
  closesConversation?: boolean;
}

/** Where a session stands. */
export type SessionState =
  | { type: "with-bot"; author?: { name?: string } }
  | { type: "waiting"; position?: number; waitMs?: number }
  | { type: "talking"; author?: { name?: string } }
  | ({ type: "ended" } & SessionEnd)
  /** The conversation cannot go on; the visitor may start another one. */
  | { type: "lost"; reason: "unknown" | "forbidden" | "expired" };

/** Whether somebody can be reached. */
export interface Availability {
  /** Somebody answers now; messages wait for somebody; or nothing can be left. */
  is: "online" | "away" | "closed";
  /** When somebody is back. */
  backAt?: Moment;
}

/** What may be done now. What is left out may be; the settings of the page narrow it further. */
export interface Allowed {
  canSend?: boolean;
  canEnd?: boolean;
  canReopen?: boolean;
  canStartNew?: boolean;
}

/** A message. Text is Markdown, but for the visitor's own. */
export interface AdapterMessage {
  /** The same in every snapshot and event; of the visitor's messages the one they were sent with. */
  id: string;
  /** Who wrote it; may be left out of a note. */
  author?: Author;
  /** Default now. */
  at?: Moment;
  /** May be left out where there is `content` or a `note`. */
  text?: string;
  /** What it holds besides: see *Rich messages* in the README. */
  content?: object;
  /** Something that happened, told between the messages. */
  note?:
    | { type: "joined" | "left"; author: Author }
    | { type: "queued" | "reopened" }
    | ({ type: "ended" } & SessionEnd);
  /** How far a message of the visitor's has come. Default `"delivered"`. */
  delivery?: "sent" | "delivered" | "read";
  /** What it answers. */
  answer?: MessageAnswer | null;
  /** The same message follows, longer each time. Default false. */
  partial?: boolean;
}

/** What the visitor chose or filled in. */
export interface MessageAnswer {
  /** The message that asked, or `"pre-chat"`. */
  to: string;
  values: readonly { name: string; value: string }[];
}

/** What `connect` answers with. */
export interface Snapshot {
  /** The conversation that this is about: the one that was asked for, if one was. */
  conversation?: string | null;
  state: SessionState | { type: "none" };
  /** When the session ends unless the visitor answers, if it is about to. */
  endsAt?: Moment | null;
  /** The newest messages, oldest first. Default none. */
  messages?: readonly AdapterMessage[];
  /** `older` has more. Default false. */
  hasOlder?: boolean;
  allowed?: Allowed;
  /** Default online. */
  availability?: Availability;
  offers?: Pick<Offers, "preChat" | "survey" | "files">;
}

/** One thing that happened: an event of the conversation of the line, unless it names another one. */
export type AdapterEvent = { conversation?: string } & (
  | SessionState
  | ({ type: "message" } & AdapterMessage)
  | { type: "typing"; author: Author; active?: boolean }
  /** All messages of the visitor up to this one have arrived, or were seen. */
  | { type: "delivered" | "read"; id: string }
  /** The session ends then unless the visitor answers; and not any more. */
  | { type: "inactive"; endsAt: Moment }
  | { type: "active" }
  | ({ type: "allowed" } & Allowed)
  | ({ type: "availability" } & Availability)
  | ({ type: "offers" } & Pick<Offers, "preChat" | "survey" | "files">)
  /** Changed settings were published (R1.6). */
  | {
      type: "settings";
      endChatWhenSessionEnds?: boolean;
      endUsersCanEnd?: boolean;
      afterEnd?: "readOnly" | "reset" | "reopen";
    }
  /** So much of a hundred of an upload has arrived. */
  | { type: "progress"; id: string; percent: number }
  | { type: "cleared" }
  /** The connection broke: `connect` is called again. */
  | { type: "disconnected" }
);

/** A message of the visitor on its way. */
export interface OutgoingMessage {
  /** The same for all tries: whoever has it already takes it once. */
  readonly id: string;
  /** An id that the chat made, the same for all messages of a conversation. */
  readonly conversation: string;
  readonly text: string;
  readonly at: Moment;
  /** Whether it may open a session: none, the first of a new conversation, or another one after an end. */
  readonly opens: "nothing" | "new" | "again";
  /** Whether the conversation it starts stands beside others of the visitor. */
  readonly alongside: boolean;
  readonly answer: MessageAnswer | null;
}

/** What became of a message: taken, at a moment by the backend's clock if it says so, or refused. */
export type Ack =
  | { at?: Moment; refused?: undefined }
  /** The session is over. Nothing that is sent to it will be taken. */
  | { refused: "ended" }
  /** This message will never be taken. */
  | { refused: "rejected" }
  /** It may be taken later. */
  | { refused: "later"; afterMs?: number }
  | { refused: "lost"; reason: "unknown" | "forbidden" | "expired" }
  /** An answer with faults, which the visitor corrects. */
  | { refused: "faulty"; faults: readonly { name: string; text: string }[] };

/** What became of an end; nothing means that the session has ended, by the visitor. */
export type EndAnswer = void | null | (SessionEnd & { refused?: false }) | { refused: true };

/** What `older` answers with. */
export interface OlderMessages {
  /** Oldest first. Default none. */
  messages?: readonly AdapterMessage[];
  /** There are still older ones. Default false. */
  hasOlder?: boolean;
}

/** One of the visitor's conversations. */
export interface ConversationSummary {
  id: string;
  /** Who is there, or was there last. */
  participant?: Author | null;
  /** The newest text, shortened. */
  last?: string;
  /** When that was said. */
  at: Moment;
  /** How its session ended, if it did. */
  ended?: (SessionEnd & { at: Moment }) | null;
  /** Messages that the visitor has not seen. Default 0. */
  unread?: number;
}

/** A backend of one's own, with the object that speaks for it. */
export interface CustomBackend {
  kind: "custom";
  adapter: Adapter;
  /** How long an answer of the object may take, in milliseconds: 100 to 25000. Default 12000. */
  timeoutMs?: number;
}
