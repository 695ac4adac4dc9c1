/**
 * Session Chat, reading what a page configures by rules. The build puts this file in front of entry.js and of
 * offers.js; each says by a `refuse(code, field, reason)` of its own what becomes of a value that breaks a rule.
 *
 * The rule of a value. A boolean or a number: one of these, this by default. A string: text that matches it as a regular
 * expression, "" any text; one in brackets is required. [rule]: a list. An object: named parts, "*" any name. Object:
 * anything, which is checked where it is used.
 */

/** What `action` returns; nothing if it throws. */
const attempt = (action) => {
  try {
    return action();
  } catch {}
};

/** A checked copy of `value`, made of known names only. An absent option has its own rule as its value. */
const read = (rule, value, path) => {
  const kind = typeof rule;
  const list = Array.isArray(rule);
  if (value === rule && (list || kind !== "object")) return rule[0] === "(" ? refuse("missing", path, "must be set") : rule;
  if (rule === Object) return value;
  if (typeof value !== kind || Array.isArray(value) !== list) refuse("type", path, `must be of type ${list ? "array" : kind}`);
  if (kind === "string" && rule && !RegExp(`^(${rule})$`).test(value)) refuse("value", path, `must be ${rule}`);
  if (kind !== "object") return value;
  const copy = list ? [] : {};
  const entries =
    attempt(() => Object.entries({ ...(list || rule), ...value })) ?? refuse("type", path, "must be readable");
  for (const [key, item] of entries) {
    const inner = path ? `${path}.${key}` : key;
    const known = rule[list ? 0 : Object.hasOwn(rule, key) ? key : "*"] ?? refuse("value", inner, "is unknown");
    const part = read(known, item ?? known, inner);
    if (list || part !== known) copy[key] = part;
  }
  return copy;
};
