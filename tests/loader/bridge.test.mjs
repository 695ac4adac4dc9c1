// What `init` of the bridges refuses, and what it hears of the vendors' widgets before the wasm is there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bridge, bridgeRefusal, bridgeTypes, early, surface } from "./loader.mjs";

const over = (changes) => ({ backend: { kind: "embedded-service" }, ...changes });
const refused = async (given, code, field) => {
  const error = await bridgeRefusal(given);
  assert.deepEqual([error?.name, error?.code, error?.field], ["SessionChatError", code, field]);
};

test("the module of the bridges exports what is pinned, and its types name all of it", () => {
  assert.deepEqual(Object.keys(bridge).sort(), [...surface.bridge.exports].sort());
  for (const name of [...surface.bridge.handle, ...surface.bridge.state, ...surface.bridge.config])
    assert.match(bridgeTypes, new RegExp(`\\b${name}\\??[:(<]|"${name}"`), name);
  for (const name of surface.bridge.events) assert.match(bridgeTypes, new RegExp(`^ {2}${name}: `, "m"), name);
  for (const code of surface.bridge.failures) assert.ok(bridgeTypes.includes(`"${code}"`), code);
});

test("a bridge has its own options and those that concern it", async () => {
  const full = { id: "own", locale: "de", texts: {}, storage: "memory", position: "start", theme: "dark", notification: "off", debug: true };
  assert.equal(await bridgeRefusal(over(full)), null);
  assert.equal(await bridgeRefusal(over({ after: "hidden", missingAfter: 0, missingNotice: true })), null);
  const fields = { kind: "embedded-service", frame: "#chat", hiddenFields: { order: "1024" }, endsUrl: "/ends", endsEvery: 5 };
  assert.equal(await bridgeRefusal({ backend: fields }), null);
});

test("what a bridge does not have is unknown", async () => {
  for (const name of ["target", "brand", "visitor", "load", "resume", "launcher", "sound", "titleCount", "images", "offers", "optOutKeywords"])
    await refused(over({ [name]: {} }), "config-value", name);
  await refused({ backend: { kind: "local" } }, "config-value", "backend.kind");
  await refused({ backend: { kind: "zendesk", colour: "red" } }, "config-value", "backend.colour");
  await refused({ backend: { kind: "zendesk", endsEvery: "5" } }, "config-type", "backend.endsEvery");
  await refused(undefined, "config-missing", "backend.kind");
});

test("r2_1_r4_2_what_excludes_each_other_is_refused_over_a_vendors_widget_too", async () => {
  await refused({ backend: { kind: "zendesk" }, endUsersCanEnd: true }, "config-conflict", "endUsersCanEnd");
  await refused({ backend: { kind: "zendesk" }, afterEnd: "reopen" }, "config-conflict", "afterEnd");
});

test("the messenger is heard once its function is there, and no more after an abort", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const heard = [];
  const gone = [];
  const life = new AbortController();
  early.listeners.zendesk((name) => heard.push(name), life.signal, {});
  context.mock.timers.tick(1000);
  assert.deepEqual(heard, []);
  const listeners = {};
  globalThis.zE = (namespace, name, listener) => {
    assert.equal(namespace, "messenger:on");
    listeners[name] = listener;
    // As some versions do, nothing comes back for one of them.
    return name === "close" ? undefined : () => gone.push(name);
  };
  context.mock.timers.tick(2000);
  assert.deepEqual(heard, ["ready"]);
  listeners.open({});
  listeners.conversationStarted({});
  assert.deepEqual(heard, ["ready", "open", "conversationStarted"]);
  life.abort();
  listeners.close({});
  assert.deepEqual(heard.length, 3);
  assert.deepEqual(gone, ["open", "conversationStarted", "conversationOpened"]);
  delete globalThis.zE;
});

test("a messenger that throws and a selector that is none stop nothing", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const heard = [];
  const { signal } = new AbortController();
  globalThis.zE = () => {
    throw Error("another one");
  };
  early.listeners.zendesk((name) => heard.push(name), signal, {});
  context.mock.timers.tick(10_000);
  delete globalThis.zE;
  globalThis.embeddedservice_bootstrap = { userVerificationAPI: {} };
  globalThis.addEventListener ??= () => {};
  globalThis.document ??= {};
  const { querySelector } = globalThis.document;
  globalThis.document.querySelector = () => {
    throw new SyntaxError("no selector");
  };
  early.listeners["embedded-service"]((name) => heard.push(name), signal, { frame: "::" });
  globalThis.document.querySelector = querySelector;
  delete globalThis.embeddedservice_bootstrap;
  assert.deepEqual(heard, []);
});
