/**
 * Stands in for Salesforce's own widget, in either generation, written from the vendor facts and from no code of theirs. Its
 * frame is another site's page: whatever cannot be done across sites cannot be faked here.
 *
 * `?generation=2` is the second one. A test plays the org by `stub`:
 *
 * * `stub.clear`: what becomes of the next calls of `clearSession`, `"ok"` for all that are not listed: `reject`, `hang`,
 *   `held` until `stub.letGo()`.
 * * `stub.end({ by, shape, status, conversation })`, `stub.tell(name, detail)`: events.
 * * `stub.calls`, `stub.keys`, `stub.sessions`: what was called, which keys the frame got, how many sessions were opened.
 */
(() => {
  const { generation = "1", early = "no" } = Object.fromEntries(new URLSearchParams(location.search));
  const isSecond = generation === "2";
  const other = `${location.protocol}//${location.hostname === "localhost" ? "127.0.0.1" : "localhost"}:${location.port}`;
  const stub = (window.stub = {
    clear: [],
    calls: [],
    keys: [],
    sessions: 0,
    grabs: 0,
    conversation: null,
    isReady: false,
    isOpen: false,
    root: null,
    frame: null,
  });

  // ── Events ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  stub.tell = (name, detail = {}) => dispatchEvent(new CustomEvent(`onEmbeddedMessaging${name}`, { detail }));
  stub.end = ({ by = "Agent", name = "Sam", shape = "text", status = "Ended", conversation = stub.conversation } = {}) => {
    const payload = { entryType: "SessionStatusChanged", sessionStatus: status, sessionStatusPrev: "Active" };
    if (by) payload.sessionEndedByRole = by;
    stub.tell("SessionStatusUpdate", {
      channelType: "embedded_messaging",
      ...(conversation && { conversationId: conversation }),
      conversationEntry: {
        entryType: "SessionStatusChanged",
        senderDisplayName: name,
        entryPayload: shape === "text" ? JSON.stringify(payload) : payload,
      },
    });
  };

  // ── What it draws ──────────────────────────────────────────────────────────────────────────────────────────────────

  const size = (frame, isOpen) => {
    const phone = innerWidth <= 480;
    const styles = isOpen
      ? { right: phone ? "0" : "24px", bottom: phone ? "0" : "24px", width: phone ? "100%" : "360px", height: phone ? "100%" : "560px" }
      : { right: "24px", bottom: "24px", width: "64px", height: "64px" };
    Object.assign(frame.style, { position: "fixed", border: "0", "border-radius": isOpen && !phone ? "16px" : "0", "box-shadow": isOpen ? "0 8px 32px #0003" : "none", ...styles });
  };
  const show = (isOpen) => {
    stub.isOpen = isOpen;
    size(stub.frame, isOpen);
    stub.frame.contentWindow.postMessage({ open: isOpen }, "*");
    stub.tell(isOpen ? "WindowMaximized" : "WindowMinimized");
  };
  addEventListener("resize", () => stub.frame?.isConnected && size(stub.frame, stub.isOpen));
  const draw = () =>
    new Promise((drawn) => {
      stub.root?.remove();
      stub.root = document.body.appendChild(document.createElement("div"));
      stub.root.id = "embedded-messaging";
      stub.frame = stub.root.appendChild(document.createElement("iframe"));
      stub.frame.id = "embeddedMessagingFrame";
      stub.frame.title = "Chat with an agent";
      size(stub.frame, false);
      stub.frame.addEventListener("load", () => drawn(), { once: true });
      stub.frame.src = `${other}/tests/pages/vendor_embedded/frame.html`;
    });
  stub.draw = draw;
  addEventListener("message", ({ data, source }) => {
    if (source !== stub.frame?.contentWindow) return;
    if (data.key) stub.keys.push(data.key);
    if (data.grabbed) stub.grabs += 1;
    if (data.launch) show(true);
    if (data.cleared) stub.cleared?.();
    if (data.session) {
      stub.sessions += 1;
      stub.conversation = `conversation-${data.session}`;
      stub.tell("ConversationStarted", { conversationId: stub.conversation });
      stub.tell("ConversationOpened");
    }
    if (data.resumed) {
      stub.conversation = `conversation-${data.resumed}`;
      stub.tell("ConversationOpened");
    }
  });

  // ── Its functions ──────────────────────────────────────────────────────────────────────────────────────────────────

  const refuse = (name) => {
    // As both generations do: an error in the console, and a promise that fails.
    console.error(`stub: ${name} before onEmbeddedMessagingReady`);
    return Promise.reject(new Error("not ready"));
  };
  const called = (name, act) =>
    (...given) => {
      stub.calls.push([name, ...given]);
      return stub.isReady ? act(...given) : refuse(name);
    };
  const ready = () => {
    stub.isReady = true;
    stub.tell("Ready");
    setTimeout(() => stub.tell("ButtonCreated"));
  };
  const clearSession = async () => {
    const outcome = stub.clear.shift() ?? "ok";
    if (outcome === "hang") return new Promise(() => {});
    if (outcome === "held") await new Promise((go) => (stub.letGo = go));
    if (outcome === "reject") throw new Error("The session could not be cleared.");
    const gone = stub.conversation;
    const cleared = new Promise((done) => (stub.cleared = done));
    stub.frame.contentWindow.postMessage({ clear: true }, "*");
    await cleared;
    stub.conversation = null;
    // What the clearing itself brings about.
    if (gone) stub.end({ by: "EndUser", name: "Guest", conversation: gone });
    await draw();
    stub.isOpen = false;
    setTimeout(ready);
  };
  const api = {
    settings: {},
    utilAPI: {
      launchChat: called("launchChat", async () => {
        show(true);
        return "Successfully initialized";
      }),
      ...(isSecond ? { minimizeChat: called("minimizeChat", async () => show(false)) } : {}),
      ...(isSecond
        ? {}
        : {
            removeAllComponents: called("removeAllComponents", async () => {
              stub.root?.remove();
              delete window.embeddedservice_bootstrap;
            }),
          }),
    },
    prechatAPI: { setHiddenPrechatFields: called("setHiddenPrechatFields", () => {}) },
    userVerificationAPI: { clearSession: called("clearSession", clearSession) },
    async init() {
      await draw();
      if (early === "yes") stub.end({ conversation: null });
      ready();
    },
  };
  if (isSecond) {
    window.agentforce_messaging = {};
    const loud = (object) =>
      new Proxy(object, {
        get(target, name) {
          if (name in target || typeof name === "symbol") return target[name];
          console.error(`stub: ${name} is no member`);
        },
      });
    api.utilAPI = loud(api.utilAPI);
    window.embeddedservice_bootstrap = loud(api);
  } else {
    window.embeddedservice_bootstrap = api;
  }
})();
