/**
 * Session Chat: a chat window for web pages that treats the end of a chat as a first-class, correct event.
 *
 * ```ts
 * import { init } from "session-chat";
 *
 * const chat = await init({ backend: { kind: "local" } });
 * chat.on("ended", ({ detail }) => console.info(detail.by, detail.next));
 * ```
 */

import type { CustomBackend } from "./adapter.js";
import type { EndedBy, Offers, RatingInfo } from "./offers.js";
import type { SessionRecord } from "./record.js";

export type {
  Ack,
  Adapter,
  AdapterEvent,
  AdapterMessage,
  Allowed,
  Author,
  Availability,
  Call,
  Capability,
  ConversationSummary,
  CustomBackend,
  EndAnswer,
  Line,
  MessageAnswer,
  Moment,
  OlderMessages,
  OutgoingMessage,
  SessionEnd,
  SessionState,
  Snapshot,
} from "./adapter.js";

export type { EndedBy, Files, FormField, FormOption, Invitation, Offers, PreChat, RatingInfo, Survey } from "./offers.js";
export type { SessionRecord } from "./record.js";

/** The version of this release. */
export declare const version: string;

/**
 * Checks the whole configuration, draws the launcher and resolves with the handle. Nothing else is fetched and nothing
 * is stored or read until the visitor shows intent; see {@link SessionChatConfig.load} and `resume`.
 *
 * A second call with the same `id` resolves with the first handle, also while the first call is under way.
 *
 * @throws {@link SessionChatError} with a code that begins with `config-`; nothing is mounted then. The options of the
 * backend besides `kind` are judged when the chat first starts: `open()` then rejects in the same way.
 */
export declare function init(config: SessionChatConfig): Promise<SessionChatHandle>;

/** Why something was refused or failed. */
export type SessionChatErrorCode =
  /** A required setting is not there. */
  | "config-missing"
  /** A setting has a value of the wrong type. */
  | "config-type"
  /** A setting has a value that is not allowed, or is none that is known. */
  | "config-value"
  /** Two settings exclude each other; the message names both. */
  | "config-conflict"
  /** `target` is no element of the page. */
  | "config-target"
  /** A file could not be loaded, or is not the one of this release. It is tried again at the next call. */
  | "load-failed"
  /** The page's content-security policy lacks `'wasm-unsafe-eval'` in `script-src`. */
  | "csp-wasm"
  /** The chat had an internal error and waits for the visitor to start it again. */
  | "stopped"
  /** The handle was destroyed. */
  | "destroyed"
  /** The call makes no sense in the phase the chat is in. */
  | "not-allowed"
  /** The browser lacks something that the chat needs. */
  | "unsupported";

/** Every refusal and failure. */
export declare class SessionChatError extends Error {
  constructor(code: SessionChatErrorCode, message: string, field?: string | null);
  readonly name: "SessionChatError";
  /** What went wrong; stable, for programs. */
  readonly code: SessionChatErrorCode;
  /** The path of the setting at fault, such as `backend.kind` or `otherChannels.0.url`; null if it is about none. */
  readonly field: string | null;
}

// ── Configuration ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The backend inside the browser: end users in one tab, agents at the desk in another. No server. */
export interface LocalBackend {
  kind: "local";
  /** What this chat and the desk meet on. Default `"main"`. */
  channel?: string;
}

/**
 * Salesforce Enhanced Chat, straight from the browser. Its deployment must be of type *Custom Client*, and the page's
 * origin must be in Setup → CORS. What is wrong with these options is told at the first open, by the field and the
 * screen in Setup; what the org refuses later comes as an `error` event with a code of its own.
 */
export interface SalesforceBackend {
  kind: "salesforce";
  /** The org's messaging address, `https://<MyDomain>.my.salesforce-scrt.com`. */
  url: string;
  /** The org id, with 15 or 18 characters. */
  orgId: string;
  /** The API name of the deployment. */
  deployment: string;
  /** What stands before the event stream, where the org's own may not be read by pages. An `https:` address. */
  proxy?: string;
  /** The language of the deployment's texts, as `en_US`. */
  language?: string;
  /** What goes along with a new conversation: hidden fields before the chat and custom parameters, by name. */
  attributes?: Readonly<Record<string, string>>;
  /** What the fields before the chat are called, by name. */
  labels?: Readonly<Record<string, string>>;
  /** The terms, in Markdown, that are agreed to before a chat where the deployment asks for it. */
  terms?: string;
  /** Vouches for the visitor, where `verifiedUsers` is on: resolves with an identity token (a JWT) within 30 seconds. */
  identity?: () => Promise<string>;
  /**
   * Has a new visitor prove that they are no program, where the deployment asks for it: resolves with a reCAPTCHA token
   * within two minutes. A message whose token does not come is not sent and can be tried again.
   */
  captcha?: (riddle: { readonly siteKey: string }) => Promise<string>;
}

/** Which backend carries the chat, told apart by `kind`. */
export type SessionChatBackend = LocalBackend | SalesforceBackend | CustomBackend;

/** A way to go on outside this chat. */
export interface OtherChannel {
  /** What the link says. */
  label: string;
  /** An address that begins with `https:`, `http:`, `mailto:` or `tel:`. */
  url: string;
}

/** What `init` takes whatever the rules of the sessions are. */
export interface SessionChatOptions {
  /** Tells instances on one page apart, and their stored conversations. Default `"default"`. */
  id?: string;
  /** Required. */
  backend: SessionChatBackend;
  /** An element, or a selector of one, that the chat is drawn in. Without it the chat floats in a corner. */
  target?: Element | string;
  /** A BCP 47 tag, or `"auto"`: the page's `<html lang>`, then the browser's languages. Default `"auto"`. */
  locale?: string;
  /** Other words for single texts, by the names in `session-chat-<version>.names.json`. */
  texts?: Readonly<Record<string, string>>;
  /** Whose chat it is. */
  brand?: {
    /** Default `"Support"`. */
    name?: string;
    /** An image at an `https:` address. */
    logo?: string;
  };
  /** What the page knows of the visitor and wants agents to see. */
  visitor?: { name?: string; email?: string };
  /** Messages that, sent as a whole, end only the active session (R1.4). Default none. */
  optOutKeywords?: readonly string[];
  /** Where else the visitor can be helped; not offered while `endUsersCanEnd` is on (R2.5). Default none. */
  otherChannels?: readonly OtherChannel[];
  /** Where the conversation is kept between pages; `"memory"` keeps it nowhere. Default `"local"`. */
  storage?: "local" | "session" | "memory";
  /** When the wasm is fetched: as the visitor reaches for the launcher, or as soon as the browser is idle. Default `"intent"`. */
  load?: "intent" | "idle";
  /**
   * Looks at init for a conversation that an earlier page left, and goes on with it. This reads one storage key,
   * `session-chat:<id>`, before the visitor has opened the chat on this page. Default false.
   */
  resume?: boolean;
  /** Opens the window at once, without taking the keyboard focus. Default false. */
  openOnStart?: boolean;
  /** `"hidden"` for pages that open the chat by buttons of their own. Default `"shown"`. */
  launcher?: "shown" | "hidden";
  /** The side of the launcher and the window, in the direction of reading. Default `"end"`. */
  position?: "end" | "start";
  /** Default `"auto"`: as the visitor's system. */
  theme?: "auto" | "light" | "dark";
  /** A sound when a message arrives that the visitor does not see. Default false. */
  sound?: boolean;
  /** The unread count in the page's title. Default true. */
  titleCount?: boolean;
  /** Tells a {@link SessionRecord} after each end; the part of the chat that makes it is then loaded with the first message. Default false. */
  records?: boolean;
  /** Pictures in messages; switched off, each is a link. A policy of the page must allow their sources (`img-src`). Default true. */
  images?: boolean;
  /** Who tells of an end behind a closed window: the chat, the page by the `ended` event, or nobody (R3.6). An open window always shows it. Default `"shown"`. */
  notification?: "shown" | "host" | "off";
  /** Over a vendor's own widget, logs the names of what that tells, and no content (R3.5); nothing else is ever logged. Default false. */
  debug?: boolean;
  /** Before, around and after the chat. Default none. */
  offers?: Offers;
}

/** The end of a session ends its conversation (R1.1); what that excludes is refused by `init` (R1.3, R4.2). */
export interface EndsWithSession {
  endChatWhenSessionEnds: true;
  verifiedUsers?: false;
  afterEnd?: "readOnly";
}

/** A conversation outlives its sessions. */
export interface OutlivesSession {
  /** Default false. */
  endChatWhenSessionEnds?: false;
  /** Visitors are identified by the page. Default false. */
  verifiedUsers?: boolean;
  /** What happens to the visitor's next message after an end. `"reopen"` needs `reopening`. Default `"readOnly"`. */
  afterEnd?: "readOnly" | "reset" | "reopen";
}

/** End users can end their session (R2.1). */
export interface EndUsersEnd {
  endUsersCanEnd: true;
  multipleConversations: true;
  reopening?: false;
  afterEnd?: "readOnly" | "reset";
}

/** Only agents and the backend end a session. */
export interface EndUsersDoNotEnd {
  /** Default false. */
  endUsersCanEnd?: false;
  /** One visitor can have several conversations. Default false. */
  multipleConversations?: boolean;
  /** An ended conversation can be opened again by a message. Default false. */
  reopening?: boolean;
}

/** A message after an end opens a new session (R4.2). */
export interface Reopens {
  afterEnd: "reopen";
  reopening: true;
}

/** A message after an end opens nothing. */
export interface StaysEnded {
  afterEnd?: "readOnly" | "reset";
}

/** What `init` takes. Combinations that it refuses are type errors. */
export type SessionChatConfig = SessionChatOptions &
  (EndsWithSession | OutlivesSession) &
  (EndUsersEnd | EndUsersDoNotEnd) &
  (Reopens | StaysEnded);

// ── State and events ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Where a chat stands. */
export type SessionChatPhase =
  | "none"
  | "starting"
  | "with-bot"
  | "waiting"
  | "talking"
  | "inactive"
  | "ending"
  | "ended"
  | "lost"
  | "unavailable";

/** Whether the visitor is being heard. */
export type SessionChatConnection = "live" | "connecting" | "offline" | "stale";

/** How a session ended. */
export interface EndInfo {
  by: EndedBy;
  /** Why, in the words of whoever ended it. */
  reason: string | null;
  /** The name of whoever ended it. Comes from the backend: show it as text only. */
  actorName: string | null;
  /** When: ISO 8601, UTC. */
  at: string;
  /** What happens to the visitor's next message. */
  next: "readOnly" | "reset" | "reopen";
}

/** A message that has arrived or was sent. */
export interface MessageInfo {
  id: string;
  role: "end-user" | "agent" | "bot" | "system";
  /** The sender's name. Comes from the backend: show it as text only. */
  name: string;
  /** As written, Markdown included. Comes from the backend: show it as text only. */
  text: string;
  /** When: ISO 8601, UTC. */
  at: string;
}

/** What {@link SessionChatHandle.state} answers. */
export interface SessionChatState {
  phase: SessionChatPhase;
  /** Whether the window is open. */
  open: boolean;
  connection: SessionChatConnection;
  /** Messages that the visitor has not seen. */
  unread: number;
  canSend: boolean;
  /** Whether the visitor may end the session now. */
  canEnd: boolean;
  canStartNew: boolean;
  /** How the session ended, if it has. */
  ended: EndInfo | null;
  /** The id of the conversation, if there is one. */
  conversation: string | null;
  /** The BCP 47 tag of the language in use. */
  locale: string;
}

/** What an `error` event tells. Beside the codes of {@link SessionChatError}, the chat has some of its own. */
export interface ErrorInfo {
  code:
    | SessionChatErrorCode
    | "not-sent"
    | "message-too-long"
    | "outbox-full"
    | "clear-failed"
    | "storage-unavailable"
    | "offers-unreadable"
    /** What an object of {@link CustomBackend} did wrong; the message names the method and the field. */
    | "adapter-failed"
    | "adapter-timeout"
    | "adapter-answer"
    | "adapter-foreign"
    | "adapter-event"
    | "adapter-late"
    | "adapter-capability"
    | (string & {});
  message: string;
  /** The setting that is at fault, such as `offers.survey.scale`, where it is one. */
  field?: string;
}

/** What a `notice` event tells: how the visitor is about to be told of something that they do not see. */
export interface NoticeInfo {
  /** A card over the launcher, a sound, a notification of the system. */
  kind: "preview" | "sound" | "system";
  /** Of the message; the moment, for an end. */
  id: string;
  /** Who it comes from, or empty. Comes from the backend: show it as text only. */
  name: string;
  /** One line, the beginning of the message. Comes from the backend: show it as text only. */
  text: string;
}

/** The events and their details. */
export interface SessionChatEventMap {
  /** The wasm is there and knows its state. */
  ready: null;
  /** The window opened. */
  opened: null;
  /** The window closed; the conversation goes on. */
  closed: null;
  /** A message arrived or was sent. */
  message: MessageInfo;
  /** A session started. */
  started: { conversation: string };
  /** A session ended. */
  ended: EndInfo;
  /** What is left of that session, after `ended`, where the option `records` asks for it; null if the part of the chat that makes records could not be loaded. */
  record: SessionRecord | null;
  /** The visitor answered the survey; again if they send an answer again that the backend did not take. */
  rated: RatingInfo;
  /** The conversation was forgotten on this browser. */
  cleared: null;
  connection: { connection: SessionChatConnection };
  unread: { unread: number };
  phase: { phase: SessionChatPhase };
  /** Changed settings of the deployment were published and are in force (R1.6). */
  settings: null;
  /** The visitor is about to be invited; `preventDefault()` refuses it. */
  invited: { text: string };
  /** The visitor is about to be told of something; `preventDefault()` refuses this way of telling it. */
  notice: NoticeInfo;
  error: ErrorInfo;
}

/** The name of an event for `on` and `off`. */
export type SessionChatEventName = keyof SessionChatEventMap;

/** What a listener is called with. */
export type SessionChatListener<Name extends SessionChatEventName> = (event: CustomEvent<SessionChatEventMap[Name]>) => void;

/** The same events as the element dispatches them; they bubble and cross shadow roots. */
export type SessionChatElementEventMap = {
  [Name in SessionChatEventName as `session-chat-${Name}`]: CustomEvent<SessionChatEventMap[Name]>;
};

// ── Handle and element ───────────────────────────────────────────────────────────────────────────────────────────────

/**
 * One chat on the page. Methods that need the wasm fetch it first. After `destroy()` every method throws or rejects
 * with the code `destroyed`; after an internal error those that need the wasm reject with `stopped` until the visitor
 * has started the chat again.
 */
export interface SessionChatHandle {
  readonly id: string;
  readonly element: SessionChatElement;
  /** Opens the window and moves the keyboard focus into it; a hidden chat is shown. */
  open(): Promise<void>;
  /** Closes the window. The conversation goes on. */
  close(): Promise<void>;
  /** Shows launcher and window after `hide()`. */
  show(): void;
  /** Hides launcher and window, whatever their state. */
  hide(): void;
  /** Sends a message for the visitor. Rejects with `not-allowed` where the visitor could not send one. */
  send(text: string): Promise<void>;
  /** *Start new chat*. Rejects with `not-allowed` while a chat is running, unless `multipleConversations` is on. */
  startConversation(): Promise<void>;
  /** Opens the window and asks the visitor to confirm the end of the session; one that is still `starting` is called off unasked, without the event `ended`. Rejects with `not-allowed` where end users cannot end it. */
  endSession(): Promise<void>;
  /** Forgets the conversation on this browser, and at the backend where that can be done. */
  clearSession(): Promise<void>;
  /**
   * Invites the visitor at once, with the text of `offers.invitation` or another one. Answers whether they were: a listener
   * to `invited` may have refused it. Rejects with `not-allowed` while the chat is open or hidden, and when they were
   * invited on this page before.
   */
  invite(text?: string): Promise<boolean>;
  /**
   * Asks the visitor whether the system may notify them; call it when they have said yes to that on your page. Rejects
   * with `not-allowed` unless `offers.notices` is on.
   */
  allowNotices(): Promise<"granted" | "denied" | "unsupported">;
  /** Speaks another language. Before the wasm is there the choice is only remembered. */
  setLocale(locale: string): Promise<void>;
  /** Where the chat stands. Before the wasm is there: phase `"none"`, connection `"offline"`. */
  state(): SessionChatState;
  /** Listens to an event. A listener that throws disturbs nobody. */
  on<Name extends SessionChatEventName>(name: Name, listener: SessionChatListener<Name>): void;
  /** Stops listening. */
  off<Name extends SessionChatEventName>(name: Name, listener: SessionChatListener<Name>): void;
  /**
   * Takes the chat off the page with everything that it started, and forgets the conversation on this browser unless
   * it is to be kept.
   */
  destroy(options?: { keepConversation?: boolean }): void;
}

/** `<session-chat>`. It is made by `init`; one that a page writes itself stays empty. */
export interface SessionChatElement extends HTMLElement {
  readonly shadowRoot: ShadowRoot;
  addEventListener<Name extends keyof SessionChatElementEventMap>(
    type: Name,
    listener: (this: SessionChatElement, event: SessionChatElementEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: SessionChatElement, event: HTMLElementEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

// ── Plain-script form ────────────────────────────────────────────────────────────────────────────────────────────────

/** The methods of a handle that `sessionChat(...)` takes by name. */
export type SessionChatMethod = {
  [Name in keyof SessionChatHandle]: SessionChatHandle[Name] extends (...given: never[]) => unknown ? Name : never;
}[keyof SessionChatHandle];

/**
 * The one global of the plain-script form. `sessionChat("init", config)` starts a chat, every other name is a method of
 * the chat that was started last. Each call returns a promise, except those of the page's own stub, which waits for the
 * script and returns nothing of use.
 */
export interface SessionChatCommand {
  (method: "init", config: SessionChatConfig): Promise<SessionChatHandle>;
  <Name extends SessionChatEventName>(method: "on" | "off", name: Name, listener: SessionChatListener<Name>): Promise<void>;
  <Name extends Exclude<SessionChatMethod, "on" | "off">>(
    method: Name,
    ...given: Parameters<SessionChatHandle[Name]>
  ): Promise<Awaited<ReturnType<SessionChatHandle[Name]>>>;
}

declare global {
  interface HTMLElementTagNameMap {
    "session-chat": SessionChatElement;
  }
  interface DocumentEventMap extends SessionChatElementEventMap {}
  interface Window {
    /** Present where the plain-script form is used. */
    sessionChat?: SessionChatCommand;
  }
}
