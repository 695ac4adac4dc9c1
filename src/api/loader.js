/**
 * Session Chat, the loader: what a page imports. It checks the configuration, draws the launcher, fetches the wasm when
 * a visitor shows intent, and speaks for the chat when the wasm cannot: not loaded, failed to load, destroyed.
 *
 * The build puts rules.js and entry.js in front of this file. All of it is on the page before any intent, so its
 * compressed size has a budget, held by `cargo xtask size`. What is needed only from the first intent on is in stage.js,
 * which travels with the wasm; what few pages and visitors ever need is in modules of its own: invite.js, notices.js and
 * offers.js.
 */

// ── The element ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * An important rule of the shadow root beats an important rule of the page, so the page reaches nothing but the custom
 * properties and the parts. `all` leaves out `direction`, which the children of the root set by their `dir`. Colours
 * follow `color-scheme`; the icon is black or white, whichever stands out from the accent (they tie at a lightness of
 * 50); the faint border is what is left where the system chooses the colours. The order of the rules compresses best.
 */
const css = ({ target, position = "end", theme = "auto" }) => `
:host{all:initial!important;color-scheme:${theme.replace("auto", "light dark")}!important;position:${target ? "static" : "fixed"}!important;top:0!important;z-index:var(--session-chat-z,2147483000)!important}
:host([hidden]),:host:after,:host:before{display:none!important}
.corner{display:grid;justify-items:${position};position:inherit;bottom:var(--session-chat-offset-block,20px);inset-inline-${position}:var(--session-chat-offset-inline,20px);margin:0 env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
.launcher{width:60px;height:60px;background:var(--a);border-radius:50%;color:var(--session-chat-on-accent,lch(from var(--a) calc(9999 - 200*l) 0 0))}
.card{background:Canvas;margin-bottom:16px;padding:16px;border-radius:16px;font:1em system-ui;text-align:start;max-width:280px}
:focus-visible{outline:3px solid var(--a);box-shadow:0 0 0 3px Canvas;outline-offset:3px}
button{cursor:pointer;border:1px solid #8884;box-shadow:0 9px 30px #0004;--a:var(--session-chat-accent,light-dark(#0b6e63,#5fd3c3))}
b{display:block;color:var(--a)}
.launcher:before{border:2px solid;margin:auto;display:block;width:20px;height:20px;content:"";border-radius:50% 50% 50% 3px}
[aria-busy]{opacity:.7}}
`;

const add = (parent, tag, name, text) => {
  const node = parent.appendChild(document.createElement(tag));
  node.className = node.part = name;
  node.textContent = text;
  return node;
};

/** Draws an instance, puts it on the page and returns its handle. */
const mount = async (settings) => {
  const { id, target, offers } = settings;
  const kind = settings.backend.kind;
  // Only the first time: then the name is taken.
  attempt(() =>
    customElements.define(
      TAG,
      class extends HTMLElement {
        // Removed without destroy(), as by a navigation that swaps the body: back to its place, once the swap is done.
        disconnectedCallback() {
          setTimeout(() => this.isConnected || attempt(registry.get(this)));
        }
      },
    ),
  );
  const host = document.createElement(TAG);
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const corner = add(root, "div", "corner");
  const notice = add(corner, "div", "notice");
  const launcher = add(corner, "button", "launcher");
  const stage = add(root, "div", "mount");
  sheet.replaceSync(css(settings));
  root.adoptedStyleSheets = [sheet];
  launcher.ariaHasPopup = "dialog";
  launcher.hidden = settings.launcher === "hidden";
  launcher.ariaExpanded = false;
  notice.role = "status";

  /** What runs, by the name of its module: the widget, the invitation, the notices. A promise until it does. */
  const parts = {};
  const life = new AbortController();
  let language, timer;

  const guard = () => {
    life.signal.throwIfAborted();
  };
  const say = (key) => settings.texts[key] ?? build.texts[language][key];
  const speak = (locale = "auto") => {
    settings.locale = read(options.locale, locale, "locale");
    language =
      (locale === "auto" ? [document.documentElement.lang, ...navigator.languages] : [locale])
        .flatMap((tag) => [tag, tag.split("-")[0]])
        .find((tag) => build.texts[tag]) ?? "en";
    host.lang = language;
    // The one of the languages there are that runs from right to left.
    host.dir = corner.dir = stage.dir = language === "ar" ? "rtl" : "ltr";
    launcher.ariaLabel = say("launcher-label");
  };
  const emit = (name, detail) =>
    host.dispatchEvent(new CustomEvent(`${TAG}-${name}`, { bubbles: true, cancelable: true, detail, composed: true }));
  const tell = (text, label, action) => {
    notice.textContent = "";
    const card = add(notice, "button", "card", text + " ");
    add(card, "b", "", label);
    card.onclick = action;
  };
  /** Calls a method of a part, which is started for it. */
  const call = async (method, given, name = kind) => {
    try {
      guard();
      parts[name] ??= load(name, name !== kind)
        .then((glue) => {
          guard();
          const restart = () => {
            delete parts[name];
            press();
          };
          return (parts[name] = glue.stage(root, settings, emit, tell, restart, call, life));
        })
        .catch((error) => {
          delete parts[name];
          throw error;
        });
      return await (await parts[name])[method](given);
    } catch (error) {
      throw new SessionChatError(error.code ?? "load-failed", error.message, error.field);
    }
  };
  /** A call that the visitor waits for: busy while it lasts, and a card if the wasm did not come. */
  const begin = (method, given) => {
    host.hidden = false;
    notice.textContent = "";
    launcher.ariaBusy = true;
    return call(method, given)
      .catch((error) => {
        if (parts[kind] || life.signal.aborted) throw error;
        tell(say("load-failed"), say("load-retry"), press);
        emit("error", error);
        throw error;
      })
      .finally(() => (launcher.ariaBusy = null));
  };
  const press = () => {
    launcher.focus();
    if (launcher.ariaExpanded === "true") call("close").catch(() => {});
    else begin("open", true).catch(() => {});
  };
  const place = () =>
    attempt(() => (target?.append ? target : document.querySelector(target ?? "body")).appendChild(host)) ??
    refuse("target", "target", "matches no element");

  launcher.onclick = press;
  launcher.onpointerenter = launcher.onfocus = () => load(kind);
  speak(settings.locale);
  place();
  registry.set(host, place);
  if (settings.load === "idle") (window.requestIdleCallback ?? setTimeout)(launcher.onfocus);
  const invitation = offers?.invitation;
  if (invitation) {
    // Each may be due with the first event of its kind; invite.js judges, and watches from then on.
    const once = { signal: life.signal, once: true };
    const due = (event) => call("watch", event, "invite").catch(() => {});
    timer = setTimeout(due, (invitation.after ?? 2e6) * 1e3);
    if (invitation.scroll) addEventListener("scroll", due, once);
    if (invitation.exit) addEventListener("mouseout", due, once);
  }
  const stored = settings.resume && attempt(() => window[`${settings.storage ?? "local"}Storage`].getItem(`${TAG}:${id}`));
  if (settings.openOnStart) begin("open").catch(() => {});
  else if (stored) begin("state").catch(() => {});
  return Object.freeze({
    id,
    element: host,
    open: () => begin("open", true),
    async close() {
      guard();
      if (parts[kind]?.state) await call("close");
    },
    show() {
      guard();
      host.hidden = false;
    },
    hide() {
      guard();
      host.hidden = true;
    },
    send: (text) => call("send", text),
    startConversation: (text) => call("startConversation", text),
    endSession: (text) => call("endSession", text),
    clearSession: (text) => call("clearSession", text),
    invite: (text) => call("invite", text, "invite"),
    allowNotices: (text) => call("allowNotices", text, "notices"),
    async setLocale(tag) {
      guard();
      speak(tag);
      if (parts[kind]?.state) await call("setLocale", tag);
    },
    state() {
      guard();
      return parts[kind]?.state?.() ?? { connection: "offline", ended: null, conversation: null, canStartNew: false, open: false, canEnd: false, phase: "none", locale: language, unread: 0, canSend: true };
    },
    on(name, listener) {
      guard();
      host.addEventListener(`${TAG}-${name}`, listener);
    },
    off(name, listener) {
      guard();
      host.removeEventListener(`${TAG}-${name}`, listener);
    },
    destroy(options) {
      guard();
      clearTimeout(timer);
      life.abort(new SessionChatError("destroyed", "This chat is destroyed: call init again."));
      parts[kind]?.destroy?.(options);
      // Of a chat that does not run here, or not any more, too. One function for this and the look at the start would
      // take more bytes than saying it twice.
      options?.keepConversation || attempt(() => window[`${settings.storage ?? "local"}Storage`].removeItem(`${TAG}:${id}`));
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
