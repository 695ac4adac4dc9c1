/**
 * Session Chat, the stage of a bridge: it stands between the wasm over a vendor's widget and bridge.js. It follows
 * wasm.js.
 */

const STOPPED = "The bridge stopped after an internal error: reload the page.";

/** Starts a bridge that draws in `root`. `emit` tells the page of an event and returns whether nobody prevented it. */
export const stage = async (root, settings, emit, signal) => {
  const { host } = root;
  const guarded =
    (act) =>
    (...given) => {
      if (record.dead) throw refusal("stopped", STOPPED);
      try {
        return act(...given);
      } catch (error) {
        throw outcome(error);
      }
    };
  // Whatever was covered is still out of reach, and says so: a reload brings the vendor's widget back.
  const stop = () => emit("failure", { code: "stopped", message: STOPPED });
  const overlay = guarded(bridge)(settings, root, { emit, signal, panicked: kill });
  running.add(stop);
  signal.addEventListener("abort", () => running.delete(stop));
  const calls = {
    heard: (name, detail, at) => overlay.heard(name, detail, at),
    ended: (detail) => overlay.ended(detail),
    remind: () => overlay.remind(),
    state: () => overlay.state(),
    startNewChat: () => overlay.startNewChat(),
    endSession: () => overlay.endSession(),
    show: () => overlay.show(),
    close: () => overlay.close(),
    destroy: (withWidget) => overlay.destroy(withWidget),
  };
  for (const [name, act] of Object.entries(calls)) calls[name] = guarded(act);
  // Said to nobody in particular, by the vendor's own code: it is not to hear that we have stopped.
  for (const name of ["heard", "ended", "remind"]) {
    const act = calls[name];
    calls[name] = (...given) => record.dead || act(...given);
  }
  calls.setLocale = async (locale = "auto") => {
    const [language] = chooseLanguage(locale, Object.keys(build.languages));
    host.lang = language;
    for (const part of root.children) part.dir = language === "ar" ? "rtl" : "ltr";
    await speak(overlay, locale, settings.texts);
  };
  // English stays if the texts cannot be fetched.
  await calls.setLocale(settings.locale).catch(() => {});
  return calls;
};
