// A small chat, drawn with nothing but the handle of `createChat`: the list of messages, a field, what a message asks,
// a form before the chat and a survey after it, and the end of the chat by either side.

/** An element with attributes and children; properties that are functions are listeners. */
const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== false && value !== null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
};

const button = (text, press, attributes = {}) => el("button", { type: "button", click: press, ...attributes }, text);

/** The names of those who have none. */
const ROLES = { "end-user": "You", agent: "Our team", bot: "Assistant", system: "" };
const nameOf = ({ role, name }) => (role === "end-user" ? ROLES[role] : name || ROLES[role]);

const DELIVERY = { refused: "Not accepted", failed: "Not sent", waiting: "Waiting", sending: "Sending", sent: "Sent", delivered: "Delivered", read: "Read" };

/** The kinds of field that are an `<input>` of a type. */
const TYPES = { email: "email", number: "number", phone: "tel", date: "date", checkbox: "checkbox" };

/** One field of a form, with its label and what is wrong with it. */
const field = ({ name, label, kind, required, hint, value, pattern, autocomplete, options, min, max }, faults) => {
  const shared = { name, required };
  const option = ({ id, label }) => el("option", { value: id }, label || id);
  const several = ({ id, label }) => el("label", {}, el("input", { type: "checkbox", name, value: id }), ` ${label || id}`);
  const about = `${label || hint || name}${required ? "" : " (optional)"}`;
  const fault = faults.find((one) => one.name === name);
  const said = fault ? el("span", { class: "chat__fault" }, ` ${fault.text}`) : null;
  if (kind === "hidden") return "";
  if (kind === "selectSeveral") return el("fieldset", {}, el("legend", {}, about), ...options.map(several), said);
  if (kind === "longText") return el("label", {}, about, el("textarea", shared, value), said);
  if (kind === "select") return el("label", {}, about, el("select", shared, el("option", { value: "" }), ...options.map(option)), said);
  if (kind === "checkbox") return el("label", {}, el("input", { ...shared, type: kind, value: "true", checked: value === "true" }), ` ${about}`, said);
  const text = { value, type: TYPES[kind] ?? "text", pattern: pattern || null, autocomplete: autocomplete || null, min: min || null, max: max || null };
  return el("label", {}, about, el("input", { ...shared, ...text }), said);
};

/** A form of these fields. `send` gets the values by name; the browser judges them before. */
const formOf = (fields, submit, send, { values = [], faults = [] } = {}) => {
  const before = (one) => ({ ...one, value: values.find(({ name }) => name === one.name)?.value ?? one.value });
  const submitted = (event) => {
    event.preventDefault();
    const given = {};
    for (const [name, value] of new FormData(event.target)) (given[name] ??= []).push(value);
    send(given);
  };
  return el("form", { submit: submitted }, ...fields.map((one) => field(before(one), faults)), el("button", {}, submit || "Send"));
};

/** What a message asks, if this page can draw it: options as buttons, and forms. */
const question = ({ id, content, answer, canAnswer }, reply) => {
  const choose = (value, label) => {
    const isChosen = answer?.some((entry) => entry.value === value) ?? false;
    return button(label, () => reply(id, value), { disabled: !canAnswer, "aria-pressed": answer ? String(isChosen) : null });
  };
  if (content?.choices?.several) {
    const asked = { name: "choice", label: "Choose", kind: "selectSeveral", required: true, options: content.choices.options };
    return canAnswer ? formOf([asked], "Send", (given) => reply(id, given)) : null;
  }
  if (content?.choices) return el("div", { role: "group" }, ...content.choices.options.map((one) => choose(one.id, one.label || one.id)));
  if (content?.consent) return el("div", { role: "group" }, choose("true", content.consent.accept), choose("false", content.consent.decline));
  if (content?.form && canAnswer) return formOf(content.form.fields, content.form.submit, (given) => reply(id, given));
  return null;
};

/** Draws a chat and goes on drawing it. Returns its element. */
export const drawChat = (chat) => {
  const line = (name, role) => el("p", { class: `chat__line ${name}`, role });
  const status = line("chat__status", "status");
  const banner = el("div", { class: "chat__banner" });
  // What is new is said by `news`, in whole sentences; the log itself is quiet.
  const list = el("ol");
  const log = el("div", { class: "chat__log", role: "log", "aria-label": "Messages", "aria-live": "off", tabindex: "0" }, list);
  const typing = line("chat__typing", null);
  const foot = el("div", { class: "chat__foot" });
  const fault = line("chat__error", "alert");
  const news = el("p", { class: "chat__news", role: "status" });
  const input = el("textarea", { class: "chat__field", rows: "2", "aria-label": "Message" });
  const root = el("section", { class: "chat", "aria-label": "Chat" }, status, banner, log, typing, foot, fault, news);

  /** A call whose refusal is told, and which no rejection outlives. */
  const attempt = async (call) => {
    fault.textContent = "";
    await call.catch(({ message }) => (fault.textContent = message));
  };

  // ── The messages, each drawn anew only when it has changed ─────────────────────────────────────────────────────────

  const rows = new Map();
  const reply = (id, values) => attempt(chat.answer(id, values));
  const row = (message) => {
    const { id, role, note, text, delivery, progress, partial, canRetry, canDiscard } = message;
    if (note) return el("li", { class: "chat__note" }, el("p", {}, text));
    const done = delivery && (progress === null ? DELIVERY[delivery] : `${progress} %`);
    return el(
      "li",
      { "data-role": role, "aria-busy": partial ? "true" : null },
      el("p", {}, el("b", {}, `${nameOf(message)}: `), el("span", { class: "chat__text" }, text)),
      question(message, reply),
      done && el("small", { class: "chat__receipt" }, done),
      canRetry ? button("Try again", () => attempt(chat.retry(id)), { class: "chat__retry" }) : null,
      canDiscard ? button("Delete", () => attempt(chat.discard(id))) : null,
    );
  };
  const drawList = () => {
    const messages = chat.transcript();
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    const ids = new Set(messages.map(({ id }) => id));
    for (const [id, { node }] of rows) {
      if (ids.has(id)) continue;
      node.remove();
      rows.delete(id);
    }
    messages.forEach((message, place) => {
      const state = JSON.stringify(message);
      const known = rows.get(message.id);
      const node = known?.state === state ? known.node : row(message);
      if (known && known.node !== node) known.node.replaceWith(node);
      if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
      rows.set(message.id, { state, node });
    });
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  };

  // ── The foot: what can be done now ─────────────────────────────────────────────────────────────────────────────────

  const send = async () => {
    const text = input.value;
    input.value = "";
    await attempt(chat.send(text));
  };
  input.addEventListener("input", () => attempt(chat.typing()));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  /** Whoever ends a chat is asked before: nothing else stands between the button and the end. */
  const ask = () => {
    const close = () => {
      dialog.close();
      dialog.remove();
    };
    const end = () => {
      close();
      attempt(chat.endSession());
    };
    const keep = button("Keep chatting", close);
    const dialog = el("dialog", { "aria-label": "End this chat?" }, el("p", {}, "End this chat?"), keep, button("End chat", end, { class: "chat__confirm" }));
    root.append(dialog);
    dialog.showModal();
  };
  const attach = ({ files }) => {
    const pick = (event) => {
      for (const file of event.target.files) attempt(chat.sendFile(file));
      event.target.value = "";
    };
    return el("label", {}, "Send a file", el("input", { type: "file", multiple: true, accept: files.types.map((type) => `.${type}`).join(), change: pick }));
  };
  const survey = ({ question, comment, lowest, highest, state }) => {
    if (state === "taken") return el("p", { class: "chat__thanks" }, "Thank you.");
    const scores = Array.from({ length: highest - lowest + 1 }, (_, at) => String(lowest + at));
    const score = (id) => el("label", {}, el("input", { type: "radio", name: "score", value: id, required: true }), id);
    const submitted = (event) => {
      event.preventDefault();
      const given = new FormData(event.target);
      attempt(chat.rate({ score: Number(given.get("score")), comment: given.get("comment") ?? "" }));
    };
    return el(
      "form",
      { class: "chat__survey", submit: submitted },
      el("fieldset", {}, el("legend", {}, question || "How was this chat?"), ...scores.map(score)),
      comment ? el("label", {}, "Anything to add?", el("textarea", { name: "comment" })) : null,
      el("button", { disabled: state === "sending" }, "Send"),
    );
  };
  const start = () => button("Start new chat", () => attempt(chat.startConversation()), { class: "chat__start" });
  /** The foot is built anew only when something else can be done: what is being written or pressed stays. */
  let drawn = "";
  const drawFoot = (state) => {
    const { canSend, canEnd, canStartNew, canAttach, ended, preChat, hint, files } = state;
    const wanted = JSON.stringify([canSend, canEnd, canStartNew, files, ended, preChat, hint, state.survey, state.lost]);
    if (wanted === drawn) return;
    drawn = wanted;
    const hadFocus = foot.contains(document.activeElement);
    foot.replaceChildren(
      ...[
        ended && el("p", { class: "chat__ended" }, [...rows.values()].findLast(({ state }) => JSON.parse(state).note === "ended")?.node.textContent ?? state.status),
        state.lost && el("p", { class: "chat__lost" }, state.status),
        preChat && el("div", { class: "chat__before" }, el("h2", {}, preChat.form.title || "Before we start"), el("p", {}, preChat.form.text), formOf(preChat.form.fields, preChat.form.submit || "Start chat", (given) => attempt(chat.submitPreChat(given)), preChat)),
        state.survey && survey(state.survey),
        hint && el("p", { class: "chat__hint" }, hint.text),
        canSend ? el("label", {}, input) : null,
        canSend ? button("Send", send, { class: "chat__send" }) : null,
        canAttach ? attach({ files }) : null,
        canEnd ? button("End conversation", ask, { class: "chat__end" }) : null,
        canStartNew ? start() : null,
      ].filter(Boolean),
    );
    // Taking the field out and in again takes the focus from it.
    if (hadFocus) (input.isConnected ? input : foot.querySelector("input, button"))?.focus();
  };

  const drawBanner = (shown) => {
    const { code, text, canDismiss } = shown ?? {};
    if (banner.dataset.code === (code ?? "")) return;
    banner.dataset.code = code ?? "";
    banner.replaceChildren(
      ...[
        code && el("p", { class: "chat__line", role: "status" }, text),
        code === "still-there" && button("I am still here", () => attempt(chat.stay()), { class: "chat__stay" }),
        canDismiss && button("Dismiss", () => attempt(chat.dismissNotice())),
      ].filter(Boolean),
    );
  };

  const draw = () => {
    const state = chat.state();
    root.dataset.phase = state.phase;
    status.textContent = state.participant ? `${nameOf(state.participant)} · ${state.status}` : state.status;
    typing.textContent = state.typing ? `${nameOf(state.typing)} is writing …` : "";
    drawBanner(state.banner);
    drawList();
    drawFoot(state);
  };
  const look = () => attempt(document.hidden ? chat.unseen() : chat.seen());

  chat.on("change", draw);
  chat.on("announce", ({ detail }) => (news.textContent = detail.text));
  chat.on("prefill", ({ detail }) => (input.value = detail.text));
  chat.on("connection", ({ detail }) => detail.connection === "live" && look());
  chat.on("error", ({ detail }) => (fault.textContent = detail.message));
  root.addEventListener("focusin", look);
  draw();
  return root;
};
