/**
 * Session Chat without its window: the core and the backends, for pages that draw their own chat.
 *
 * ```ts
 * import { createChat } from "session-chat/headless";
 *
 * const chat = await createChat({ backend: { kind: "local" } });
 * chat.on("change", () => draw(chat.state(), chat.transcript()));
 * await chat.connect();
 * ```
 */

import type {
  EndInfo,
  EndUsersDoNotEnd,
  EndUsersEnd,
  EndedBy,
  EndsWithSession,
  ErrorInfo,
  Files,
  FormField,
  MessageInfo,
  OtherChannel,
  OutlivesSession,
  RatingInfo,
  Reopens,
  SessionChatConnection,
  SessionChatOptions,
  SessionChatPhase,
  SessionRecord,
  StaysEnded,
} from "session-chat";

export { SessionChatError, version } from "session-chat";
export type { SessionChatErrorCode } from "session-chat";

/**
 * Checks the whole configuration, fetches the wasm and resolves with the handle. Nothing is stored or read, and the
 * backend is not called, before `connect()`. A second call with the same `id` resolves with the first handle.
 *
 * @throws {@link SessionChatError} with a code that begins with `config-`, as `init` does, or with `load-failed`. What is
 * wrong below `backend` is told by `connect()`.
 */
export declare function createChat(config: HeadlessConfig): Promise<HeadlessChat>;

// ── Configuration ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The options of `init` that concern its window alone are unknown to `createChat`. */
export type WindowOption =
  | "target"
  | "load"
  | "resume"
  | "openOnStart"
  | "launcher"
  | "position"
  | "theme"
  | "sound"
  | "titleCount"
  | "records"
  | "images"
  | "notification";

/** What `createChat` takes. Combinations that it refuses are type errors. */
export type HeadlessConfig = Omit<SessionChatOptions, WindowOption> & { [Name in WindowOption]?: never } & (
    | EndsWithSession
    | OutlivesSession
  ) &
  (EndUsersEnd | EndUsersDoNotEnd) &
  (Reopens | StaysEnded);

// ── State ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Somebody who writes. The name comes from the backend and may be empty: show it as text only. */
export interface ChatAuthor {
  role: "end-user" | "agent" | "bot" | "system";
  name: string;
}

/** The one thing to know before anything else. */
export interface ChatBanner {
  code:
    | "offline"
    | "reconnecting"
    | "nobody-online"
    | "stale"
    | "end-refused"
    | "still-there"
    | "clear-failed"
    | "outbox-full"
    | "not-kept"
    | "left-unsent"
    | "settings-changed";
  /** What it says, in the language in use. */
  text: string;
  /** Whether `dismissNotice()` takes it away; the others go by themselves. */
  canDismiss: boolean;
}

/** What a message will do; say it before it is sent. */
export interface ChatHint {
  /** It opens a new session, or it waits until somebody is online. */
  code: "reopens" | "waits";
  text: string;
  canDismiss: false;
}

/** One value of an answer: of a field, or of `choice` where something was chosen. */
export interface AnswerEntry {
  name: string;
  value: string;
}

/** What the backend finds wrong with a field, in the visitor's language. */
export interface AnswerFault {
  name: string;
  text: string;
}

/** An option with all its parts. */
export interface ChatChoice {
  id: string;
  label: string;
  detail: string;
}

/** A field of a form; what was left out has its default. */
export interface ChatField extends Required<Omit<FormField, "options">> {
  options: ChatChoice[];
}

/** What is asked before the chat; `submitPreChat` answers it. */
export interface ChatPreChat {
  form: { title: string; text: string; fields: ChatField[]; submit: string };
  /** What was filled in before and not taken, with what is wrong with it. */
  values: AnswerEntry[];
  faults: AnswerFault[];
}

/** What is asked after the chat; `rate` answers it. */
export interface ChatSurvey {
  scale: "stars" | "faces" | "numbers";
  lowest: number;
  highest: number;
  /** Empty where the backend leaves the wording to you. */
  question: string;
  /** Whether some words can be added. */
  comment: boolean;
  state: "open" | "sending" | "failed" | "taken";
}

/** One of the visitor's conversations. */
export interface ChatConversation {
  id: string;
  participant: ChatAuthor | null;
  /** The newest text, shortened. */
  last: string;
  at: string;
  /** Who ended it, if it has ended. */
  ended: EndedBy | null;
  unread: number;
}

/** What {@link HeadlessChat.state} answers. Moments are ISO 8601 in UTC. */
export interface HeadlessState {
  phase: SessionChatPhase;
  /** `"offline"` before `connect()` and after `disconnect()`. */
  connection: SessionChatConnection;
  conversation: string | null;
  /** The BCP 47 tag of the language in use. */
  locale: string;
  /** A line that says where the chat stands, in the language in use. */
  status: string;
  /** Who is there, or was last. */
  participant: ChatAuthor | null;
  isPresent: boolean;
  /** Who is writing. */
  typing: ChatAuthor | null;
  /** Messages that the visitor has not seen, in all conversations. */
  unread: number;
  /** In phase `waiting`: the place, from 1, and the estimated wait, as far as they are known. */
  queue: { position: number | null; waitMs: number | null } | null;
  /** In phase `inactive`: when the session ends unless the visitor stays. */
  endsAt: string | null;
  /** Nobody is there; when somebody is back, if that is known. */
  away: { backAt: string | null } | null;
  banner: ChatBanner | null;
  hint: ChatHint | null;
  canSend: boolean;
  /** Whether what a message asks can be answered now. */
  canAnswer: boolean;
  canEnd: boolean;
  canStartNew: boolean;
  canSave: boolean;
  canAttach: boolean;
  /** Which files are taken, if any are. */
  files: Required<Files> | null;
  /** How the session ended, if it has. */
  ended: EndInfo | null;
  /** Why the conversation cannot go on, if it cannot. */
  lost: "unknown" | "forbidden" | "expired" | null;
  preChat: ChatPreChat | null;
  survey: ChatSurvey | null;
  /** Whether `older()` has something to fetch. */
  hasOlder: boolean;
  /** The newest first; empty unless `multipleConversations` is on. */
  conversations: ChatConversation[];
  otherChannels: OtherChannel[];
}

// ── Transcript ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A picture, by an address that comes from the backend: judge it before you follow it. Sizes are 0 where unknown. */
export interface ChatImage {
  url: string;
  alt: string;
  width: number;
  height: number;
}

/** A card: words, a picture, what can be done. */
export interface ChatCard {
  title: string;
  text: string;
  image: ChatImage | null;
  /** Answers with an id, or leads to an address that comes from the backend. */
  actions: { label: string; does: { choose: string } | { open: string } }[];
}

/** What a message holds besides its text: an object with one of these names. */
export type ChatContent =
  | { choices: { style: "quickReplies" | "buttons" | "list"; options: ChatChoice[]; several: boolean } }
  | { date: { min: string | null; max: string | null } }
  /** `at` is in milliseconds since 1970; `minutes` is 0 where the length is not said. */
  | { times: { id: string; at: number; minutes: number }[] }
  | { cards: ChatCard[] }
  | { link: { url: string; title: string; image: ChatImage | null } }
  | { image: ChatImage }
  | { media: { url: string; title: string; kind: "video" | "audio" } }
  | { file: { url: string; name: string; bytes: number } }
  | { form: { title: string; fields: ChatField[]; submit: string } }
  | { progress: { percent: number | null; done: boolean } }
  /** Answered with `"true"` or `"false"`. */
  | { consent: { accept: string; decline: string } };

/** One entry of {@link HeadlessChat.transcript}. */
export interface ChatMessage extends MessageInfo {
  /** How far an own message has come; null for the others. */
  delivery: "refused" | "failed" | "waiting" | "sending" | "sent" | "delivered" | "read" | null;
  /** What happened, for a note between the messages; its `text` says it in the language in use. */
  note: "joined" | "left" | "queued" | "ended" | "reopened" | null;
  /** Null where there is none, or none that can be read: then the text is all there is. */
  content: ChatContent | null;
  /** Whether more of its text is still to come. */
  partial: boolean;
  /** How much of its file has arrived, of a hundred, while it is under way. */
  progress: number | null;
  /** It is the oldest one that has not been seen. */
  firstUnread: boolean;
  /** What the visitor answered to it, if they did. */
  answer: AnswerEntry[] | null;
  /** The answer that the backend did not take. */
  refused: { values: AnswerEntry[]; faults: AnswerFault[] } | null;
  canAnswer: boolean;
  canRetry: boolean;
  canDiscard: boolean;
}

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What an `announce` event tells: something to say aloud, once. */
export interface ChatAnnouncement {
  code:
    | "message"
    | "messages"
    | "sent"
    | "not-sent"
    | "typing"
    | "ended"
    | "end-refused"
    | "inactive"
    | "joined"
    | "queued"
    | "reconnecting"
    | "reconnected"
    | "lost";
  /** The sentence, in the language in use. */
  text: string;
  /** Whether it is for an assertive region rather than a polite one. */
  isUrgent: boolean;
  author: ChatAuthor | null;
  /** How many `messages`. */
  count: number | null;
  /** The place in the queue. */
  position: number | null;
}

/** The events and their details. They are told once the call that caused them has returned. */
export interface HeadlessEventMap {
  /** The state or the transcript may have changed; many changes at once are one event. */
  change: null;
  phase: { phase: SessionChatPhase };
  connection: { connection: SessionChatConnection };
  unread: { unread: number };
  typing: { author: ChatAuthor | null };
  started: { conversation: string };
  message: MessageInfo;
  ended: EndInfo;
  /** What is left of a session that has ended; after `ended`. */
  record: SessionRecord;
  /** The visitor answered the survey; again if an answer that the backend did not take is sent again. */
  rated: RatingInfo;
  /** A message was not sent; the transcript holds it with `canRetry` where it can be tried again. */
  "send-failed": { id: string; why: "ended" | "lost" | "rejected" | "faulty" | "later" };
  /** A text that was not sent belongs back into the field. */
  prefill: { text: string };
  /** The conversation was forgotten on this browser. */
  cleared: null;
  /** Changed settings of the deployment were published and are in force (R1.6). */
  settings: null;
  announce: ChatAnnouncement;
  error: ErrorInfo;
}

/** The name of an event for `on` and `off`. */
export type HeadlessEventName = keyof HeadlessEventMap;

/** What a listener is called with. */
export type HeadlessListener<Name extends HeadlessEventName> = (event: CustomEvent<HeadlessEventMap[Name]>) => void;

// ── Handle ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An answer: what was chosen, or values by the names of fields. */
export type ChatAnswer = string | readonly string[] | Readonly<Record<string, string | boolean | number | readonly string[]>>;

/** The code of a refusal that only this form of the chat has. */
export type HeadlessErrorCode =
  | "answer-missing"
  | "answer-value"
  | "file-type"
  | "file-empty"
  | "file-too-large"
  | "file-fake"
  | "file-unreadable"
  | "message-too-long"
  | "outbox-full";

/**
 * One chat that the page draws. What cannot be done now is refused with `not-allowed`, wherever the window would not
 * offer it. After `destroy()` every call is refused with `destroyed`, after an internal error with `stopped`.
 */
export interface HeadlessChat {
  readonly id: string;
  state(): HeadlessState;
  /** All messages that this browser knows, oldest first. */
  transcript(): ChatMessage[];
  /** The transcript to be kept, in the language in use. Default `"text"`. */
  saved(form?: "text" | "html" | "json"): string;
  /** Restores what an earlier page left, and hears the backend from now on. */
  connect(): Promise<void>;
  /** Hears the backend no more; the conversation goes on there, and `connect()` catches up with it. */
  disconnect(): Promise<void>;
  /** Resolves with the id of the message. */
  send(text: string): Promise<string>;
  /** Judged by name, size and first bytes. Resolves with the id of the message, whose `progress` tells how it goes. */
  sendFile(file: File): Promise<string>;
  /** Answers what a message asks, once. Rejects with `answer-missing` or `answer-value` and the name of the field. */
  answer(message: string, values: ChatAnswer): Promise<string>;
  /** Starts the chat with what is asked before it. */
  submitPreChat(values: ChatAnswer): Promise<string>;
  /** Call it at each key stroke. */
  typing(): Promise<void>;
  /** The newest message is before the visitor's eyes, and whatever follows will be until `unseen()`. */
  seen(): Promise<void>;
  unseen(): Promise<void>;
  /** Tries a message again that was given up. */
  retry(message: string): Promise<void>;
  /** Takes back a message that was not sent. */
  discard(message: string): Promise<void>;
  /** *I am still here.* */
  stay(): Promise<void>;
  /** Asks for older messages. */
  older(): Promise<void>;
  /** *Start new chat*. */
  startConversation(): Promise<void>;
  /** Ends the session at once: ask the visitor before (R2.3). One that is still `starting` is called off, without the event `ended`. Rejects where end users cannot end it. */
  endSession(): Promise<void>;
  rate(rating: { score: number; comment?: string }): Promise<void>;
  /** Asks the backend anew; what it says is in the state's `conversations`. */
  listConversations(): Promise<void>;
  /** Goes on with another of the visitor's conversations. */
  switchTo(conversation: string): Promise<void>;
  /** Forgets the conversation on this browser, and at the backend where that can be done. */
  clearSession(): Promise<void>;
  dismissNotice(): Promise<void>;
  setLocale(locale: string): Promise<void>;
  on<Name extends HeadlessEventName>(name: Name, listener: HeadlessListener<Name>): void;
  off<Name extends HeadlessEventName>(name: Name, listener: HeadlessListener<Name>): void;
  /** Stops everything, and forgets the conversation on this browser unless it is to be kept. */
  destroy(options?: { keepConversation?: boolean }): void;
}
