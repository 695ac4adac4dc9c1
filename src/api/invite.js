/**
 * Session Chat, the invitation: a card over the launcher that offers help before the visitor asks for it. The loader
 * fetches it when the first trigger of `offers.invitation` may be due, or when the page calls `invite()`.
 *
 * It is shown at most once on a page, since nothing is stored before the chat is opened; and it never disturbs: not who
 * has used the chat, not who is typing, not a page that nobody sees.
 *
 * The build puts `const build = { texts };` and callout.js in front of this file.
 */

/** The chats, by id, whose visitors were invited on this page. */
const invited = new Set();

/** What the loader makes a SessionChatError of. */
const refusal = (code, message, field) => ({ code, message, field });

const TEXT = "offers.invitation.text";

/** What is wrong with an invitation, if anything. */
const fault = ({ text, after, scroll, exit }) => {
  const wrong = (field, kind) => refusal("config-type", `${field} must be ${kind}.`, field);
  if (typeof text !== "string" || !text.trim()) return wrong(TEXT, "a text");
  for (const [name, value] of Object.entries({ after, scroll }))
    if (value != null && !(value >= 0)) return wrong(`offers.invitation.${name}`, "a number, 0 or more");
  return exit != null && typeof exit !== "boolean" ? wrong("offers.invitation.exit", "true or false") : null;
};

/** How far the page is scrolled, in percent of the way. A pixel may be lost to zooming. */
const scrolled = () => (100 * (scrollY + 1)) / Math.max(document.documentElement.scrollHeight - innerHeight, 1);

/** Where the keyboard writes to; what happens in a frame is not seen from here. */
const FIELDS = "textarea,select,iframe,input:not([type=button],[type=submit],[type=checkbox],[type=radio])";

/** Whether the visitor is in a field now, in whatever shadow root of the page. */
const isTyping = () => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return Boolean(active?.isContentEditable || active?.matches(FIELDS));
};

/** As the loader wants it of every module; there is nothing to start. */
export const boot = (own) => own;

/** The invitation of one chat. */
export const stage = (root, settings, emit, _tell, _restart, _call, life) => {
  const { host } = root;
  const launcher = root.querySelector(".launcher");
  const invitation = settings.offers?.invitation ?? {};
  /** Aborted once nothing is watched for any more. */
  const watching = new AbortController();
  const { signal } = watching;
  let isBegun = false;
  let isDue = false;

  const show = (text) => {
    watching.abort();
    if (!emit("invited", { text })) return false;
    invited.add(settings.id);
    callout(root, settings, life, { text });
    return true;
  };
  /** Whether the visitor knows of the chat already: it runs, is about to, or has said that it cannot. */
  const isKnown = () => invited.has(settings.id) || root.querySelector(".launcher[aria-busy],.mount > *,.notice > *");
  /** Invites if that is due and disturbs nobody; asked again whenever that may have changed. */
  const consider = () => {
    if (!isDue || signal.aborted) return;
    if (isKnown()) watching.abort();
    else if (!document.hidden && !host.hidden && !isTyping()) show(invitation.text);
  };
  const judge = (event) => {
    const { type, relatedTarget, clientY } = event ?? {};
    isDue ||= type === "scroll" ? scrolled() >= invitation.scroll : !relatedTarget && !(clientY > 0);
    consider();
  };
  const begin = () => {
    isBegun = true;
    const wrong = fault(invitation);
    if (wrong) {
      watching.abort();
      emit("error", wrong);
      return;
    }
    const shown = new MutationObserver(consider);
    shown.observe(host, { attributeFilter: ["hidden"] });
    signal.addEventListener("abort", () => shown.disconnect());
    life.signal.addEventListener("abort", () => watching.abort(), { signal });
    document.addEventListener("visibilitychange", consider, { signal });
    // While the focus moves it is nowhere.
    document.addEventListener("focusout", () => setTimeout(consider), { signal });
    if (invitation.scroll) addEventListener("scroll", judge, { signal });
    if (invitation.exit) addEventListener("mouseout", judge, { signal });
  };
  return {
    /** A trigger may be due: an event of the page, or none where the time is up. */
    watch(event) {
      if (!isBegun && !signal.aborted) begin();
      if (!signal.aborted) judge(event);
    },
    /** Invites at once. Answers whether it did: a listener of the page may have refused it. */
    invite(text = invitation.text) {
      if (typeof text !== "string" || !text.trim())
        throw refusal("config-missing", `invite needs a text: give it one, or set ${TEXT}.`, TEXT);
      if (host.hasAttribute("data-open") || launcher.ariaBusy) throw refusal("not-allowed", "The chat is open.");
      if (host.hidden) throw refusal("not-allowed", "The chat is hidden: call show first.");
      if (invited.has(settings.id)) throw refusal("not-allowed", "The visitor was invited on this page already.");
      return show(text);
    },
  };
};
