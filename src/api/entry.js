/**
 * Session Chat, what both ways in share: the loader of the window and headless.js. It checks the configuration and
 * fetches the wasm. The build puts this file and rules.js in front of either, behind one generated line:
 * `const build = { version, backends, texts };`.
 */

const TAG = "session-chat";

/**
 * Shared by every copy of the loader on the page: id → promise of its handle, module file → promise of it, element →
 * its place function. So the first init of an id wins and a module is fetched once, whichever copy was asked.
 */
const registry = (globalThis[Symbol.for(TAG)] ??= new Map());

export const version = build.version;

/** Every refusal and failure. `code` is stable; `field` is the path of the setting, or null. */
export class SessionChatError extends Error {
  constructor(code, message, field = null) {
    super(message);
    this.name = "SessionChatError";
    this.code = code;
    this.field = field;
  }
}

// ── Configuration ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The rule of each option, as rules.js reads it; in the order that compresses best. */
const options = {
  id: "",
  backend: { "*": Object, kind: build.backends },
  sound: false,
  resume: false,
  endUsersCanEnd: false,
  position: "end|start",
  debug: false,
  reopening: false,
  verifiedUsers: false,
  notification: "shown|host|off",
  theme: "auto|light|dark",
  launcher: "shown|hidden",
  offers: { "*": Object },
  afterEnd: "readOnly|reset|reopen",
  locale: "[a-zA-Z0-9-]+",
  load: "intent|idle",
  texts: { "*": "" },
  titleCount: true,
  endChatWhenSessionEnds: false,
  records: false,
  openOnStart: false,
  optOutKeywords: [""],
  visitor: { name: "", email: "" },
  images: true,
  multipleConversations: false,
  brand: { name: "", logo: "https:.+" },
  otherChannels: [{ label: "(.+)", url: "(https?|mailto|tel):.+" }],
  storage: "local|session|memory",
  target: Object,
};

/** Pairs that refuse each other: setting, value, other setting, value. An absent setting counts as false. */
const conflicts = [
  "afterEnd reopen reopening false",
  "endUsersCanEnd true multipleConversations false",
  "endUsersCanEnd true reopening true",
  "endChatWhenSessionEnds true verifiedUsers true",
  "endChatWhenSessionEnds true afterEnd reopen",
  "endChatWhenSessionEnds true afterEnd reset",
];

const refuse = (code, field, reason) => {
  throw new SessionChatError("config-" + code, `${field ?? "config"} ${reason}.`, field);
};

const checked = (config = {}) => {
  const settings = read(options, config);
  for (const row of conflicts) {
    const [name, value, other, otherValue] = row.split(" ");
    if (`${settings[name] ?? false}` === value && `${settings[other] ?? false}` === otherValue)
      refuse("conflict", name, `= ${value} and ${other} = ${otherValue} conflict`);
  }
  return settings;
};

// ── Modules ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A module, fetched once for all instances; unless it is a late one, its wasm comes with it. A dead one, failed or
 * panicked, is replaced under a new URL, because browsers remember a failed import and hand the same broken instance
 * out again, and may have kept half a file.
 */
const load = (part, isLate) => {
  const name = `./${TAG}-${part}-${version}`;
  let module = registry.get(name);
  if (!module || module.dead) {
    const again = module ? "?" + Date.now() : "";
    module = Promise.all([
      import(name + ".js" + again),
      isLate || fetch(new URL(name + "_bg.wasm" + again, import.meta.url)),
    ]).then(([glue, response]) => glue.boot(glue, response, module));
    module.catch(() => (module.dead = true));
    registry.set(name, module);
  }
  return module;
};
