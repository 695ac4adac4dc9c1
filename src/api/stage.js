/**
 * Session Chat, the stage: what the loader leaves out because nobody needs it before the first intent. It stands between
 * the wasm with the window and the page, and clears up when the wasm panics. It follows wasm.js.
 */

const STOPPED = "The chat stopped after an internal error; the visitor can start it again.";

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
    if (detail?.code === "offers-unreadable") return call("judge", detail, "offers").catch(() => emit(name, detail));
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
  const { signal } = life;
  const { say, draw, show, undress, told } = dress(root, settings, signal, emit, call);
  // A trap that is no panic, or what passed through the wasm, in an event: nobody called who could tell. WebKit leaves out
  // of stacks what a module fetched again has in its URL.
  const [own] = import.meta.url.split("?");
  addEventListener("error", ({ error }) => error?.stack?.includes(own) && outcome(error), { signal });

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
    const draft = mount.querySelector("textarea")?.value;
    clear();
    card();
    if (hadFocus) root.querySelector(".card").focus();
    emit("error", refusal("stopped", STOPPED));
    call("stopped", { draft, hadFocus }, "notices").catch(() => {});
  };

  let widget;
  try {
    widget = start(mount, root, settings, {
      emit(name, detail) {
        // A record has to be made before the next chat begins: what makes it is fetched long before the end.
        if (settings.records && /phase|ended/.test(name))
          (late ??= fetchLate()).then((isHere) => name === "ended" && emit("record", isHere && !record.dead ? widget.record() : null));
        return told(name, detail);
      },
      launcher: show,
      signal,
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

/** The methods that the wasm knows by the same name. */
const CALLS = ["close", "send", "startConversation", "endSession", "clearSession"];

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
    ...Object.fromEntries(CALLS.map((name) => [name, guarded((text) => widget[name](text))])),
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
