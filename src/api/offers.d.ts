/** What surrounds a chat: the option `offers` of `init`. */

/** Who ended a session. It chooses wording and records, never what can be done next. */
export type EndedBy =
  | "end-user"
  | "agent"
  | "bot"
  | "supervisor"
  | "automation"
  | "system"
  | "inactivity"
  | "opt-out"
  | "unknown";

/** An option of a {@link FormField} that selects. */
export interface FormOption {
  id: string;
  label: string;
  /** A second line. */
  detail?: string;
}

/** A field that is filled in before a chat. */
export interface FormField {
  /** What the backend knows it by. */
  name: string;
  /** What the visitor reads. */
  label?: string;
  /** Default `"text"`. The value of a hidden field goes along unseen. */
  kind?:
    | "text"
    | "longText"
    | "email"
    | "number"
    | "phone"
    | "select"
    | "selectSeveral"
    | "date"
    /** A moment in ISO 8601. */
    | "dateTime"
    | "checkbox"
    | "hidden";
  required?: boolean;
  /** A line under it. */
  hint?: string;
  /** What stands in it at first: the id of an option, or `"true"` for a ticked box. */
  value?: string;
  /** A regular expression that the whole value must match. */
  pattern?: string;
  /** How many characters it may have. Default any number. */
  maxLength?: number;
  /** What the browser may fill in by itself, as in HTML's `autocomplete`. */
  autocomplete?: string;
  /** What can be selected. */
  options?: readonly FormOption[];
  /** The smallest number or the first day. */
  min?: string;
  /** The largest number or the last day. */
  max?: string;
}

/** What is asked before a chat. */
export interface PreChat {
  /** The headline. */
  title?: string;
  /** What to know before, in Markdown. */
  text?: string;
  /** Consent is a `checkbox` that is required. */
  fields: readonly FormField[];
  /** What the button says. Default *Start chat*. */
  submit?: string;
}

/** What is asked after a chat. */
export interface Survey {
  /** Five stars, five faces, or 0 to 10. Default `"stars"`. */
  scale?: "stars" | "faces" | "numbers";
  /** Default *How was this chat?* */
  question?: string;
  /** Whether some words can be added. Default false. */
  comment?: boolean;
  /** Whether it works only while the session runs; then it is not offered after the end user's own end (R2.7). Default false. */
  needsSession?: boolean;
  /** After whose end it is offered. Default everybody's (R4.8). */
  endedBy?: readonly EndedBy[];
}

/** Which files the visitor can send. */
export interface Files {
  /** Extensions in small letters, without the dot. Default `png`, `jpg`, `jpeg`, `gif`, `webp`, `pdf` and `txt`. */
  types?: readonly string[];
  /** Default 5 MiB. */
  maxBytes?: number;
  /** How many can be chosen together. Default 5. */
  maxCount?: number;
}

/**
 * Offers help before the visitor asks for it: a card over the launcher, when the first of the triggers is due. It is
 * shown at most once on a page, and not to visitors who have used the chat on it; it waits while they are in a field of
 * the page, while the page is hidden, and while the chat is. Without a trigger it waits for the handle's `invite`.
 */
export interface Invitation {
  /** What it says. */
  text: string;
  /** So many seconds after `init`. */
  after?: number;
  /** Once so many percent of the page's way are scrolled. */
  scroll?: number;
  /** When the pointer leaves the page by its upper edge. Default false. */
  exit?: boolean;
}

/** What surrounds the chat; what is missing is not offered. */
export interface Offers {
  preChat?: PreChat;
  survey?: Survey;
  files?: Files;
  invitation?: Invitation;
  /** Notifications of the system while the page is hidden, once the visitor has agreed. Default false. */
  notices?: boolean;
}

/** What a visitor answered to the survey. Not every backend has a place for it: there it is for the page to keep. */
export interface RatingInfo {
  conversation: string;
  /** On the scale of the survey; null where the visitor chose none. */
  score: number | null;
  /** The visitor's words, or empty: show it as text only. */
  comment: string;
}
