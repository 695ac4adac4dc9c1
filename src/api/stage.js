/**
 * Session Chat, the stage: what the loader leaves out because nobody needs it before the first intent. It starts the
 * wasm, stands between it and the page, and clears up when it panics.
 *
 * The build appends this file to the glue of each backend, behind a generated line
 * `const build = { integrity, late, languages, names, texts };`. So everything at the top level here belongs to one instance of the
 * wasm, whichever copies of the loader use it, and an import under another URL brings a fresh one.
 */

/** The loader's record of this module; once it is `dead`, the next load fetches a fresh one. */
let record;

/** The glue's `start`. */
let begin;

/** For each instance that this module runs, what stops it. */
const running = new Set();

const POLICY = "The page's content-security policy blocks WebAssembly: add 'wasm-unsafe-eval' to its script-src.";
const STOPPED = "The chat stopped after an internal error; the visitor can start it again.";

/** Lets the browser do what waits: the wasm comes to life in steps that no visitor feels. */
const pause = () => new Promise((go) => setTimeout(go));

/** What the loader makes a SessionChatError of. */
const refusal = (code, message) => ({ code, message });

/**
 * The bytes of a response; fails if they are not those of this release. Without a digest there is no check: browsers
 * have none on insecure pages, where whoever could change the wasm could as well have changed this script.
 */
const verified = async (response, integrity) => {
  if (!response.ok) throw Error(`${response.url} answered ${response.status}.`);
  const bytes = await response.arrayBuffer();
  const digest = await globalThis.crypto?.subtle?.digest("SHA-384", bytes);
  if (digest && integrity !== `sha384-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`)
    throw Error("The wasm file is not the one of this release.");
  return bytes;
};

/** Compiles the wasm of `response` and resolves with the glue. `module` is the loader's record of it. */
export const boot = async (glue, response, module) => {
  try {
    const compiled = await WebAssembly.compile(await verified(response, build.integrity));
    await glue.default({ module_or_path: compiled });
  } catch (error) {
    // Each engine has its own words for it; all name the policy or the source that it lacks.
    throw /unsafe-eval|CSP|Content Security/i.test(error.message) ? refusal("csp-wasm", POLICY) : error;
  }
  record = module;
  begin = glue.start;
  await pause();
  return glue;
};

/** The late half of the wasm, once it was asked for: resolves with whether it came. */
let late;

/** Fetches the late half, which takes memory, table and globals from the first one. */
const fetchLate = async () => {
  try {
    const response = await fetch(new URL(build.late.file, import.meta.url));
    await WebAssembly.instantiate(await verified(response, build.late.integrity), { __wasm_split: wasm });
    return true;
  } catch {
    // The next one who needs it asks again.
    late = null;
    return false;
  }
};

/** The module panicked: nothing may call it again. Its instances stop once the call that panicked has unwound. */
const kill = () => {
  if (record.dead) return;
  record.dead = true;
  for (const stop of running) queueMicrotask(stop);
};

/** What the page gets to see of an error that came out of the wasm. */
const outcome = (error) => {
  if (error instanceof WebAssembly.RuntimeError) kill();
  return record.dead ? refusal("stopped", STOPPED) : error;
};

const STYLES = `
:host([data-inline]){display:block!important;height:100%!important}
:host([data-inline]) .mount{height:100%}
:host([data-inline][data-open]) .launcher{display:none}
:host([data-open]) .launcher:before{width:11px;height:11px;border-width:0 2px 2px 0;border-radius:0;transform:translateY(-3px) rotate(45deg)}
@media(prefers-reduced-motion:no-preference){.launcher,.launcher:before{transition:.16s}.launcher:active{transform:scale(.95)}}
`;

/**
 * Dresses the element for a chat that runs. Returns how to word something, to show whether the window is open and how
 * much is unread, to draw that again, to undo it all, and to tell the page of an event.
 *
 * Whatever there is to notice while nobody looks at the window is notices.js's, which comes when there is something. It
 * may fail to: what it would have said is in the window, and the next notice tries again.
 */
const dress = (root, settings, signal, emit, call) => {
  const { host } = root;
  const launcher = root.querySelector(".launcher");
  const sheet = new CSSStyleSheet();
  const [base] = root.adoptedStyleSheets;
  let isOpen = false;
  let unread = 0;
  let release;

  const say = (key) => settings.texts[key] ?? (build.texts[host.lang] ?? build.texts.en)[key];
  const notice = (method, given) => call(method, given, "notices").catch(() => {});
  /** Tells the other tabs of this browser, by a lock, whether the visitor has the window before them. */
  const watch = () => {
    release?.();
    if (isOpen && !document.hidden) {
      const watched = new Promise((go) => (release = go));
      navigator.locks?.request(`session-chat:${settings.id}`, { mode: "shared" }, () => watched).catch(() => {});
    }
  };
  const draw = () => {
    host.toggleAttribute("data-open", isOpen);
    launcher.ariaExpanded = isOpen;
    // The badge, once there is one, says in its own words what the launcher says.
    if (unread || launcher.firstChild) notice("count", unread);
  };
  const show = (open, count) => {
    isOpen = open;
    unread = count;
    watch();
    draw();
  };
  const undress = () => {
    show(false, 0);
    root.adoptedStyleSheets = [base];
  };
  const told = (name, detail) => {
    const isNews = /message|ended/.test(name) && detail.role !== "end-user";
    if (isNews && (document.hidden || !isOpen)) notice("notice", detail);
    return emit(name, detail);
  };

  host.dataset.position = settings.position ?? "end";
  if (settings.theme) host.dataset.theme = settings.theme;
  if (settings.target) host.dataset.inline = "";
  document.addEventListener("visibilitychange", watch, { signal });
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [base, sheet];
  return { say, draw, show, undress, told };
};


/** What a file of this release holds; nothing for no file, and null for one that is not there. */
const held = async (file) => {
  const response = file && (await fetch(new URL(file, import.meta.url)));
  return response && (response.ok ? response.json() : null);
};

/**
 * Fetches the texts of the language that suits `locale` and hands them to the wasm, with the page's own wording in its
 * places. Fails if the network does.
 */
const speak = async (widget, locale, texts) => {
  const [language, tag] = chooseLanguage(locale, Object.keys(build.languages));
  const table = await held(build.languages[language]);
  const names = Object.keys(texts).length ? await held(build.names) : [];
  const own = names?.map((name) => texts[name]) ?? [];
  if (!record.dead) widget.speak(tag, table, own);
};

/**
 * Starts an instance in the loader's shadow root and returns what the loader calls. `emit` sends an event of the
 * element, `tell` shows a card with one action above the launcher, `restart` makes the loader forget this instance and
 * open a fresh one, `call` calls a late module.
 */
export const stage = (root, settings, emit, tell, restart, call) => {
  const launcher = root.querySelector(".launcher");
  const mount = root.querySelector(".mount");
  const press = launcher.onclick;
  const life = new AbortController();
  const { say, draw, show, undress, told } = dress(root, settings, life.signal, emit, call);

  const clear = () => {
    running.delete(stop);
    life.abort();
    mount.replaceChildren();
    undress();
  };
  const card = () => {
    launcher.onclick = () => {
      launcher.onclick = press;
      restart();
    };
    tell(say("stopped"), say("stopped-restart"), launcher.onclick);
  };
  const stop = () => {
    const hadFocus = mount.contains(root.activeElement);
    clear();
    card();
    if (hadFocus) root.querySelector(".card").focus();
    emit("error", refusal("stopped", STOPPED));
  };

  let widget;
  try {
    widget = begin(mount, root, settings, {
      emit: told,
      launcher: show,
      signal: life.signal,
      panicked: kill,
      async late() {
        const isHere = await (late ??= fetchLate());
        if (!record.dead) widget.lateCame(isHere);
      },
    });
  } catch (error) {
    clear();
    throw outcome(error);
  }
  running.add(stop);
  const calls = callable(widget, settings.texts, { draw, card, clear });
  // The window speaks English if the texts cannot be fetched.
  calls.setLocale(settings.locale).catch(() => {});
  return calls;
};

/** The methods of a widget as the loader may call them, whether it is alive, dead or gone. */
const callable = (widget, texts, { draw, card, clear }) => {
  let isGone = false;
  const guarded =
    (act) =>
    async (text) => {
      if (isGone) throw refusal("destroyed", "This chat was destroyed: call init again.");
      if (record.dead) throw refusal("stopped", STOPPED);
      try {
        return await act(text);
      } catch (error) {
        throw outcome(error);
      }
    };
  const end = (keepConversation) => {
    try {
      if (!record.dead) widget.destroy(keepConversation);
    } catch (error) {
      outcome(error);
      // The wasm itself is on the stack, in an event whose listener destroys the chat: again when it has returned.
      if (!record.dead) setTimeout(end, 0, keepConversation);
    }
  };
  return {
    close: guarded(() => widget.close()),
    send: guarded((text) => widget.send(text)),
    startConversation: guarded(() => widget.startConversation()),
    endSession: guarded(() => widget.endSession()),
    clearSession: guarded(() => widget.clearSession()),
    async open(focus) {
      // The loader has put the card away to make room for the window.
      if (record.dead) card();
      await pause();
      return guarded(() => widget.open(focus))();
    },
    async setLocale(locale) {
      draw();
      return guarded(() => speak(widget, locale, texts))();
    },
    state: () => (record.dead ? null : widget.state()),
    destroy(options) {
      isGone = true;
      end(options?.keepConversation ?? false);
      clear();
    },
  };
};
