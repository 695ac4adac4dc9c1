// A site that keeps a vendor's own widget. `?config=` holds the configuration of the bridge as JSON; `?when=` says whether
// the bridge is there "before" the vendor's script, "after" it or "without" it, `?lang=` in which language the page is.
// What comes of it is kept in `bridge` and `refusals`, and every event in `events`.

const chosen = new URLSearchParams(location.search);
const config = JSON.parse(chosen.get("config") ?? "{}");
const kind = config.backend?.kind ?? "embedded-service";
const when = chosen.get("when") ?? "after";
const NAMES = ["ended", "started", "failure"];

if (chosen.has("lang")) document.documentElement.lang = chosen.get("lang");
window.events = [];
window.refusals = [];

const vendor = async () => {
  if (kind === "zendesk") return import("/tests/pages/vendor_messenger/snippet.js");
  await import("/tests/pages/vendor_embedded/bootstrap.js");
  embeddedservice_bootstrap.init("00D000000000001", "Demo_Web", location.origin, {});
};
const bridged = async () => {
  const { init } = await import("/session-chat-bridge.js");
  window.init = init;
  for (const name of NAMES)
    document.addEventListener(`session-chat-bridge-${name}`, (event) => {
      window.events.push({ name, detail: event.detail });
      if (name === "ended" && chosen.get("host") === "tells") event.preventDefault();
    });
  try {
    window.bridge = await init({ ...config, backend: { kind, ...config.backend } });
  } catch ({ code, field, message }) {
    window.refusals.push({ code, field, message });
  }
};

if (when === "before") {
  await bridged();
  await vendor();
} else if (when === "after") {
  await vendor();
  await bridged();
} else {
  await bridged();
}
window.started = true;

/** A navigation of a single-page application: another body, which knows nothing of the old one. */
window.navigate = () => {
  const body = document.createElement("body");
  body.append(...[...document.body.children].filter((one) => one.id === "embedded-messaging"));
  body.append(document.createElement("main"));
  body.querySelector("main").append(document.createElement("h1"));
  body.querySelector("h1").textContent = "Another page";
  document.body = body;
};
