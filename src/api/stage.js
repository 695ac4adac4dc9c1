/**
 * Session Chat, the stage: what the loader leaves out because nobody needs it before the first intent. It starts the
 * wasm, stands between it and the page, and clears up when it panics.
 *
 * The build appends this file to the glue of each backend, behind a generated line
 * `const build = { integrity, languages, texts };`. So everything at the top level here belongs to one instance of the
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
.launcher{position:relative}
:host([data-open]) .launcher:before{width:11px;height:11px;border-width:0 2px 2px 0;border-radius:0;transform:translateY(-3px) rotate(45deg)}
.badge{position:absolute;top:-4px;inset-inline-end:-4px;box-sizing:border-box;min-width:24px;padding:0 6px;border:2px solid Canvas;border-radius:12px;background:light-dark(#b3261e,#ff8a80);color:light-dark(#fff,#300);font:600 12px/20px system-ui}
.badge:empty{display:none}
@media(prefers-reduced-motion:no-preference){.launcher,.launcher:before{transition:.16s}.launcher:active{transform:scale(.95)}}
`;

/** Dresses the launcher for a chat that runs: unread count, open or closed. Returns how to change and to undo it. */
const dress = (root, settings) => {
  const { host } = root;
  const launcher = root.querySelector(".launcher");
  const badge = document.createElement("span");
  const sheet = new CSSStyleSheet();
  const [base] = root.adoptedStyleSheets;
  let isOpen = false;
  let unread = 0;

  const say = (key) => settings.texts[key] ?? (build.texts[host.lang] ?? build.texts.en)[key];
  const draw = () => {
    const count = (number) => number.toLocaleString(host.lang);
    host.toggleAttribute("data-open", isOpen);
    launcher.ariaExpanded = isOpen;
    launcher.ariaLabel = unread ? say("launcher-unread").replace("{count}", count(unread)) : say("launcher-label");
    badge.textContent = unread > 99 ? `${count(99)}+` : unread ? count(unread) : "";
  };
  const show = (...state) => {
    [isOpen, unread] = state;
    draw();
  };
  const undress = () => {
    show(false, 0);
    badge.remove();
    root.adoptedStyleSheets = [base];
  };

  badge.className = badge.part = "badge";
  launcher.append(badge);
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [base, sheet];
  return { say, draw, show, undress };
};

/** What the wasm asks of the page. */
const hooksOf = (emit, launcher, signal, lateCame) => ({
  emit,
  launcher,
  signal,
  panicked: kill,
  async late() {
    const isHere = await (late ??= fetchLate());
    if (!record.dead) lateCame(isHere);
  },
});

/** Fetches the texts of the language that suits `locale` and hands them to the wasm. Fails if the network does. */
const speak = async (widget, locale) => {
  const [language, tag] = chooseLanguage(locale, Object.keys(build.languages));
  const file = build.languages[language];
  const response = file && (await fetch(new URL(file, import.meta.url)));
  const table = response?.ok ? await response.json() : file ? null : undefined;
  if (!record.dead) widget.speak(tag, table);
};

/**
 * Starts an instance in the loader's shadow root and returns what the loader calls. `emit` sends an event of the
 * element, `tell` shows a card with one action above the launcher, `restart` makes the loader forget this instance and
 * open a fresh one.
 */
export const stage = (root, settings, emit, tell, restart) => {
  const launcher = root.querySelector(".launcher");
  const mount = root.querySelector(".mount");
  const press = launcher.onclick;
  const life = new AbortController();
  const { say, draw, show, undress } = dress(root, settings);

  const clear = () => {
    running.delete(stop);
    life.abort();
    mount.replaceChildren();
    undress();
  };
  const card = () => {
    const again = () => {
      launcher.onclick = press;
      restart();
    };
    launcher.onclick = again;
    tell(say("stopped"), say("stopped-restart"), again);
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
    widget = begin(mount, root, settings, hooksOf(emit, show, life.signal, (isHere) => widget.lateCame(isHere)));
  } catch (error) {
    clear();
    throw outcome(error);
  }
  running.add(stop);
  const calls = callable(widget, { draw, card, clear });
  // The window speaks English if the texts cannot be fetched.
  calls.setLocale(settings.locale).catch(() => {});
  return calls;
};

/** The methods of a widget as the loader may call them, whether it is alive, dead or gone. */
const callable = (widget, { draw, card, clear }) => {
  let isGone = false;
  const guarded =
    (act) =>
    async (...given) => {
      if (isGone) throw refusal("destroyed", "This chat was destroyed: call init again.");
      if (record.dead) throw refusal("stopped", STOPPED);
      try {
        return await act(...given);
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
  const methods = ["close", "send", "startConversation", "endSession", "clearSession"];
  return {
    ...Object.fromEntries(methods.map((method) => [method, guarded((...given) => widget[method](...given))])),
    async open(focus) {
      // The loader has put the card away to make room for the window.
      if (record.dead) card();
      await pause();
      return guarded(() => widget.open(focus))();
    },
    async setLocale(locale) {
      draw();
      return guarded(() => speak(widget, locale))();
    },
    state: () => (record.dead ? null : widget.state()),
    destroy(keepConversation = false) {
      isGone = true;
      end(keepConversation);
      clear();
    },
  };
};
