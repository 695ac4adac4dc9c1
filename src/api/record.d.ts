/** What is left of a session: the event `record`. */

import type { EndedBy } from "./offers.js";

/** What is left of a session that has ended: who, when and how much, and nothing of what was said. Each open tab tells it; the conversation with the moment of the end is the same in all of them. */
export interface SessionRecord {
  conversation: string;
  /** When its first message was written: ISO 8601, UTC, as all moments here. */
  startedAt: string;
  /** When the visitor began to wait for an agent, by their own clock. */
  queuedAt: string | null;
  /** When an agent first said something. */
  answeredAt: string | null;
  endedAt: string;
  /** How long the visitor waited, in milliseconds: until an agent was there, or to the end in vain. */
  waitMs: number | null;
  endedBy: EndedBy;
  /** Why, in the words of whoever ended it. */
  reason: string | null;
  /** Agents and bots, in the order in which they came. Names come from the backend: show them as text only. */
  participants: { role: "agent" | "bot"; name: string }[];
  /** How many messages of the visitor arrived. */
  sent: number;
  /** How many messages of agents and bots there were. */
  received: number;
  /** Whether the page knew all of it; if not, the numbers are the least there were. */
  isWhole: boolean;
}
