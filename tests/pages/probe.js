/**
 * Records what a page must not do. A test page includes it before every other script:
 *
 *     <script src="/tests/pages/probe.js"></script>
 *
 * Tests read `sessionChatProbe.report()`.
 */
(() => {
  const errors = [];
  const violations = [];
  const dialogs = [];
  const storage = [];
  const alive = new Set();

  const words = (value) => (value instanceof Error ? `${value.name}: ${value.message}` : String(value));

  // ── Errors ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  const listen = EventTarget.prototype.addEventListener;
  const unlisten = EventTarget.prototype.removeEventListener;
  // WebKit now and then gathers sizes before it has laid out what changed, and then says so as if an observer had changed
  // it, even of one that does nothing. A loop that is ours says so in every frame.
  let loops = navigator.vendor.startsWith("Apple") ? 0 : 10;
  listen.call(window, "error", (event) => {
    if (/^ResizeObserver loop/.test(event.message) && ++loops < 10) return;
    errors.push(`uncaught: ${words(event.error ?? event.message)}`);
  });
  listen.call(window, "unhandledrejection", (event) => errors.push(`rejected: ${words(event.reason)}`));
  listen.call(document, "securitypolicyviolation", (event) => {
    // Browsers look for an icon by themselves, and the strict policy forbids it.
    if (event.blockedURI.endsWith("/favicon.ico")) return;
    violations.push(`${event.effectiveDirective} blocked ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
  });
  for (const level of ["error", "warn"]) {
    const original = console[level];
    console[level] = (...given) => {
      errors.push(`console.${level}: ${given.map(words).join(" ")}`);
      original.apply(console, given);
    };
  }

  // ── Dialogs of the browser ─────────────────────────────────────────────────────────────────────────────────────────

  const answers = { alert: undefined, confirm: false, prompt: null };
  for (const [name, answer] of Object.entries(answers)) {
    window[name] = (text) => {
      dialogs.push(`${name}: ${text}`);
      return answer;
    };
  }

  // ── Storage ────────────────────────────────────────────────────────────────────────────────────────────────────────

  const storeName = (store) => (store === window.sessionStorage ? "sessionStorage" : "localStorage");
  for (const name of ["getItem", "setItem", "removeItem", "clear", "key"]) {
    const original = Storage.prototype[name];
    Storage.prototype[name] = function (...given) {
      storage.push(`${storeName(this)}.${name}(${given.slice(0, 1).join()})`);
      return original.apply(this, given);
    };
  }
  const length = Object.getOwnPropertyDescriptor(Storage.prototype, "length");
  Object.defineProperty(Storage.prototype, "length", {
    ...length,
    get() {
      storage.push(`${storeName(this)}.length`);
      return length.get.call(this);
    },
  });
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", {
    ...cookie,
    get() {
      storage.push("document.cookie");
      return cookie.get.call(this);
    },
    set(value) {
      storage.push("document.cookie=");
      cookie.set.call(this, value);
    },
  });
  for (const name of ["open", "deleteDatabase"]) {
    const original = IDBFactory.prototype[name];
    IDBFactory.prototype[name] = function (...given) {
      storage.push(`indexedDB.${name}(${given[0]})`);
      return original.apply(this, given);
    };
  }

  // ── What is alive: listeners on shared targets, timers, channels, observers ────────────────────────────────────────

  const shared = () => [
    [window, "window"],
    [document, "document"],
    [document.documentElement, "root"],
    [document.body, "body"],
    [window.visualViewport, "visualViewport"],
    [navigator.serviceWorker, "serviceWorker"],
    [window.screen?.orientation, "orientation"],
  ];
  const sharedName = (target) =>
    target instanceof MediaQueryList ? "media" : shared().find(([one]) => one && one === target)?.[1];
  const listeners = [];
  const capture = (options) => Boolean(typeof options === "object" && options ? options.capture : options);
  const drop = (entry) => {
    alive.delete(entry);
    const at = listeners.indexOf(entry);
    if (at >= 0) listeners.splice(at, 1);
  };
  EventTarget.prototype.addEventListener = function (type, handler, options) {
    const target = this ?? window;
    const name = sharedName(target);
    const settings = typeof options === "object" && options ? options : {};
    const known = listeners.some(
      (one) =>
        one.target === target && one.type === type && one.handler === handler && one.capture === capture(options),
    );
    if (name && handler && !known && !settings.signal?.aborted) {
      const entry = { label: `${name}:${type}`, target, type, handler, capture: capture(options) };
      listeners.push(entry);
      alive.add(entry);
      if (settings.signal) listen.call(settings.signal, "abort", () => drop(entry));
      if (settings.once) listen.call(target, type, () => drop(entry), { once: true, capture: entry.capture });
    }
    return listen.call(target, type, handler, options);
  };
  EventTarget.prototype.removeEventListener = function (type, handler, options) {
    const target = this ?? window;
    const entry = listeners.find(
      (one) =>
        one.target === target && one.type === type && one.handler === handler && one.capture === capture(options),
    );
    if (entry) drop(entry);
    return unlisten.call(target, type, handler, options);
  };

  const timers = new Map();
  // A driver runs timers of its own in the page; they come from no file of the site.
  const ours = () => new Error().stack.replaceAll(/[^\n]*probe\.js[^\n]*/g, "").includes(location.origin);
  const begin = (kind, id) => {
    if (!ours()) return;
    const entry = { label: kind };
    timers.set(`${kind}${id}`, entry);
    alive.add(entry);
  };
  const end = (kind, id) => {
    alive.delete(timers.get(`${kind}${id}`));
    timers.delete(`${kind}${id}`);
  };
  const { setTimeout, setInterval, requestAnimationFrame } = window;
  window.setTimeout = (handler, ...rest) => {
    const id = setTimeout((...given) => {
      end("timeout", id);
      handler(...given);
    }, ...rest);
    begin("timeout", id);
    return id;
  };
  window.setInterval = (...given) => {
    const id = setInterval(...given);
    begin("interval", id);
    return id;
  };
  window.requestAnimationFrame = (handler) => {
    const id = requestAnimationFrame((time) => {
      end("frame", id);
      handler(time);
    });
    begin("frame", id);
    return id;
  };
  // Either clears both kinds of timer.
  for (const name of ["clearTimeout", "clearInterval"]) {
    const original = window[name];
    window[name] = (id) => {
      end("timeout", id);
      end("interval", id);
      original(id);
    };
  }
  const { cancelAnimationFrame } = window;
  window.cancelAnimationFrame = (id) => {
    end("frame", id);
    cancelAnimationFrame(id);
  };

  window.BroadcastChannel = class extends BroadcastChannel {
    #entry;
    constructor(name) {
      super(name);
      storage.push(`BroadcastChannel(${name})`);
      this.#entry = { label: `BroadcastChannel:${name}` };
      alive.add(this.#entry);
    }
    close() {
      alive.delete(this.#entry);
      super.close();
    }
  };
  for (const name of ["MutationObserver", "ResizeObserver", "IntersectionObserver"]) {
    window[name] = class extends window[name] {
      #entry = { label: name };
      observe(...given) {
        alive.add(this.#entry);
        super.observe(...given);
      }
      disconnect() {
        alive.delete(this.#entry);
        super.disconnect();
      }
    };
  }

  // ── The report ─────────────────────────────────────────────────────────────────────────────────────────────────────

  Object.defineProperty(window, "sessionChatProbe", {
    value: Object.freeze({
      /** Everything so far; `alive` is what there is at this moment. */
      report: () => ({
        errors: [...errors],
        violations: [...violations],
        dialogs: [...dialogs],
        storage: [...storage],
        alive: [...alive].map((entry) => entry.label),
      }),
      /** Starts the lists anew; what is alive stays alive. */
      clear: () => {
        for (const list of [errors, violations, dialogs, storage]) list.length = 0;
      },
    }),
  });
})();
