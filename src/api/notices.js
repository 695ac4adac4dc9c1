/**
 * Session Chat, the notices: what tells the visitor of something new while the window is closed or nobody sees the
 * page. The count on the launcher, a preview over it, a sound, a notification of the system. The stage fetches it with
 * the first thing worth noticing.
 *
 * Several tabs may hear the same: one of them notices it, by a lock that all tabs of this browser share. The page can
 * refuse each notice, or put another one in its place, by the event `notice`.
 *
 * The build puts `const build = { texts };` and callout.js in front of this file.
 */

/** How long one tab keeps the others quiet about the same thing, and how long a sound keeps the next one quiet. */
const QUIET = 3000;

/** How long is waited for more: of several messages together, the newest is noticed. */
const BURST = 100;

/** The same in a tab that nobody sees, which lets those that are seen go first. */
const COURTESY = 1000;

/** How long the two notes last, and how long a browser may take to let them sound. */
const SOUND = 1000;

/** How long the card stands before a chat that stopped starts by itself. */
const BREATH = 500;

/** So often it does within so long; then the card waits for the visitor. */
const RESTARTS = 3;
const RESTARTS_WITHIN = 5 * 60 * 1000;

/** So much of a message is shown. */
const LONGEST = 120;

/** More than this is read of no message. */
const READ = 1000;

/** The launcher's count. */
const BADGE = `
.launcher{position:relative}
.badge{position:absolute;top:-4px;inset-inline-end:-4px;box-sizing:border-box;min-width:24px;padding:0 6px;border:2px solid Canvas;border-radius:12px;background:light-dark(#b3261e,#ff8a80);color:light-dark(#fff,#300);font:600 12px/20px system-ui}
.badge:empty{display:none}
`;

const badgeSheet = sheetOf(BADGE);

/** Waits, but not beyond the life of the chat. */
const pause = (time, { signal }) =>
  new Promise((go) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      go();
    };
    const timer = setTimeout(end, time);
    signal.addEventListener("abort", end);
  });

/** What is held in this page, where the browser has no locks: then each tab is by itself. */
const held = new Set();

const ownLocks = {
  async request(name, _options, act) {
    if (held.has(name)) return act(null);
    held.add(name);
    await act(name);
    held.delete(name);
  },
};

/** What may come to nothing. */
const attempt = async (act) => {
  try {
    await act();
  } catch {}
};

/** Does something unless this or another tab of this browser has just done it. */
const once = (name, life, act) => {
  const hold = async (lock) => {
    if (!lock) return;
    act();
    await pause(QUIET, life);
  };
  return (navigator.locks ?? ownLocks).request(name, { ifAvailable: true }, hold).catch(() => {});
};

/**
 * One line of plain text, without what serves to deceive: control and direction characters, towers of marks. Bold and
 * code lose their marks, which Markdown would not show either.
 */
const line = (text) => {
  const plain = text
    .slice(0, READ)
    .replace(/(\*\*|`+)([^*`]+)\1/g, "$2")
    .replace(/\s+/g, " ")
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, "")
    .replace(/(\p{M}{8})\p{M}+/gu, "$1")
    .trim();
  const letters = [...plain];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : plain;
};

/** Two soft notes, made here: a file would be one more request. */
const ring = (audio) => {
  for (const [pitch, after] of [
    [660, 0],
    [880, 0.14],
  ]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const begin = audio.currentTime + after;
    const end = begin + 0.35;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(0.08, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, end);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(end);
  }
};

/** Whether this browser shows notifications to pages; some have all of it but the notifications. */
const canNotify = () => {
  if (!globalThis.Notification) return false;
  // With a permission it would show one. Without, where it can, it makes one that comes to nothing.
  if (Notification.permission === "granted") return true;
  try {
    return Boolean(new Notification(""));
  } catch {
    return false;
  }
};

/** Asks for the permission, which nothing but the visitor's own yes leads to. */
const ask = async () => {
  if (!canNotify()) return "unsupported";
  return (await Notification.requestPermission()) === "granted" ? "granted" : "denied";
};

/** As the loader wants it of every module; there is nothing to start. */
export const boot = (own) => own;

/** The notices of one chat. */
export const stage = (root, settings, emit, _tell, _restart, _call, life) => {
  const { host } = root;
  const launcher = root.querySelector(".launcher");
  const mayNotify = settings.offers?.notices === true;
  /** The notifications of the system that are still there. */
  const shown = new Set();
  let audio, badge, newest, putAway;
  let isRinging = false;
  /** When the chat stopped. */
  let crashes = [];

  const isOpen = () => host.hasAttribute("data-open");
  const withdraw = () => {
    for (const one of shown) one.close();
    shown.clear();
  };
  const preview = ({ name, text }) => {
    const isAsked = mayNotify && globalThis.Notification?.permission === "default" && canNotify();
    putAway?.();
    putAway = callout(root, settings, life, {
      name,
      text,
      more: isAsked && { label: say(host, settings, "notice-ask"), act: ask },
    });
  };
  const notify = ({ id, name, text }) => {
    const title = settings.brand?.name ?? (name || document.title);
    const one = new Notification(title, { body: text, tag: id, lang: host.lang, silent: true });
    shown.add(one);
    one.onclick = () => {
      withdraw();
      focus();
      if (!isOpen()) launcher.click();
    };
  };
  const sound = async () => {
    audio ??= new AudioContext();
    // Where it may not sound, that comes to nothing until the visitor does something: too late for the notes.
    await Promise.race([audio.resume(), pause(SOUND, life)]);
    if (audio.state !== "running") return;
    isRinging = true;
    ring(audio);
    await pause(SOUND, life);
    isRinging = false;
    await audio.suspend();
  };
  /** Lets it sound later, too, in browsers that want to be asked while the visitor does something. */
  const unlock = async () => {
    audio ??= new AudioContext();
    await audio.resume();
    if (!isRinging) await audio.suspend();
  };
  /** Puts what was being written into the next message field that there is. */
  const putBack = (draft) => {
    const watch = new MutationObserver(() => {
      const field = root.querySelector(".mount textarea");
      if (!field) return;
      watch.disconnect();
      if (field.value) return;
      field.value = draft;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    watch.observe(root, { childList: true, subtree: true });
    life.signal.addEventListener("abort", () => watch.disconnect());
  };
  /** Notices something in one way, unless the page refuses it. */
  const by = async (kind, what, act) => {
    if (!emit("notice", { kind, ...what })) return;
    // Not in this browser, then; the count on the launcher is there all the same.
    await attempt(() => act(what));
  };
  const inEveryWay = (what) => {
    if (!document.hidden && !isOpen() && !host.hidden) by("preview", what, preview);
    // Until the visitor has done something on the page, browsers keep it silent.
    if (settings.sound && navigator.userActivation?.hasBeenActive)
      once("session-chat-sound", life, () => by("sound", what, sound));
    if (document.hidden && mayNotify && globalThis.Notification?.permission === "granted") by("system", what, notify);
  };
  /** Whether the visitor has the window before them in this or another tab, which the stage there says by a lock. */
  const isWatched = async () => {
    if (isOpen() && !document.hidden) return true;
    const locks = await navigator.locks?.query().catch(() => null);
    return locks?.held.some(({ name }) => name === `session-chat:${settings.id}`);
  };
  /** What there is to notice about an event, if anything. */
  const whatOf = ({ id, role, name, text, by, actorName, at }) => {
    if (role) return /agent|bot/.test(role) && { id, name: line(name), text: line(text) || say(host, settings, "launcher-unread").replace("{count}", 1) };
    const isOwn = /end-user|opt-out/.test(by);
    const isSaid = (settings.notification ?? "shown") === "shown";
    return !isOwn && isSaid && { id: at, name: line(actorName ?? ""), text: say(host, settings, "notice-ended") };
  };

  document.addEventListener("visibilitychange", withdraw, { signal: life.signal });
  if (settings.sound) document.addEventListener("click", () => attempt(unlock), { signal: life.signal, once: true });
  life.signal.addEventListener("abort", () => {
    withdraw();
    attempt(() => audio?.close());
  });
  return {
    /** A message came or the session ended, and nobody saw it: the detail of that event. */
    async notice(detail) {
      const what = whatOf(detail);
      if (!what) return;
      newest = what;
      await pause(document.hidden ? COURTESY : BURST, life);
      if (newest !== what || life.signal.aborted || (await isWatched())) return;
      once(`session-chat:${settings.id}:${what.id}`, life, () => inEveryWay(what));
    },
    /**
     * The chat stopped after an internal error, and the stage has drawn its card. Whoever was in the window gets it back
     * by itself, if they still look at the card; what they were writing is put back, however they return.
     */
    async stopped({ draft, hadFocus }) {
      const card = root.querySelector(".card");
      const now = Date.now();
      crashes = crashes.filter((at) => now - at < RESTARTS_WITHIN);
      crashes.push(now);
      if (draft) putBack(draft);
      if (!hadFocus || crashes.length > RESTARTS) return;
      await pause(BREATH, life);
      if (root.activeElement === card) card.onclick();
    },
    /** So much is unread: the badge of the launcher. */
    count(unread) {
      const inLetters = (number) => number.toLocaleString(host.lang);
      const label = say(host, settings, unread ? "launcher-unread" : "launcher-label");
      adopt(root, badgeSheet);
      badge ??= add(launcher, "span", "badge");
      badge.part = "badge";
      badge.textContent = unread > 99 ? `${inLetters(99)}+` : unread ? inLetters(unread) : "";
      launcher.ariaLabel = label.replace("{count}", inLetters(unread));
    },
    /** Asks the visitor whether the system may notify them. */
    async allowNotices() {
      if (!mayNotify) throw { code: "not-allowed", message: "Nothing would come of it: set offers.notices to true." };
      return ask();
    },
  };
};
