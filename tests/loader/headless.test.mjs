// What `createChat` refuses, and what is made of what a headless page is asked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { config, headlessRefusal, questions } from "./loader.mjs";

const { askedBy, complete, contentOf, entries, preChatOf, surveyOf, words } = questions;

/** Refused with this code and this field. */
const refused = async (given, code, field) => {
  const error = await headlessRefusal(given);
  assert.deepEqual([error?.name, error?.code, error?.field], ["SessionChatError", code, field]);
};

const read = (content) => contentOf(JSON.stringify(content));
const asked = (content) => askedBy(read(content), "en");
/** What becomes of an answer: its values, or the code and field of its refusal. */
const judged = (fields, values) => {
  try {
    return complete(fields, entries(values)).map(({ name, value }) => `${name}=${value}`);
  } catch ({ code, field }) {
    return [code, field];
  }
};

test("a chat without a window has the options that concern no window", async () => {
  assert.equal(await headlessRefusal(config()), null);
  const full = { id: "own", locale: "de", texts: {}, brand: { name: "Lumen" }, visitor: { name: "Ada" }, storage: "memory", offers: { survey: {} } };
  assert.equal(await headlessRefusal(config({ ...full, optOutKeywords: ["STOP"] })), null);
});

test("an option of the window is unknown", async () => {
  const options = { target: "#help", load: "idle", resume: true, openOnStart: true, launcher: "hidden", position: "start", theme: "dark", sound: true, titleCount: false, images: false, notification: "off" };
  for (const [name, value] of Object.entries(options)) await refused(config({ [name]: value }), "config-value", name);
});

test("a configuration is refused as the window refuses it", async () => {
  await refused(undefined, "config-missing", "backend.kind");
  await refused(config({ visitor: "Ada" }), "config-type", "visitor");
  await refused(config({ afterEnd: "readonly" }), "config-value", "afterEnd");
});

test("r1_3_r2_1_r4_2_what_excludes_each_other_is_refused_without_a_window_too", async () => {
  await refused(config({ endChatWhenSessionEnds: true, verifiedUsers: true }), "config-conflict", "endChatWhenSessionEnds");
  await refused(config({ endUsersCanEnd: true }), "config-conflict", "endUsersCanEnd");
  await refused(config({ afterEnd: "reopen" }), "config-conflict", "afterEnd");
});

test("a content has every part that its type promises, or is none", () => {
  assert.deepEqual(read({ choices: { options: [{ id: "a", label: "A" }] } }), {
    choices: { style: "quickReplies", options: [{ id: "a", label: "A", detail: "" }], several: false },
  });
  assert.deepEqual(read({ cards: [{}] }), { cards: [{ title: "", text: "", image: null, actions: [] }] });
  const broken = [null, 7, {}, { hologram: {} }, { toString: {} }, { choices: 5 }, { choices: { options: [7] } }, { image: { url: 1 } }];
  for (const content of [...broken, { date: {}, times: [] }, { times: [{ id: "a" }] }]) assert.equal(read(content), null, JSON.stringify(content));
  assert.equal(contentOf("{"), null);
  const many = Array.from({ length: 1000 }, (_, id) => ({ id: `${id}`, label: "" }));
  assert.equal(read({ choices: { options: many } }).choices.options.length, 100);
});

test("an answer is one of what was asked for", () => {
  const options = ["a", "b"].map((id) => ({ id, label: id.toUpperCase() }));
  const one = asked({ choices: { options } });
  const several = asked({ choices: { options, several: true } });
  assert.deepEqual(judged(one, "b"), ["choice=b"]);
  assert.deepEqual(judged(several, ["a", "b"]), ["choice=a", "choice=b"]);
  for (const nothing of ["", [], undefined, null]) assert.deepEqual(judged(one, nothing), ["answer-missing", "choice"]);
  for (const other of ["c", ["a", "b"], "toString"]) assert.deepEqual(judged(one, other), ["answer-value", "choice"]);
  assert.deepEqual(judged(one, { price: "0" }), ["answer-value", "price"]);
  assert.equal(words(several, entries(["a", "b"])), "A, B");
  const consent = asked({ consent: { accept: "Yes", decline: "No" } });
  assert.deepEqual(judged(consent, "false"), ["choice=false"]);
  assert.equal(words(consent, entries("false")), "No");
  const card = asked({ cards: [{ actions: [{ label: "Take it", does: { choose: "lamp" } }, { label: "Look", does: { open: "https://a.example" } }] }] });
  assert.deepEqual(judged(card, "lamp"), ["choice=lamp"]);
  assert.deepEqual(judged(card, "https://a.example"), ["answer-value", "choice"]);
  for (const quiet of [{ image: { url: "https://a.example" } }, { progress: {} }, { cards: [{}] }]) assert.deepEqual(asked(quiet), []);
});

test("a value is judged by the kind of its field", () => {
  const cases = [
    ["number", { min: "2", max: "9" }, "2.5", "10"],
    ["number", {}, "-1", "NaN"],
    ["date", { min: "2026-11-21", max: "2026-12-24" }, "2026-12-24", "2026-12-25"],
    ["date", {}, "2026-11-21", "today"],
    ["dateTime", { min: "2026-11-21" }, "2026-11-21T10:30:00.000Z", "2026-11-20T10:30:00.000Z"],
    ["dateTime", {}, "2026-11-21T10:30:00.000Z", "2026-11-21"],
    ["email", {}, "a@b.example", "a@"],
    ["checkbox", {}, "false", "on"],
    ["text", { maxLength: 4 }, "four", "three"],
    ["text", { pattern: "\\d{5}" }, "12345", "a12345"],
    ["text", { pattern: "(" }, "anything", "a".repeat(2001)],
  ];
  for (const [kind, limits, good, bad] of cases) {
    const fields = asked({ form: { fields: [{ name: "a", kind, ...limits }] } });
    assert.deepEqual(judged(fields, { a: good }), [`a=${good}`]);
    assert.deepEqual(judged(fields, { a: bad }), ["answer-value", "a"]);
  }
  const moment = asked({ form: { fields: [{ name: "a", kind: "dateTime" }] } });
  const [said] = judged(moment, { a: "2026-11-21T10:30" });
  assert.equal(said, `a=${new Date("2026-11-21T10:30").toISOString()}`, "by the visitor's time zone");
});

test("values go out in the order of the fields with those nobody sees", () => {
  const { fields } = preChatOf(
    JSON.stringify({
      title: "Before",
      fields: [
        { name: "name", label: "Name" },
        { name: "news", kind: "checkbox", label: "News" },
        { name: "source", kind: "hidden", value: "shop" },
        { name: "terms", kind: "checkbox", label: "Terms", required: true },
      ],
    }),
  );
  assert.deepEqual(judged(fields, { terms: true, name: " Ada " }), ["name=Ada", "news=false", "source=shop", "terms=true"]);
  assert.deepEqual(judged(fields, { terms: false }), ["answer-missing", "terms"]);
  assert.equal(words(fields, complete(fields, entries({ terms: true, name: "Ada" }))), "Name: Ada\nNews: –\nTerms: ✓");
  assert.equal(preChatOf('{"fields":7}'), null);
});

test("r2_7_r4_8_a_survey_follows_the_ends_that_it_is_for", () => {
  const due = (survey, endedBy) => surveyOf({ survey: JSON.stringify(survey), endedBy, state: "open" });
  assert.deepEqual(due({}, "agent"), { scale: "stars", lowest: 1, highest: 5, question: "", comment: false, state: "open" });
  assert.equal(due({ needsSession: true }, "end-user"), undefined);
  assert.equal(due({ needsSession: true }, "opt-out"), undefined);
  assert.equal(due({ endedBy: ["agent"] }, "bot"), undefined);
  assert.equal(due({ scale: "numbers", needsSession: true, endedBy: ["agent"] }, "agent").highest, 10);
  assert.equal(due({ scale: "moons" }, "agent"), null);
});
