// The late modules, as far as they need no browser: what they refuse, and what they make of foreign text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lateModule } from "./loader.mjs";

/** Whatever an element is asked for, in the least form. */
const element = (state = {}) => ({
  lang: "en",
  hasAttribute: (name) => name === "data-open" && Boolean(state.isOpen),
  querySelector: () => null,
  ...state,
});

/** A chat as the loader hands it to a part. `events` are those that the page heard; it refuses them all. */
const chat = async (part, settings = {}, state = {}) => {
  const events = [];
  const emit = (name, detail) => {
    events.push({ name, detail });
    return false;
  };
  const root = { host: element(state), querySelector: (selector) => (selector === ".launcher" ? element(state.launcher) : null) };
  const life = new AbortController();
  const module = await lateModule(part);
  const own = module.stage(root, { id: part, texts: {}, ...settings }, emit, null, null, null, life);
  return { own, events, life };
};

const invitation = (given) => ({ offers: { invitation: { text: "Can I help?", ...given } } });

const refused = async (code, action) => {
  const error = await (async () => action())().then(() => null, (error) => error);
  assert.equal(error?.code, code);
  assert.match(error.message, /^\S.*\.$/);
  return error;
};

test("a late module is its own glue", async () => {
  for (const part of ["invite", "notices", "offers"]) {
    const module = await lateModule(part);
    assert.equal(module.boot(module), module);
  }
});

test("an invitation needs a text", async () => {
  const { own } = await chat("invite");
  for (const text of [undefined, "", "  ", 7]) {
    const error = await refused("config-missing", () => own.invite(text));
    assert.equal(error.field, "offers.invitation.text");
  }
});

test("nobody is invited to a chat that is open, opening or hidden", async () => {
  for (const state of [{ isOpen: true }, { hidden: true }, { launcher: { ariaBusy: "true" } }]) {
    const { own, events } = await chat("invite", invitation(), state);
    await refused("not-allowed", () => own.invite());
    assert.deepEqual(events, []);
  }
});

test("an invitation that the page refuses was none", async () => {
  const { own, events } = await chat("invite", invitation());
  assert.equal(own.invite(), false);
  assert.equal(own.invite("Still there?"), false);
  assert.deepEqual(events.map(({ detail }) => detail.text), ["Can I help?", "Still there?"]);
});

test("a wrong invitation is told once and never shown", async () => {
  for (const [field, given] of Object.entries({
    text: { text: "" },
    after: { after: "soon" },
    scroll: { scroll: -1 },
    exit: { exit: "yes" },
  })) {
    const { own, events } = await chat("invite", invitation(given));
    own.watch();
    own.watch();
    assert.deepEqual(events.map(({ name, detail }) => [name, detail.code, detail.field]), [
      ["error", "config-type", `offers.invitation.${field}`],
    ]);
  }
});

/** The previews that come of these messages or ends, one after the other. */
const previews = async (settings, ...details) => {
  const { own, events } = await chat("notices", settings);
  for (const detail of details) await own.notice(detail);
  assert.ok(events.every(({ name, detail }) => name === "notice" && detail.kind === "preview"));
  return events.map(({ detail }) => detail);
};

let count = 0;
const message = (text, name = "Sam") => ({ id: `m${(count += 1)}`, role: "agent", name, text });

test("a preview is one plain line", async () => {
  const long = "word ".repeat(1000);
  const given = {
    "Hello\r\n\tyou \u2028 there": "Hello you there",
    "a\u202eb\u0000c\u2066d\u200be\ufeff": "abcde",
    "**Bold** and `code`, 2*3*4, snake_case": "Bold and code, 2*3*4, snake_case",
    "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
    "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    [`z${"\u0301".repeat(500)}`]: `z${"\u0301".repeat(8)}`.normalize("NFD"),
    [long]: `${long.slice(0, 120)}…`,
    ["\u{1f600}".repeat(121)]: `${"\u{1f600}".repeat(120)}…`,
  };
  const shown = await previews({}, ...Object.keys(given).map((text) => message(text)));
  assert.deepEqual(shown.map(({ text }) => text), Object.values(given));
});

test("of several messages together the newest is noticed", async () => {
  const { own, events } = await chat("notices");
  await Promise.all(["One", "Two", "Three"].map((text) => own.notice(message(text))));
  assert.deepEqual(events.map(({ detail }) => detail.text), ["Three"]);
});

test("the same is noticed once", async () => {
  const one = message("Hello");
  assert.equal((await previews({}, one, { ...one })).length, 1);
});

test("messages of people and assistants are noticed, and those of nobody else", async () => {
  const roles = ["agent", "bot", "system", "end-user"];
  const shown = await previews({}, ...roles.map((role) => ({ ...message(role), role })));
  assert.deepEqual(shown.map(({ text }) => text), ["agent", "bot"]);
});

test("r3_6_an_end_is_noticed_only_where_the_chat_tells_of_it", async () => {
  const end = (by, at) => ({ by, reason: null, actorName: "Sam", at, next: "readOnly" });
  const ends = ["agent", "end-user", "opt-out", "system"].map((by, hour) => end(by, `2026-11-21T1${hour}:00:00.000Z`));
  const shown = await previews({}, ...ends);
  assert.deepEqual(shown.map(({ id, name, text }) => [id, name, text]), [
    ["2026-11-21T10:00:00.000Z", "Sam", "This chat has ended"],
    ["2026-11-21T13:00:00.000Z", "Sam", "This chat has ended"],
  ]);
  for (const notification of ["host", "off"]) {
    const later = ends.map((one) => ({ ...one, at: one.at + notification }));
    assert.deepEqual(await previews({ notification }, ...later), []);
  }
});

test("r6_6_a_permission_is_asked_for_only_where_it_is_of_use", async () => {
  const silent = await chat("notices");
  await refused("not-allowed", () => silent.own.allowNotices());
  const { own } = await chat("notices", { offers: { notices: true } });
  assert.equal(await own.allowNotices(), "unsupported");
  let asked = 0;
  const browser = (permission, answer, isAble = true) => {
    globalThis.Notification = class {
      static permission = permission;
      static async requestPermission() {
        asked += 1;
        return answer;
      }
      constructor() {
        if (!isAble) throw new TypeError("Illegal constructor");
      }
    };
  };
  for (const [permission, answer, expected] of [
    ["default", "granted", "granted"],
    ["default", "default", "denied"],
    ["denied", "denied", "denied"],
    ["granted", "granted", "granted"],
  ]) {
    browser(permission, answer);
    assert.equal(await own.allowNotices(), expected, answer);
  }
  assert.equal(asked, 4);
  browser("default", "granted", false);
  assert.equal(await own.allowNotices(), "unsupported");
  assert.equal(asked, 4);
  delete globalThis.Notification;
});

test("a fault in the offers of a page is told with its field", async () => {
  const said = async (offers) => {
    const { own, events } = await chat("offers", { offers });
    own.judge({ code: "offers-unreadable", message: "In general." });
    const [{ name, detail }] = events;
    assert.equal(name, "error");
    assert.equal(detail.code, "offers-unreadable");
    assert.match(detail.message, /\.$/);
    return detail.field ?? null;
  };
  const field = { name: "order", label: "Order", kind: "select", options: [{ id: "a", label: "A" }], maxLength: 9 };
  const whole = {
    preChat: { title: "Before", text: "", fields: [field], submit: "Go" },
    survey: { scale: "faces", question: "How?", comment: true, needsSession: true, endedBy: ["opt-out"] },
    files: { types: ["png"], maxBytes: 1, maxCount: 1 },
    invitation: { text: "Hello" },
    notices: true,
  };
  assert.equal(await said(whole), null, "an offer of the backend");
  for (const [path, offers] of [
    ["offers.preChat", { preChat: "no" }],
    ["offers.preChat.fields", { preChat: { fields: 3 } }],
    ["offers.preChat.fields.0.kind", { preChat: { fields: [{ kind: "colour" }] } }],
    ["offers.preChat.fields.1.required", { preChat: { fields: [{}, { required: "yes" }] } }],
    ["offers.preChat.fields.0.maxLength", { preChat: { fields: [{ maxLength: "9" }] } }],
    ["offers.preChat.fields.0.options.0.id", { preChat: { fields: [{ options: [{ label: "A" }] }] } }],
    ["offers.survey.scale", { survey: { scale: "hearts" } }],
    ["offers.survey.endedBy.0", { survey: { endedBy: ["nobody"] } }],
    ["offers.files.types", { files: { types: "png" } }],
    ["offers.farewell", { farewell: {} }],
  ])
    assert.equal(await said({ ...whole, ...offers }), path);
});
