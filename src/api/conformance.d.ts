/**
 * The conformance kit: holds a backend of one's own against the contract, in a browser or in node.
 *
 * ```ts
 * import { conformance } from "session-chat/conformance";
 *
 * const { ok, text } = await conformance(() => myAdapter(), { people });
 * ```
 */

import type { Adapter } from "session-chat";

/** The other side, as far as it can be made to do something: what needs them and has nobody is skipped. */
export interface People {
  /** An agent says this in the conversation. */
  says?(conversation: string, text: string): unknown;
  /** An agent ends its session. */
  ends?(conversation: string): unknown;
}

/** How an adapter is judged. */
export interface ConformanceOptions {
  people?: People;
  /** How long an answer, an event, making an adapter or one of the people may take, in milliseconds. Default 5000. */
  timeoutMs?: number;
  /** How long a rule listens for what should not come, in milliseconds. Default 300. */
  quietMs?: number;
  /** These rules alone, by their ids. Default all. */
  only?: readonly string[];
  /** Not these. Default none. */
  except?: readonly string[];
  /** Gets each result as it comes. Default `console.log`; null for silence. */
  print?: ((text: string) => void) | null;
}

/** What came of one rule. */
export interface ConformanceResult {
  /** Its id; stable. */
  rule: string;
  /** What is expected. */
  expects: string;
  outcome: "passed" | "failed" | "skipped";
  /** What happened instead, or why it was not judged. */
  happened: string | null;
  /** What to do about it. */
  advice: string | null;
}

/** What came of all. */
export interface ConformanceReport {
  /** Something was judged, and nothing failed. */
  ok: boolean;
  passed: number;
  failed: number;
  skipped: number;
  results: ConformanceResult[];
  /** All of it, to be read. */
  text: string;
}

/**
 * Judges what `makeAdapter` makes: it is called for each page that a rule plays, and its adapters share a backend. Never
 * rejects: what goes wrong is in the report.
 */
export declare function conformance(
  makeAdapter: () => Adapter | Promise<Adapter>,
  options?: ConformanceOptions,
): Promise<ConformanceReport>;

/** The ids of all rules. */
export declare const rules: readonly string[];
