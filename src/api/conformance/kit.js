/** Running the rules, and saying what came of them. */

/** One rule: what is expected, what happened, and what to do. */
const judge = async (rule, makeAdapter, options) => {
  const { id, expects, needs } = rule;
  const result = { rule: id, expects, outcome: "passed", happened: null, advice: null };
  const skip = (happened) => ({ ...result, outcome: "skipped", happened });
  const talks = [];
  const { timeoutMs } = options;
  try {
    const people = inTimeEach(options.people, timeoutMs);
    if (options.except.includes(id)) return skip("it was left out on purpose");
    if (needs && !CAPABILITIES.includes(needs) && !people[needs]) return skip(`nobody is there who ${needs} something: see the option people`);
    const adapter = await made(makeAdapter, timeoutMs);
    if (needs && CAPABILITIES.includes(needs) && !adapter.capabilities?.includes(needs)) return skip(`it does not announce ${needs}`);
    const talk = (visitor = crypto.randomUUID()) => {
      const one = new Talk(makeAdapter, { timeoutMs, visitor });
      talks.push(one);
      return one;
    };
    await rule.run({ adapter, talk, people, quietMs: options.quietMs });
    return result;
  } catch (error) {
    const advice = (error instanceof Finding && error.advice) || rule.advice;
    const happened = error instanceof Finding ? error.message : `${error?.name}: ${error?.message}`;
    return { ...result, outcome: "failed", happened, advice };
  } finally {
    for (const one of talks) await one.disconnect().catch(() => {});
  }
};

const MARKS = { passed: "ok     ", failed: "FAILED ", skipped: "–      " };

const line = ({ rule, expects, outcome, happened, advice }) => {
  const head = `${MARKS[outcome]}${rule}: ${expects}`;
  if (outcome === "passed") return head;
  return [head, `         ${happened}`, ...(advice ? [`         to do: ${advice}`] : [])].join("\n");
};

/**
 * Holds an adapter against the contract. `makeAdapter` makes a fresh one each time, as another page of the same site
 * would. Resolves with a report; nothing that an adapter does makes it reject.
 */
export const conformance = async (makeAdapter, options = {}) => {
  const { people = {}, timeoutMs = 5000, quietMs = 300, except = [], only, print = console.log } = options;
  const chosen = RULES.filter(({ id }) => !only || only.includes(id));
  const results = [];
  for (const rule of chosen) {
    const result = await judge(rule, makeAdapter, { people, timeoutMs, quietMs, except });
    results.push(result);
    print?.(line(result));
  }
  const count = (outcome) => results.filter((one) => one.outcome === outcome).length;
  const counts = { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
  const closing = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  print?.(closing);
  return { ok: counts.failed === 0 && counts.passed > 0, ...counts, results, text: [...results.map(line), closing].join("\n") };
};

/** The ids of all rules, in the order in which they are judged. */
export const rules = RULES.map(({ id }) => id);

/** `node session-chat-conformance.js ./adapter.js`: its default export makes the adapter, `people` may stand beside it. */
const { process } = globalThis;
if (process?.argv?.[1] && import.meta.url.startsWith("file:")) {
  const [{ realpathSync }, { pathToFileURL }] = await Promise.all([import("node:fs"), import("node:url")]);
  const [, program, file] = process.argv;
  if (pathToFileURL(realpathSync(program)).href === import.meta.url) {
    if (file) {
      const { default: makeAdapter, people } = await import(pathToFileURL(file).href);
      const { ok } = await conformance(makeAdapter, { people });
      // What an adapter has left open would keep the program going.
      process.exit(ok ? 0 : 1);
    }
    console.error("Say which adapter: session-chat-conformance ./adapter.js, a module whose default export makes one.");
    process.exit(2);
  }
}
