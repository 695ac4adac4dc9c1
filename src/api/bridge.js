/**
 * Session Chat over a vendor's own widget: `init` hears the vendor's events from that moment on, fetches the wasm, and hands
 * out a handle. Whatever is told before the wasm is there waits for it.
 *
 * The build puts rules.js, entry.js and what hears the vendors in front of this file; what stands between the handle and the wasm,
 * bridge-stage.js, travels with the wasm.
 */

const ELEMENT = TAG + "-bridge";

/** The options that concern our window, or a backend of ours, alone are unknown here. */
const OTHERS =
  "target brand visitor endChatWhenSessionEnds optOutKeywords otherChannels load resume openOnStart launcher sound titleCount records images offers";
for (const name of OTHERS.split(" ")) delete options[name];
Object.assign(options, {
  after: "panel|minimised|hidden",
  missingAfter: 30,
  missingNotice: false,
  backend: { kind: build.backends, frame: "", hiddenFields: { "*": "" }, endUrl: "", endsUrl: "", endsEvery: 0 },
});

/** How much is kept of what is told before the wasm is there: the newest, and by then nobody reads more. */
const BUFFER = 200;

/** The element that everything of ours stands in. */
const erect = () => {
  // Only the first time: then the name is taken.
  attempt(() =>
    customElements.define(
      ELEMENT,
      class extends HTMLElement {
        // Removed without destroy(), as by a navigation that swaps the body: back to its place, once the swap is done.
        disconnectedCallback() {
          setTimeout(() => this.isConnected || registry.get(this)?.());
        }
      },
    ),
  );
  return document.createElement(ELEMENT);
};

/** An important rule of the shadow root beats one of the page. */
const css = ({ theme = "auto" }) => `
:host{all:initial!important;color-scheme:${theme.replace("auto", "light dark")}!important;position:fixed!important;z-index:var(--session-chat-z,2147483000)!important;inset:0 auto auto 0!important}
:host:after,:host:before{display:none!important}
`;

const make = async (settings) => {
  const host = erect();
  const root = host.attachShadow({ mode: "open" });
  const life = new AbortController();
  const { signal } = life;
  const emit = (name, detail = null) =>
    host.dispatchEvent(new CustomEvent(`${TAG}-bridge-${name}`, { bubbles: true, cancelable: true, composed: true, detail }));
  const log = (...words) => settings.debug && console.debug(TAG, ...words);

  let calls;
  const waiting = [];
  /** Hands `method` and what it is given to the wasm, now or once it is there. */
  const hand = (method, ...given) => {
    if (calls) return calls[method](...given);
    if (waiting.push([method, given]) > BUFFER) waiting.shift();
  };
  const told = (detail) => hand("ended", detail);
  const hear = (name, detail) => {
    // Never what an event holds: names, texts and ids are the visitor's.
    log("heard", name);
    hand("heard", name, detail, Date.now());
  };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css(settings));
  root.adoptedStyleSheets = [sheet];
  const place = () => {
    if (document.body) document.body.append(host);
    else addEventListener("DOMContentLoaded", place, { signal, once: true });
  };
  registry.set(host, () => signal.aborted || place());
  place();

  const guard = () => signal.throwIfAborted();
  const stop = () => {
    life.abort(new SessionChatError("destroyed", "This bridge is destroyed: call init again."));
    registry.delete(host);
    host.remove();
  };
  try {
    const backend = settings.backend;
    listeners[backend.kind](hear, signal, backend);
    addEventListener(`${TAG}-end`, ({ detail }) => told(detail), { signal });
    inlet(backend, told, signal);
    const glue = await load("bridge");
    guard();
    const started = await glue.stage(root, settings, (name, detail) => (log(name), emit(name, detail)), signal);
    guard();
    calls = started;
    for (const [method, given] of waiting.splice(0)) calls[method](...given);
    // Whoever called init listens by then.
    setTimeout(() => signal.aborted || calls.remind());
  } catch (error) {
    stop();
    throw new SessionChatError(error.code ?? "load-failed", error.message, error.field);
  }

  const listenTo = (method) => (name, listener) => {
    guard();
    host[method](`${TAG}-bridge-${name}`, listener);
  };
  const method = (name) => (given) => {
    guard();
    try {
      return calls[name](given);
    } catch (error) {
      throw new SessionChatError(error.code ?? "stopped", error.message, error.field);
    }
  };
  return Object.freeze({
    id: settings.id,
    element: host,
    state: method("state"),
    ended: method("ended"),
    startNewChat: method("startNewChat"),
    endSession: method("endSession"),
    show: method("show"),
    close: method("close"),
    async setLocale(tag = "auto") {
      guard();
      await calls.setLocale(read(options.locale, tag, "locale"));
    },
    on: listenTo("addEventListener"),
    off: listenTo("removeEventListener"),
    destroy({ withWidget = false } = {}) {
      guard();
      try {
        calls.destroy(withWidget);
      } catch {
        // It has stopped by itself; what stands on the page goes all the same.
      }
      registry.delete(Symbol.for(settings.id + "-bridge"));
      stop();
    },
  });
};

/** Checks `config`, hears the vendor's widget from now on, and resolves with the handle: the first one, if this id has one. */
export const init = async (config) => {
  const settings = checked(config);
  // A symbol, because a chat of ours may have the same id.
  const key = Symbol.for((settings.id ??= "default") + "-bridge");
  let first = registry.get(key);
  if (!first) {
    registry.set(key, (first = make(settings)));
    first.catch(() => registry.delete(key));
  }
  return first;
};
