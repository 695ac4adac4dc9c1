// The public surface as `surface.json` pins it. A whole-page test compares the same list with a real page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { config, entrySource, headless, headlessTypes, loader, refusal, scripts, surface, types } from "./loader.mjs";

test("the module exports what is pinned", () => {
  assert.deepEqual(Object.keys(loader).sort(), [...surface.exports].sort());
  assert.equal(loader.version, "1.2.3");
});

test("an error carries code, field and message", () => {
  const error = new loader.SessionChatError("stopped", "It stopped.");
  assert.deepEqual([error.name, error.code, error.field, error.message], ["SessionChatError", "stopped", null, "It stopped."]);
  assert.ok(error instanceof Error);
});

test("every pinned option is known", async () => {
  for (const path of surface.config) {
    const [name, inner] = path.split(".");
    const wrong = inner ? { ...config()[name], [inner]: 7n } : 7n;
    const error = await refusal(config({ [name]: wrong }));
    if (name === "target") assert.equal(error, null, "checked against the page");
    else assert.deepEqual([error.code, error.field], ["config-type", path]);
  }
});

test("the loader knows no option that is not pinned", () => {
  const table = entrySource.match(/const options = \{([\s\S]*?)\n\};/)[1];
  const names = [...table.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
  assert.deepEqual(names.sort(), surface.config.filter((path) => !path.includes(".")).sort());
});

test("the types name every option, method, event and code", () => {
  const words = (list) => list.map((name) => name.split(".").at(-1));
  for (const name of words([...surface.config, ...surface.handle, ...surface.state]))
    assert.match(types, new RegExp(`\\b${name}\\??[:(<]`), name);
  for (const name of surface.events) assert.match(types, new RegExp(`^ {2}${name}: `, "m"), name);
  for (const code of surface.codes) assert.ok(types.includes(`| "${code}"`), code);
});

test("the headless module exports what is pinned, and its types name all of it", () => {
  assert.deepEqual(Object.keys(headless).sort(), [...surface.headless.exports].sort());
  for (const name of [...surface.headless.handle, ...surface.headless.state, ...surface.headless.message])
    assert.match(headlessTypes, new RegExp(`\\b${name}\\??[:(<]`), name);
  for (const name of surface.headless.events) assert.match(headlessTypes, new RegExp(`^ {2}"?${name}"?: `, "m"), name);
  for (const code of surface.headless.codes) assert.ok(headlessTypes.includes(`| "${code}"`), code);
});

test("no script holds an HTML sink or runs text as code", () => {
  for (const sink of ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(", "Function("])
    for (const [name, source] of scripts) assert.ok(!source.includes(sink), `${name}: ${sink}`);
});

test("no script puts up a dialog of the browser", () => {
  for (const [name, source] of scripts) assert.doesNotMatch(source, /\b(alert|confirm|prompt)\(/, name);
});
