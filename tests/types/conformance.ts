// The conformance kit, as the compiler sees it.

import type { Adapter } from "session-chat";
import { conformance, rules, type ConformanceReport } from "session-chat/conformance";

declare const makeAdapter: () => Adapter;

const report: ConformanceReport = await conformance(makeAdapter);
const quiet = await conformance(async () => makeAdapter(), {
  people: { says: async (conversation, text) => fetch(`/sam/${conversation}`, { method: "POST", body: text }), ends() {} },
  timeoutMs: 1_000,
  quietMs: 50,
  only: rules,
  except: ["uploads"],
  print: null,
});
for (const { rule, outcome, happened, advice } of [...report.results, ...quiet.results])
  if (outcome === "failed") console.info(rule, happened?.length, advice?.length);

// @ts-expect-error an adapter is made anew for each page
await conformance(makeAdapter());
// @ts-expect-error no such person
await conformance(makeAdapter, { people: { sings: () => {} } });
// @ts-expect-error not an outcome
report.results[0]?.outcome === "broken";
