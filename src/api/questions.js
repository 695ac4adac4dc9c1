/**
 * Session Chat, what is asked of the visitor, for pages that draw their own chat: reading it, judging answers to it, and
 * saying them in words. It stands between wasm.js and headless-stage.js.
 *
 * All of it is foreign. What is read has every part that its type promises, and what cannot be read is null.
 */

/** The most parts that one content may have, as in src/domain/rich.rs. */
const MOST_PARTS = 100;
/** How many characters one value may have, unless its field says fewer. */
const VALUE_CHARS = 2000;
/** The name of a value that is not a form's. */
const CHOICE = "choice";

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A value of the type of `least`, which stands for one that is missing; without it there must be one. */
const part = (value, least, type = typeof least) => {
  if (value === undefined && least !== undefined) return least;
  if (typeof value !== type) throw TypeError();
  return value;
};
const text = (value) => part(value, undefined, "string");
const list = (value, read) => value.slice(0, MOST_PARTS).map(read);
const maybe = (value, read) => (value === undefined || value === null ? null : read(value));
const option = ({ id, label, detail }) => ({ id: text(id), label: text(label), detail: part(detail, "") });
const picture = ({ url, alt, width, height }) => ({ url: text(url), alt: part(alt, ""), width: part(width, 0), height: part(height, 0) });
const field = (given) => ({
  name: part(given.name, ""),
  label: part(given.label, ""),
  kind: part(given.kind, "text"),
  required: part(given.required, false),
  hint: part(given.hint, ""),
  value: part(given.value, ""),
  pattern: part(given.pattern, ""),
  maxLength: part(given.maxLength, 0),
  autocomplete: part(given.autocomplete, ""),
  options: list(given.options ?? [], option),
  min: part(given.min, ""),
  max: part(given.max, ""),
});
const form = ({ title, fields, submit }) => ({ title: part(title, ""), fields: list(fields, field), submit: part(submit, "") });
const action = ({ label, does: { choose, open } }) => ({
  label: text(label),
  does: choose === undefined ? { open: text(open) } : { choose: text(choose) },
});

/** How the contents are read, as they are in src/domain/rich.rs. */
const CONTENTS = {
  choices: ({ style, options, several }) => ({
    style: part(style, "quickReplies"),
    options: list(options, option),
    several: part(several, false),
  }),
  date: ({ min, max }) => ({ min: maybe(min, text), max: maybe(max, text) }),
  times: (slots) => list(slots, ({ id, at, minutes }) => ({ id: text(id), at: part(at, undefined, "number"), minutes: part(minutes, 0) })),
  cards: (cards) =>
    list(cards, ({ title, text: words, image, actions }) => ({
      title: part(title, ""),
      text: part(words, ""),
      image: maybe(image, picture),
      actions: list(actions ?? [], action),
    })),
  link: ({ url, title, image }) => ({ url: text(url), title: part(title, ""), image: maybe(image, picture) }),
  image: picture,
  media: ({ url, title, kind }) => ({ url: text(url), title: part(title, ""), kind: text(kind) }),
  file: ({ url, name, bytes }) => ({ url: text(url), name: text(name), bytes: part(bytes, 0) }),
  form,
  progress: ({ percent, done }) => ({ percent: maybe(percent, Number), done: part(done, false) }),
  consent: ({ accept, decline }) => ({ accept: text(accept), decline: text(decline) }),
};

const SCALES = { stars: [1, 5], faces: [1, 5], numbers: [0, 10] };

/** What JSON says, as `read` has it; null where it cannot. */
const parsed = (json, read) => {
  try {
    return read(JSON.parse(json));
  } catch {
    return null;
  }
};
const contentOf = (json) =>
  parsed(json, (content) => {
    const [[kind, given], ...more] = Object.entries(content);
    return more.length ? null : { [kind]: Object.hasOwn(CONTENTS, kind) ? CONTENTS[kind](given) : text() };
  });
const entriesOf = (json) => parsed(json, (all) => list(all, ({ name, value }) => ({ name: text(name), value: text(value) }))) ?? [];
const faultsOf = (json) => parsed(json, (all) => list(all, ({ name, text: words }) => ({ name: text(name), text: text(words) }))) ?? [];
const refusedOf = (refused) => refused && { values: entriesOf(refused.values), faults: faultsOf(refused.faults) };
const preChatOf = (json) => parsed(json, (given) => ({ ...form({ ...given, fields: given.fields ?? [] }), text: part(given.text, "") }));

/** The survey; undefined where it does not follow this end (R2.7, R4.8). */
const surveyOf = ({ survey, endedBy, state }) =>
  parsed(survey, ({ scale, question, comment, needsSession, endedBy: named }) => {
    const [lowest, highest] = SCALES[part(scale, "stars")];
    const isNamed = !named?.length || named.includes(endedBy);
    const isLate = part(needsSession, false) && /^(end-user|opt-out)$/.test(endedBy);
    const read = { scale: scale ?? "stars", lowest, highest, question: part(question, ""), comment: part(comment, false), state };
    return isNamed && !isLate ? read : undefined;
  });

// ── What is asked ────────────────────────────────────────────────────────────────────────────────────────────────────

/** From when to when, as the visitor reads it. */
const span = ({ at, minutes }, locale) => {
  const format = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  return minutes ? format.formatRange(at, at + minutes * 60_000) : format.format(at);
};

/** What a content asks, as fields; none where it asks nothing. */
const askedBy = (content, locale) => {
  const { choices, date, times, cards, consent } = content ?? {};
  const one = (options, kind = "select") => (options.length ? [{ ...field({ name: CHOICE, kind, required: true }), options }] : []);
  const named = (id, label) => ({ id, label });
  if (choices) return one(choices.options, choices.several ? "selectSeveral" : "select");
  if (date) return [field({ name: CHOICE, kind: "date", required: true, min: date.min ?? "", max: date.max ?? "" })];
  if (times) return one(times.map((slot) => named(slot.id, span(slot, locale))));
  if (cards) return one(cards.flatMap(({ actions }) => actions.flatMap(({ label, does }) => (does.choose ? named(does.choose, label) : []))));
  if (consent) return one([named("true", consent.accept), named("false", consent.decline)]);
  return content?.form?.fields ?? [];
};

// ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An answer as `{ name, value }` each: what was chosen, or values by the names of fields. */
const entries = (values) => {
  const all = (name, value) => [value ?? []].flat().map((one) => ({ name, value: `${one}`.trim() }));
  if (values === null || typeof values !== "object" || Array.isArray(values)) return all(CHOICE, values);
  return Object.entries(values).flatMap(([name, value]) => all(name, value));
};

const matches = (pattern, value) => {
  try {
    return RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    // As a browser does with a pattern that is none.
    return true;
  }
};
const within = (value, { min, max }, read) => (min === "" || read(value) >= read(min)) && (max === "" || read(value) <= read(max));

/** Whether a field takes a value that is not empty. */
const takes = (asked, value) => {
  if (value.length > (asked.maxLength || VALUE_CHARS) || (asked.pattern && !matches(asked.pattern, value))) return false;
  switch (asked.kind) {
    case "select":
    case "selectSeveral":
      return asked.options.some(({ id }) => id === value);
    case "checkbox":
      return value === "true" || value === "false";
    case "email":
      return /^[^\s@]+@[^\s@]+$/.test(value);
    case "number":
      return Number.isFinite(Number(value)) && within(value, asked, Number);
    case "date":
      return /^\d{4}-\d\d-\d\d$/.test(value) && within(value, asked, String);
    case "dateTime":
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value)) && within(value, asked, Date.parse);
    default:
      return true;
  }
};

/** The values as they go out: in the order of the fields, with those that the visitor does not see. */
const complete = (fields, given) => {
  const wrong = (code, name, what) => {
    throw { ...refusal(`answer-${code}`, `${name} ${what}.`), field: name };
  };
  for (const { name } of given) if (!fields.some((asked) => asked.name === name)) wrong("value", name, "was not asked for");
  return fields.flatMap((asked) => {
    const { name, kind, required, value } = asked;
    if (kind === "hidden") return [{ name, value }];
    const own = given.filter((entry) => entry.name === name && entry.value !== "");
    const isMissing = kind === "checkbox" ? !own.some((entry) => entry.value === "true") : !own.length;
    if (required && isMissing) wrong("missing", name, "must be filled in");
    if ((own.length > 1 && kind !== "selectSeveral") || !own.every((entry) => takes(asked, entry.value)))
      wrong("value", name, "does not take this value");
    // By the visitor's time zone, unless it names one.
    if (kind === "dateTime") return own.map((entry) => ({ name, value: new Date(entry.value).toISOString() }));
    return kind === "checkbox" && !own.length ? [{ name, value: "false" }] : own;
  });
};

/** What an answer says in words: each field that the visitor saw with what they filled in. */
const words = (fields, values) => {
  const marks = { true: "✓", false: "–" };
  const said = ({ kind, options }, value) =>
    kind === "checkbox" ? marks[value] : options.find(({ id }) => id === value)?.label || value;
  const lines = fields.map((asked) => {
    const own = values.filter(({ name }) => name === asked.name && asked.kind !== "hidden");
    const told = own.map(({ value }) => said(asked, value)).join(", ");
    return told && asked.name !== CHOICE && asked.label ? `${asked.label}: ${told}` : told;
  });
  return lines.filter(Boolean).join("\n");
};
