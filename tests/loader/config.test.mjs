// Which configurations `init` refuses, and how it says so.

import assert from "node:assert/strict";
import { test } from "node:test";
import { config, refusal } from "./loader.mjs";

/** Refused with this code, this field, and a sentence that names the field and every one of `names`. */
const refused = async (given, code, field, ...names) => {
  const error = await refusal(given);
  assert.ok(error, `accepted, though ${field} is wrong`);
  assert.deepEqual([error.name, error.code, error.field], ["SessionChatError", code, field]);
  for (const name of [field ?? "config", ...names]) assert.ok(error.message.includes(name), error.message);
  assert.match(error.message, /^\S.*\.$/s);
};

test("the smallest configuration is accepted", async () => {
  assert.equal(await refusal(config()), null);
});

test("every option is accepted", async () => {
  const full = config({
    backend: { kind: "local", channel: "shop" },
    id: "second",
    target: "#help",
    locale: "zh-Hant-HK",
    texts: { "launcher-label": "Talk to us" },
    brand: { name: "Lumen", logo: "https://example.com/logo.svg" },
    visitor: { name: "Ada", email: "ada@example.com" },
    afterEnd: "reopen",
    reopening: true,
    multipleConversations: true,
    verifiedUsers: true,
    optOutKeywords: ["STOP", ""],
    otherChannels: ["https://a.example", "http://a.example", "mailto:a@a.example", "tel:+431"].map((url) => ({ label: "a", url })),
    storage: "session",
    load: "idle",
    resume: true,
    openOnStart: true,
    launcher: "hidden",
    position: "start",
    theme: "dark",
    sound: true,
    titleCount: false,
    notification: "host",
    debug: true,
    offers: { invitation: { text: "Can I help?", after: 20 }, notices: true, preChat: { fields: [] } },
  });
  assert.equal(await refusal(full), null);
});

test("what is undefined or null counts as absent", async () => {
  assert.equal(await refusal(config({ theme: undefined, visitor: { email: null }, brand: null })), null);
});

test("a missing setting is named by its path", async () => {
  for (const given of [undefined, null, {}, { backend: {} }, { backend: undefined }])
    await refused(given, "config-missing", "backend.kind");
  await refused(config({ otherChannels: [{ label: "Phone" }] }), "config-missing", "otherChannels.0.url");
});

test("w09 a wrong type is named by its path", async () => {
  for (const given of ["text", 7, true, []]) await refused(given, "config-type", null);
  for (const [field, changes] of Object.entries({
    backend: { backend: "local" },
    "backend.kind": { backend: { kind: 5 } },
    sound: { sound: "yes" },
    brand: { brand: ["Lumen"] },
    "brand.name": { brand: { name: 1 } },
    "texts.a": { texts: { a: 1 } },
    optOutKeywords: { optOutKeywords: "STOP" },
    "optOutKeywords.1": { optOutKeywords: ["STOP", 3] },
    otherChannels: { otherChannels: {} },
    offers: { offers: "all" },
    "otherChannels.0": { otherChannels: ["tel:1"] },
  }))
    await refused(config(changes), "config-type", field);
});

test("w09 a wrong value, a script as an address and an unknown option are named by their path", async () => {
  for (const [field, changes] of Object.entries({
    colour: { colour: "red" },
    "backend.kind": { backend: { kind: "pigeon" } },
    "visitor.phone": { visitor: { phone: "1" } },
    afterEnd: { afterEnd: "readonly" },
    theme: { theme: "" },
    locale: { locale: "de_DE" },
    "brand.logo": { brand: { logo: "javascript:alert(1)" } },
    "otherChannels.0.url": { otherChannels: [{ label: "a", url: "\tjavascript:alert(1)" }] },
  }))
    await refused(config(changes), "config-value", field);
  await refused(config({ brand: { logo: "data:text/html,https://a.example" } }), "config-value", "brand.logo");
});

test("w09 a text of a megabyte is taken or refused at once", async () => {
  const long = "x".repeat(1 << 20);
  const begun = performance.now();
  await refused(config({ theme: long }), "config-value", "theme");
  await refused(config({ afterEnd: long }), "config-value", "afterEnd");
  await refused(config({ brand: { logo: long } }), "config-value", "brand.logo");
  await refused(config({ locale: `${long}_` }), "config-value", "locale");
  await refused(config({ [long]: true }), "config-value", long);
  const took = performance.now() - begun;
  assert.ok(took < 500, `${took} ms, 500 at most`);
});

test("r1_3_ending_with_the_session_excludes_verified_users", () =>
  refused(config({ endChatWhenSessionEnds: true, verifiedUsers: true }), "config-conflict", "endChatWhenSessionEnds", "verifiedUsers"));

test("r2_1_end_users_ending_needs_multiple_conversations_and_excludes_reopening", async () => {
  await refused(config({ endUsersCanEnd: true }), "config-conflict", "endUsersCanEnd", "multipleConversations");
  const reopening = { endUsersCanEnd: true, multipleConversations: true, reopening: true };
  await refused(config(reopening), "config-conflict", "endUsersCanEnd", "reopening");
  assert.equal(await refusal(config({ endUsersCanEnd: true, multipleConversations: true })), null);
});

test("r4_2_what_follows_an_end_fits_the_other_settings", async () => {
  await refused(config({ afterEnd: "reopen" }), "config-conflict", "afterEnd", "reopening");
  for (const afterEnd of ["reset", "reopen"])
    await refused(config({ afterEnd, reopening: true, endChatWhenSessionEnds: true }), "config-conflict", "endChatWhenSessionEnds", "afterEnd");
  assert.equal(await refusal(config({ afterEnd: "reset" })), null);
});

test("what a backend has of its own is passed on as it is, and checked by the backend", async () => {
  assert.equal(await refusal(config({ backend: { kind: "salesforce", url: "https://acme.my.salesforce-scrt.com" } })), null);
});

test("what is offered is passed on as it is, and checked where it is used", async () => {
  const odd = { invitation: 7, notices: { at: "night" }, survey: [], unheardOf: () => {}, files: null };
  assert.equal(await refusal(config({ offers: odd })), null);
  assert.equal(await refusal(config({ offers: null })), null);
});

test("a getter that throws is a configuration error", async () => {
  const thrower = {
    get channel() {
      throw new Error("mine");
    },
    kind: "local",
  };
  await refused({ backend: thrower }, "config-type", "backend");
  await refused(new Proxy({}, { ownKeys: () => assert.fail() }), "config-type", null);
  await refused(config({ offers: new Proxy({}, { ownKeys: () => assert.fail() }) }), "config-type", "offers");
});

test("each property is read once", async () => {
  let reads = 0;
  const backend = {
    get kind() {
      reads += 1;
      return "local";
    },
  };
  assert.equal(await refusal({ backend }), null);
  assert.equal(reads, 1);
});

test("w09 no configuration reaches a prototype, of 2 000", async () => {
  const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "texts", "brand", "visitor", "backend"];
  // A fixed sequence, so that a failure can be repeated.
  let seed = 7;
  const below = (limit) => (seed = (seed * 48271) % 2147483647) % limit;
  const value = (depth) => {
    if (depth === 0 || below(3) === 0) return ["text", true, 1, null][below(4)];
    return `{${Array.from({ length: 1 + below(3) }, () => `${JSON.stringify(names[below(names.length)])}:${json(depth - 1)}`).join()}}`;
  };
  const json = (depth) => {
    const made = value(depth);
    return typeof made === "string" && made.startsWith("{") ? made : JSON.stringify(made);
  };
  for (let round = 0; round < 1000; round += 1) {
    const inner = json(3);
    await refusal(JSON.parse(`{"backend":{"kind":"local"},"__proto__":{"polluted":1},"texts":${inner},"brand":${inner}}`));
    await refusal(JSON.parse(`{"backend":{"kind":"local"},"texts":{"__proto__":"x","constructor":${inner}}}`));
  }
  assert.equal({}.polluted, undefined);
  assert.deepEqual(Object.keys(Object.prototype), []);
});
