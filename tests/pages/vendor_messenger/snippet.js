/**
 * Stands in for Zendesk's own widget, written from the vendor facts and from no code of theirs: `zE` and a frame of another
 * site. It says nothing of an end, as the real one. A test plays the account by `stub`.
 */
(() => {
  const other = `${location.protocol}//${location.hostname === "localhost" ? "127.0.0.1" : "localhost"}:${location.port}`;
  const stub = (window.stub = { calls: [], keys: [], sessions: 0, grabs: 0, conversation: null, isOpen: false, isReady: true, reset: "ok" });
  const listeners = {};
  const frame = (stub.frame = document.body.appendChild(document.createElement("iframe")));
  frame.id = "stub-messenger";
  frame.title = "Messaging";
  const loaded = new Promise((done) => (frame.onload = done));
  const say = (message) => frame.contentWindow.postMessage(message, "*");
  const tell = (name, payload) => {
    const event = { id: "e1", createdAt: Date.now() / 1000, type: name, ...(payload && { payload }) };
    for (const listener of listeners[name] ?? []) listener(event);
  };
  const size = () => {
    const [width, height] = stub.isOpen ? ["360px", "560px"] : ["64px", "64px"];
    Object.assign(frame.style, { position: "fixed", right: "24px", bottom: "24px", border: "0", width, height });
  };
  const show = (isOpen) => {
    if (stub.isOpen === isOpen) return;
    stub.isOpen = isOpen;
    size();
    say({ open: isOpen });
    tell(isOpen ? "open" : "close");
    if (isOpen && stub.conversation) tell("conversationOpened", { conversation: { id: stub.conversation } });
  };
  addEventListener("message", ({ data, source }) => {
    if (source !== frame.contentWindow) return;
    if (data.key) stub.keys.push(data.key);
    if (data.grabbed) stub.grabs += 1;
    if (data.launch) show(true);
    if (data.resumed) stub.conversation = `conversation-${data.resumed}`;
    if (data.session) {
      stub.sessions += 1;
      stub.conversation = `conversation-${data.session}`;
      tell("conversationStarted", { conversation: { id: stub.conversation } });
    }
  });
  const commands = {
    messenger: {
      show: () => (frame.style.display = ""),
      hide() {
        frame.style.display = "none";
        show(false);
      },
      open: () => show(true),
      close: () => show(false),
      resetWidget(done) {
        if (stub.reset === "hang") return;
        // What is said to a frame that has not loaded is lost.
        loaded.then(() => {
          stub.conversation = null;
          say({ clear: true });
          show(false);
          setTimeout(() => done?.());
        });
      },
    },
    "messenger:ui": {
      newConversation() {
        stub.conversation = null;
        say({ clear: true });
        tell("conversationOpened", { conversation: { id: null } });
      },
    },
  };
  window.zE = (namespace, name, ...given) => {
    if (namespace === "messenger:on") {
      (listeners[name] ??= []).push(given[0]);
      return () => (listeners[name] = listeners[name].filter((one) => one !== given[0]));
    }
    stub.calls.push([namespace, name]);
    const command = commands[namespace]?.[name];
    if (!command) throw new Error(`stub: zE has no ${namespace} ${name}`);
    command(...given);
  };
  size();
  frame.src = `${other}/tests/pages/vendor_embedded/frame.html`;
})();
