/**
 * Session Chat over a vendor's own widget: the end of a session is noticed, told and cleared, and only the visitor starts
 * a new one.
 *
 * ```ts
 * import { init } from "session-chat/bridge";
 *
 * const bridge = await init({ backend: { kind: "embedded-service" } });
 * bridge.on("ended", ({ detail }) => console.info(detail.by));
 * ```
 */

import type { EndedBy, SessionChatOptions } from "session-chat";

export { SessionChatError, version } from "session-chat";
export type { SessionChatErrorCode } from "session-chat";

/**
 * Checks the configuration, hears the vendor's widget from that moment on, fetches the wasm and resolves with the handle.
 * A second call with the same `id` resolves with the first handle.
 *
 * @throws {@link SessionChatError} with a code that begins with `config-`, or with `load-failed` or `csp-wasm`.
 */
export declare function init(config: BridgeConfig): Promise<Bridge>;

// ── Configuration ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Salesforce's own widget, in either generation of its client. */
export interface EmbeddedServiceBackend {
  kind: "embedded-service";
  /** What the widget draws, as a CSS selector, where it is not the vendor's usual elements. */
  frame?: string;
  /** Handed to `prechatAPI.setHiddenPrechatFields` whenever the widget is ready. */
  hiddenFields?: Record<string, string>;
  /** Where ends come from besides: see {@link MessengerBackend.endsUrl}. */
  endsUrl?: string;
  endsEvery?: number;
}

/** Zendesk's own widget, which does not say that a session ended: the site does. */
export interface MessengerBackend {
  kind: "zendesk";
  /** What the widget draws, as a CSS selector: the panel then stands in its place. */
  frame?: string;
  /**
   * Where the site tells of ends: server-sent events, or JSON if `endsEvery` is set. Each is an {@link End}; nothing, `{}`
   * and a status but 200 are none.
   */
  endsUrl?: string;
  /** Asks `endsUrl` every so many seconds. */
  endsEvery?: number;
  /** Ends the session: `POST { conversation }`, and a 2xx status says that it did. For `endUsersCanEnd`. */
  endUrl?: string;
}

interface BridgeOptions extends Pick<SessionChatOptions, "id" | "locale" | "texts" | "storage" | "position" | "theme" | "notification" | "debug"> {
  /** What stands on the page after an end: the panel, a small launcher that opens it, or nothing until `show()`. */
  after?: "panel" | "minimised" | "hidden";
  /** After how many seconds a widget that did not appear counts as missing; 0 for never. 30 unless set. */
  missingAfter?: number;
  /** The visitor is told that it is missing. */
  missingNotice?: boolean;
}

/** What `init` takes. */
export type BridgeConfig =
  | (BridgeOptions & { backend: EmbeddedServiceBackend; afterEnd?: "readOnly"; endUsersCanEnd?: false; verifiedUsers?: boolean })
  | (BridgeOptions & { backend: MessengerBackend; verifiedUsers?: boolean } & (
        | { endUsersCanEnd: true; multipleConversations: true; reopening?: false; afterEnd?: "readOnly" | "reset" }
        | { endUsersCanEnd?: false; multipleConversations?: boolean; reopening: true; afterEnd?: "readOnly" | "reset" | "reopen" }
        | { endUsersCanEnd?: false; multipleConversations?: boolean; reopening?: false; afterEnd?: "readOnly" | "reset" }
      ));

// ── The handle ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * An end as a site tells it; the body of a vendor's webhook is one too, and so is JSON, in which at least one of these has
 * to stand. Without `conversation` a second report is a second end once a new chat has been started.
 */
export interface End {
  conversation?: string;
  by?: EndedBy;
  reason?: string;
  /** The name of whoever ended it. */
  name?: string;
}

/** An end as a site hears of it. */
export interface BridgeEnd {
  by: EndedBy;
  reason: string | null;
  actorName: string | null;
  /** ISO 8601. */
  at: string;
  conversation: string | null;
}

export interface BridgeState {
  /** The vendor's widget can be called. */
  ready: boolean;
  /** It did not appear. */
  missing: boolean;
  /** The session that ended, until a new one was started. */
  ended: BridgeEnd | null;
  /** The vendor's widget is out of the visitor's reach. */
  covered: boolean;
  /** The visitor may end the session now. */
  canEnd: boolean;
  /** A new chat is on its way. */
  starting: boolean;
}

export interface BridgeEvents {
  /**
   * A session ended. `preventDefault()` leaves the telling to the site; the widget stays covered. After a reload it comes
   * again for an end that could not be cleared before, where `notification` is "host" or `after` is "hidden".
   */
  ended: BridgeEnd;
  /** The visitor has a new chat. */
  started: null;
  failure: { code: "widget-missing" | "not-covered" | "clear-failed" | "start-failed" | "end-refused" | "stopped"; message: string };
}

export interface Bridge {
  readonly id: string;
  /** The element that everything of ours stands in; the events bubble from it as `session-chat-bridge-<name>`. */
  readonly element: HTMLElement;
  state(): BridgeState;
  /** The site tells of an end; so does an event `session-chat-end` of the window, with the same in its `detail`. */
  ended(end?: End | string | object): void;
  /** What *Start new chat* does. */
  startNewChat(): void;
  /** What *End conversation* does, without the question; false where the visitor could not. */
  endSession(): boolean;
  /** Shows the panel of a session that ended. */
  show(): void;
  /** Puts the panel away; the widget stays covered. */
  close(): void;
  setLocale(locale?: string): Promise<void>;
  on<Name extends keyof BridgeEvents>(name: Name, listener: (event: CustomEvent<BridgeEvents[Name]>) => void): void;
  off<Name extends keyof BridgeEvents>(name: Name, listener: (event: CustomEvent<BridgeEvents[Name]>) => void): void;
  /** Stops everything and uncovers the widget, or takes it off the page, as far as it lets itself be. */
  destroy(options?: { withWidget?: boolean }): void;
}
