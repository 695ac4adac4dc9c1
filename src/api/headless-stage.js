/**
 * Session Chat, the stage of a chat that the page draws: it stands between the wasm without our window and headless.js.
 * It follows questions.js.
 */

const STOPPED = "The chat stopped after an internal error: call createChat again.";

/** A message as the page gets it. */
const messageOf = ({ content, answer, refused, canAnswer, ...message }, locale) => {
  const read = content && contentOf(content);
  return {
    ...message,
    content: read,
    answer: answer && entriesOf(answer),
    refused: refusedOf(refused),
    canAnswer: canAnswer && askedBy(read, locale).length > 0,
  };
};

/** One of the visitor's conversations as the page gets it. */
const conversationOf = ({ id, participant, last, at, ended, unread }) => ({
  id: text(id),
  participant: maybe(participant, ({ role, name }) => ({ role: text(role), name: part(name, "") })),
  last: part(last, ""),
  at: new Date(at).toISOString(),
  ended: maybe(ended, ({ by }) => part(by, "unknown")),
  unread: part(unread, 0),
});

/** The state as the page gets it. */
const stateOf = (chat) => {
  const { preChat, survey, files, conversations, ...state } = chat.state();
  const asked = preChat && preChatOf(preChat.form);
  const due = survey && surveyOf(survey);
  if ((preChat && !asked) || (survey && due === null)) {
    // Told once: what cannot be read is no offer any more.
    chat.offersUnreadable();
    return stateOf(chat);
  }
  return {
    ...state,
    canAttach: files !== null,
    files,
    preChat: asked && { form: asked, values: [], faults: [], ...refusedOf(preChat.refused) },
    survey: due ?? null,
    conversations: parsed(conversations || "[]", (all) => all.map(conversationOf)) ?? [],
  };
};

/** Starts a chat and returns what headless.js calls. `emit` tells the page of an event, `release` gives the id free. */
export const stage = async (settings, emit, release) => {
  const life = new AbortController();
  const stop = () => {
    running.delete(stop);
    life.abort();
    release();
    emit("error", refusal("stopped", STOPPED));
  };
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
  const chat = guarded(create)(settings, { emit, signal: life.signal, panicked: kill });
  running.add(stop);
  /** What was asked before the values are judged: a refusal to answer at all comes first. */
  const reply = (to, fields, given) => {
    chat.mayAnswer(to);
    const values = complete(fields, entries(given));
    return chat.answer(to, JSON.stringify(values), words(fields, values));
  };
  const calls = {
    state: () => stateOf(chat),
    transcript() {
      const { locale } = chat.state();
      return chat.transcript().map((message) => messageOf(message, locale));
    },
    saved: (form) => chat.saved(form ?? "text"),
    connect: () => chat.connect(),
    disconnect: () => chat.disconnect(),
    send: (text) => chat.send(`${text ?? ""}`),
    sendFile(file) {
      if (!(file instanceof File)) throw refusal("not-allowed", "sendFile takes a File.");
      return chat.sendFile(file);
    },
    answer(id, values) {
      const { locale } = chat.state();
      const message = chat.transcript().find((one) => one.id === id);
      const fields = askedBy(message?.content && contentOf(message.content), locale);
      if (!fields.length) throw refusal("not-allowed", "This message asks nothing.");
      return reply(id, fields, values);
    },
    submitPreChat: (values) => reply("pre-chat", stateOf(chat).preChat?.form.fields ?? [], values),
    typing: () => chat.typing(),
    seen: () => chat.sees(true),
    unseen: () => chat.sees(false),
    retry: (id) => chat.retry(`${id}`),
    discard: (id) => chat.discard(`${id}`),
    stay: () => chat.stay(),
    older: () => chat.older(),
    startConversation: () => chat.startConversation(),
    endSession: () => chat.endSession(),
    rate({ score, comment } = {}) {
      const { survey } = stateOf(chat);
      if (!survey) throw refusal("not-allowed", "No survey is due.");
      const isOne = Number.isInteger(score) && score >= survey.lowest && score <= survey.highest;
      if (!isOne) throw { ...refusal("answer-value", "score does not take this value."), field: "score" };
      return chat.rate(score, `${comment ?? ""}`);
    },
    listConversations: () => chat.listConversations(),
    switchTo: (id) => chat.switchTo(`${id}`),
    clearSession: () => chat.clearSession(),
    dismissNotice: () => chat.dismissNotice(),
    setLocale: (locale = "auto") => speak(chat, locale, settings.texts),
  };
  for (const [name, act] of Object.entries(calls)) calls[name] = guarded(act);
  calls.destroy = (options) => {
    running.delete(stop);
    life.abort();
    if (!record.dead) chat.destroy(options?.keepConversation ?? false);
  };
  // English stays if the texts cannot be fetched.
  await calls.setLocale(settings.locale).catch(() => {});
  return calls;
};
