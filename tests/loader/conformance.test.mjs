// The conformance kit: it lets a good adapter through, finds every mistake of the broken ones and says what to do, and
// judges what an adapter says in the words of the chat itself.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { broken } from "../pages/own_backend/broken.js";
import { memoryBackend } from "../pages/own_backend/memory.js";
import { folder, kit, kitFile, kitShapes } from "./loader.mjs";

const { conformance, rules } = kit;
const quick = { timeoutMs: 400, quietMs: 20, print: null };

/** What the kit finds wrong with an adapter over a backend in memory. */
const judged = (make = (adapter) => adapter) => {
  const { makeAdapter, people } = memoryBackend();
  return conformance(() => make(makeAdapter()), { ...quick, people });
};

test("an adapter without a mistake keeps every rule", async () => {
  const { ok, passed, skipped, results, text } = await judged();
  assert.ok(ok, text);
  assert.deepEqual([passed, skipped], [rules.length, 0], text);
  assert.deepEqual(results.map(({ rule }) => rule), rules);
});

test("there are thirteen broken adapters, and each is caught by its mistake", async (context) => {
  assert.equal(broken.length, 13);
  for (const { name, rule, make } of broken)
    await context.test(name, async () => {
      const { ok, results, text } = await judged(make);
      assert.equal(ok, false);
      const found = results.find((one) => one.rule === rule);
      assert.equal(found.outcome, "failed", text);
      assert.ok(found.happened && found.advice, text);
      assert.ok(text.includes(`FAILED ${rule}`) && text.includes(`to do: ${found.advice}`));
    });
});

test("who has nobody on the other side is told what was not judged", async () => {
  const { makeAdapter } = memoryBackend();
  const { ok, skipped, results } = await conformance(makeAdapter, quick);
  assert.ok(ok);
  assert.ok(skipped > 5);
  const ends = results.find(({ rule }) => rule === "tells-of-the-end");
  assert.deepEqual([ends.outcome, ends.happened], ["skipped", "nobody is there who ends something: see the option people"]);
});

test("what cannot even be made is a finding, not an error", async () => {
  for (const makeAdapter of [() => null, () => 7, () => Promise.reject(Error("no")), () => ({ capabilities: "end" })]) {
    const { ok, failed } = await conformance(makeAdapter, quick);
    assert.ok(!ok && failed > 0);
  }
});

test("whatever hangs is named, with what to do, and holds nobody up", async () => {
  const never = () => new Promise(() => {});
  const short = { ...quick, timeoutMs: 30 };
  const { makeAdapter, people } = memoryBackend();
  const found = async (make, other, only) => {
    const { ok, results } = await conformance(make, { ...short, people: { ...people, ...other }, only: [only] });
    assert.equal(ok, false);
    const [{ outcome, happened, advice }] = results;
    assert.equal(outcome, "failed");
    return { happened, advice };
  };

  const unmade = await found(never, {}, "connects");
  assert.equal(unmade.happened, "makeAdapter had not answered after 30 ms");
  assert.match(unmade.advice, /settle its promise/);
  // The first one was made, and that of another page is not.
  let times = 0;
  const second = await found(() => (times++ ? never() : makeAdapter()), {}, "connects");
  assert.equal(second.happened, "makeAdapter had not answered after 30 ms");
  for (const [name, rule] of [["says", "tells-what-is-said"], ["ends", "tells-of-the-end"]]) {
    const { happened, advice } = await found(makeAdapter, { [name]: never }, rule);
    assert.equal(happened, `people.${name} had not answered after 30 ms`);
    assert.match(advice, /not the adapter/);
  }
});

test("people are asked as what they are", async () => {
  const { makeAdapter, people } = memoryBackend();
  class Others {
    #people = people;
    says(...given) {
      return this.#people.says(...given);
    }
    ends(...given) {
      return this.#people.ends(...given);
    }
  }
  const { ok, skipped, text } = await conformance(makeAdapter, { ...quick, people: new Others() });
  assert.ok(ok, text);
  assert.equal(skipped, 0, text);
});

test("some rules can be chosen, and some left out", async () => {
  const { makeAdapter } = memoryBackend();
  const { results } = await conformance(makeAdapter, { ...quick, only: ["connects", "disconnects"], except: ["connects"] });
  assert.deepEqual(results.map(({ rule, outcome }) => [rule, outcome]), [["connects", "skipped"], ["disconnects", "passed"]]);
});

test("it judges what an adapter says as the chat does", () => {
  const examples = JSON.parse(readFileSync(new URL("../adapter/shapes.json", import.meta.url), "utf8"));
  assert.deepEqual(Object.keys(examples).sort(), Object.keys(kitShapes).sort());
  for (const [what, cases] of Object.entries(examples))
    for (const [value, path] of cases)
      assert.equal(kitShapes[what](value)?.path ?? null, path, `${what}: ${JSON.stringify(value)}`);
});

test("it runs in node by itself, and says by its exit code how it went", () => {
  const run = (...given) => spawnSync(process.execPath, [kitFile, ...given], { encoding: "utf8" });
  const file = (name, code) => {
    const path = join(folder, name);
    const memory = new URL("../pages/own_backend/memory.js", import.meta.url);
    writeFileSync(path, `import { memoryBackend } from ${JSON.stringify(memory)};\nconst { makeAdapter, people } = memoryBackend();\n${code}`);
    return path;
  };
  const good = run(file("good.mjs", "export { people };\nexport default makeAdapter;"));
  assert.equal(good.status, 0, good.stdout + good.stderr);
  assert.match(good.stdout, /ok {5}connects: .*\n[\s\S]*\d+ passed, 0 failed, 0 skipped\n$/);
  const bad = run(file("bad.mjs", "export default () => { const { send, ...rest } = makeAdapter(); return rest; };"));
  assert.equal(bad.status, 1, bad.stdout + bad.stderr);
  assert.match(bad.stdout, /FAILED has-methods: [\s\S]*to do: write the method/);
  assert.equal(run().status, 2);
});
