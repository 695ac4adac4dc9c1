/**
 * Session Chat, the loader: what a page imports. It checks the configuration, draws the launcher, fetches the wasm when
 * a visitor shows intent, and speaks for the chat when the wasm cannot: not loaded, failed to load, destroyed.
 *
 * The build puts one generated line in front of this file: `const build = { version, backends, texts };`.
 * Everything here is on the page before any intent, so its compressed size has a budget, held by `cargo xtask size`.
 * What is needed only from the first intent on is in stage.js, which travels with the wasm.
 */

const TAG = "session-chat";

/**
 * Shared by every copy of the loader on the page: id → promise of its handle, module file → module, element → its place
 * function. So the first init of an id wins and a module is fetched once, whichever copy was asked.
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

/**
 * The rule of each option. A boolean: a boolean, this by default. A string: text that matches it as a regular
 * expression, "" any text; one in brackets is required. [rule]: a list. An object: named options, "*" any name.
 */
const options = {
  id: "",
  backend: { kind: `(${build.backends})`, channel: "" },
  target: Object,
  locale: "[a-zA-Z0-9-]+",
  texts: { "*": "" },
  brand: { name: "", logo: "https:.+" },
  visitor: { name: "", email: "" },
  endChatWhenSessionEnds: false,
  verifiedUsers: false,
  endUsersCanEnd: false,
  multipleConversations: false,
  reopening: false,
  afterEnd: "readOnly|reset|reopen",
  optOutKeywords: [""],
  otherChannels: [{ label: "(.+)", url: "(https?|mailto|tel):.+" }],
  storage: "local|session|memory",
  load: "intent|idle",
  resume: false,
  openOnStart: false,
  launcher: "shown|hidden",
  position: "end|start",
  theme: "auto|light|dark",
  sound: false,
  titleCount: true,
  images: true,
  notification: "shown|host|off",
  debug: false,
};

/** Pairs that refuse each other: setting, value, other setting, value. An absent setting counts as false. */
const conflicts = [
  "endChatWhenSessionEnds true verifiedUsers true",
  "endChatWhenSessionEnds true afterEnd reset",
  "endChatWhenSessionEnds true afterEnd reopen",
  "endUsersCanEnd true multipleConversations false",
  "endUsersCanEnd true reopening true",
  "afterEnd reopen reopening false",
];

const refuse = (code, field, reason) => {
  throw new SessionChatError("config-" + code, `${field ?? "config"} ${reason}.`, field);
};

/** What `action` returns; if it throws, the refusal, or nothing where none is given. */
const attempt = (action, ...refusal) => {
  try {
    return action();
  } catch {
    if (refusal[0]) refuse(...refusal);
  }
};

/** A checked copy of `value`, made of known names only. An absent option has its own rule as its value. */
const read = (rule, value, path) => {
  const kind = typeof rule;
  const list = Array.isArray(rule);
  if (value === rule && (list || kind !== "object")) return rule[0] === "(" ? refuse("missing", path, "must be set") : rule;
  if (rule === Object) return value;
  if (typeof value !== kind || Array.isArray(value) !== list) refuse("type", path, `must be of type ${list ? "array" : kind}`);
  if (kind === "string" && rule && !RegExp(`^(${rule})$`).test(value)) refuse("value", path, `must match ${rule}`);
  if (kind !== "object") return value;
  const copy = list ? [] : {};
  for (const [key, item] of attempt(() => Object.entries({ ...(list || rule), ...value }), "type", path, "must be readable")) {
    const inner = path ? `${path}.${key}` : key;
    const known = rule[list ? 0 : Object.hasOwn(rule, key) ? key : "*"] ?? refuse("value", inner, "is unknown: remove it");
    const part = read(known, item ?? known, inner);
    if (list || part !== known) copy[key] = part;
  }
  return copy;
};

const checked = (config = {}) => {
  const settings = read(options, config);
  for (const row of conflicts) {
    const [name, value, other, otherValue] = row.split(" ");
    if (`${settings[name] ?? false}` === value && `${settings[other] ?? false}` === otherValue)
      refuse("conflict", name, `= ${value} and ${other} = ${otherValue} exclude each other: change one`);
  }
  return settings;
};

// ── The wasm module ──────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The module of a backend, fetched once for all instances. A dead one, failed or panicked, is replaced under a new URL,
 * because browsers remember a failed import and hand the same broken instance out again, and may have kept half a file.
 */
const load = (kind) => {
  const name = `./${TAG}-${kind}-${version}`;
  let module = registry.get(name);
  if (!module || module.dead) {
    const count = module ? module.count + 1 : 0;
    const again = count ? `?restart=${count}` : "";
    registry.set(name, (module = { count }));
    module.ready = Promise.all([
      import(name + ".js" + again),
      fetch(new URL(name + "_bg.wasm" + again, import.meta.url)),
    ])
      .then(([glue, response]) => glue.boot(glue, response, module))
      .catch((error) => {
        module.dead = true;
        throw error;
      });
    module.ready.catch(() => {});
  }
  return module.ready;
};

// ── The element ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * An important rule of the shadow root beats an important rule of the page, so the page reaches nothing but the custom
 * properties and the parts. `all` leaves out `direction`, which the children of the root set by their `dir`. Colours
 * follow `color-scheme`; the icon is black or white, whichever stands out from the accent (they tie at a lightness of
 * 50); the faint border is what is left where the system chooses the colours. The order of the rules compresses best.
 */
const css = (inline, position, theme) => `
:host{all:initial!important;color-scheme:${theme.replace("auto", "light dark")}!important;position:${inline ? "static" : "fixed"}!important;top:0!important;z-index:var(--session-chat-z,2147483000)!important}
:host([hidden]),:host:after,:host:before{display:none!important}
.corner{position:${inline ? "static" : "fixed"};bottom:var(--session-chat-offset-block,20px);inset-inline-${position}:var(--session-chat-offset-inline,20px);margin:0 env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);display:grid;justify-items:${position};
button{--a:var(--session-chat-accent,light-dark(#0b6e63,#5fd3c3));border:1px solid #8884;box-shadow:0 9px 30px #0004;cursor:pointer}
[aria-busy]{opacity:.7}
.card{max-width:280px;margin-bottom:16px;padding:16px;border-radius:16px;background:Canvas;font:1em system-ui;text-align:start}
:focus-visible{box-shadow:0 0 0 3px Canvas;outline:3px solid var(--a);outline-offset:3px}
.launcher:before{content:"";display:block;width:20px;height:20px;margin:auto;border:2px solid;border-radius:50% 50% 50% 3px}
b{display:block;color:var(--a)}
.launcher{width:60px;height:60px;border-radius:50%;background:var(--a);color:var(--session-chat-on-accent,lch(from var(--a) calc(9999 - 200*l) 0 0))}}
`;

const add = (parent, tag, name, text) => {
  const node = parent.appendChild(document.createElement(tag));
  node.className = node.part = name;
  node.textContent = text;
  return node;
};

/** The element with its shadow root, not yet on the page. */
const draw = ({ target, position = "end", theme = "auto", launcher: visibility }) => {
  customElements.get(TAG) ||
    customElements.define(
      TAG,
      class extends HTMLElement {
        // Removed without destroy(), as by a navigation that swaps the body: back to its place, once the swap is done.
        disconnectedCallback() {
          setTimeout(() => this.isConnected || attempt(registry.get(this)));
        }
      },
    );
  const host = document.createElement(TAG);
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const corner = add(root, "div", "corner");
  const notice = add(corner, "div", "notice");
  const launcher = add(corner, "button", "launcher");
  const stage = add(root, "div", "mount");
  sheet.replaceSync(css(target, position, theme));
  root.adoptedStyleSheets = [sheet];
  launcher.ariaHasPopup = "dialog";
  if (theme !== "auto") host.dataset.theme = theme;
  launcher.hidden = visibility === "hidden";
  if (target) host.dataset.inline = "";
  launcher.ariaExpanded = false;
  host.dataset.position = position;
  notice.role = "status";
  return [host, root, corner, notice, launcher, stage];
};

/** Puts an instance on the page and returns its handle. */
const mount = async (settings) => {
  const { id, target } = settings;
  const [host, root, corner, notice, launcher, stage] = draw(settings);
  let language, starting, widget, destroyed;

  const guard = () => {
    if (destroyed) throw new SessionChatError("destroyed", "This chat is destroyed: call init again.");
  };
  const say = (key) => settings.texts[key] ?? build.texts[language][key];
  const speak = (locale = "auto") => {
    settings.locale = read(options.locale, locale, "locale");
    language =
      (locale === "auto" ? [document.documentElement.lang, ...navigator.languages] : [locale])
        .flatMap((tag) => [tag, tag.split("-")[0]])
        .find((tag) => build.texts[tag]) ?? "en";
    host.lang = language;
    host.dir = corner.dir = stage.dir = /^(ar|fa|he|ur)/.test(language) ? "rtl" : "ltr";
    launcher.ariaLabel = say("launcher-label");
  };
  const emit = (name, detail) =>
    host.dispatchEvent(new CustomEvent(`${TAG}-${name}`, { detail, bubbles: true, cancelable: true, composed: true }));
  const tell = (text, label, action) => {
    notice.textContent = "";
    const card = add(notice, "button", "card", text + " ");
    add(card, "b", "", label);
    card.onclick = action;
  };
  const preload = () => load(settings.backend.kind);
  const wake = () =>
    (starting ??= preload()
      .then((glue) => {
        guard();
        widget = glue.stage(root, settings, emit, tell, () => {
          widget = starting = null;
          press();
        });
      })
      .catch((error) => {
        starting = null;
        throw error;
      }));
  const call = async (method, ...args) => {
    try {
      guard();
      await wake();
      return await widget[method](...args);
    } catch (error) {
      throw new SessionChatError(error.code ?? "load-failed", error.message, error.field);
    }
  };
  /** A call that the visitor waits for: busy while it lasts, and a card if the wasm did not come. */
  const begin = (...deed) => {
    host.hidden = false;
    notice.textContent = "";
    launcher.ariaBusy = true;
    return call(...deed)
      .catch((error) => {
        if (!starting && !destroyed) {
          tell(say("load-failed"), say("load-retry"), press);
          emit("error", error);
        }
        throw error;
      })
      .finally(() => (launcher.ariaBusy = null));
  };
  const press = () => {
    launcher.focus();
    launcher.ariaBusy || (launcher.ariaExpanded === "true" ? call("close") : begin("open", true)).catch(() => {});
  };
  const place = () =>
    attempt(
      () => (target?.nodeType ? target : document.querySelector(target ?? "body")).append(host),
      "target",
      "target",
      "matches no element",
    );
  const reveal = (hidden) => () => {
    guard();
    host.hidden = hidden;
  };
  const listen = (verb) => (name, listener) => {
    guard();
    host[`${verb}EventListener`](`${TAG}-${name}`, listener);
  };

  launcher.onclick = press;
  launcher.onpointerenter = launcher.onfocus = launcher.ontouchstart = preload;
  speak(settings.locale);
  place();
  registry.set(host, place);
  if (settings.load === "idle") (window.requestIdleCallback ?? setTimeout)(preload);
  const stored = settings.resume && attempt(() => window[`${settings.storage ?? "local"}Storage`].getItem(`${TAG}:${id}`));
  if (settings.openOnStart || stored) begin(settings.openOnStart ? "open" : "state").catch(() => {});
  return Object.freeze({
    id,
    element: host,
    open: () => begin("open", true),
    async close() {
      guard();
      if (widget) await call("close");
    },
    show: reveal(false),
    hide: reveal(true),
    send: (text) => call("send", text),
    startConversation: () => call("startConversation"),
    endSession: () => call("endSession"),
    clearSession: () => call("clearSession"),
    async setLocale(tag) {
      guard();
      speak(tag);
      if (widget) await call("setLocale", tag);
    },
    state() {
      guard();
      return widget?.state() ?? { conversation: null, open: false, canEnd: false, ended: null, connection: "offline", unread: 0, canStartNew: false, phase: "none", locale: language, canSend: true };
    },
    on: listen("add"),
    off: listen("remove"),
    destroy(options) {
      guard();
      destroyed = true;
      widget?.destroy(options?.keepConversation);
      registry.delete(id);
      registry.delete(host);
      host.remove();
    },
  });
};

/** Checks `config`, draws the launcher and resolves with the handle: the first one, if this id has one. */
export const init = async (config) => {
  const settings = checked(config);
  const id = (settings.id ??= "default");
  let first = registry.get(id);
  if (!first) {
    registry.set(id, (first = mount(settings)));
    first.catch(() => registry.delete(id));
  }
  return first;
};
