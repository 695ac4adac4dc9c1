/**
 * Session Chat, the callout: a card over the launcher that says something, opens the chat when it is pressed, and can
 * be put away. It stands in the loader's region for notices, which is announced politely and emptied when the visitor
 * opens the chat.
 *
 * The build puts this file in front of invite.js and of notices.js, behind the line `const build = { texts };`.
 */

/** No rule of the window holds here, and none of the page. */
const CALLOUT = `
.callout{position:relative;max-width:300px;margin-bottom:16px;border:1px solid #8884;border-radius:16px;background:Canvas;box-shadow:0 9px 30px #0004;color:CanvasText;font:16px/1.4 system-ui}
.callout button{border:0;border-radius:16px;background:none;box-shadow:none;color:inherit}
.callout__text{display:block;width:100%;padding:14px 16px;padding-inline-end:48px;font:inherit;text-align:start;overflow-wrap:anywhere}
.callout__text>*{display:block}
.callout__close{position:absolute;top:8px;inset-inline-end:8px;width:32px;height:32px;padding:0;font:20px/1 system-ui}
.callout__more{min-height:32px;margin:0 12px 12px;padding:0 14px;font:600 14px system-ui}
.callout .callout__more,.callout .callout__close:hover{background:#8883}
@media(prefers-reduced-motion:no-preference){.callout{animation:callout .2s}@keyframes callout{from{opacity:0;translate:0 8px}}}
`;

const sheetOf = (rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
};

const calloutSheet = sheetOf(CALLOUT);

/** Dresses a root with a sheet, again if need be: the stage takes everything off that is not the loader's. */
const adopt = ({ adoptedStyleSheets }, sheet) => adoptedStyleSheets.includes(sheet) || adoptedStyleSheets.push(sheet);

const add = (parent, tag, name, text) => {
  const node = parent.appendChild(document.createElement(tag));
  node.className = name;
  node.textContent = text;
  return node;
};

/** How a key reads in the language that the element speaks. */
const say = ({ lang }, { texts }, key) => texts[key] ?? (build.texts[lang] ?? build.texts.en)[key];

/**
 * Shows a callout in the place of whatever is there, and returns what puts it away. It goes by itself when the chat
 * opens. `name` and `text` are text, never markup. `more` is a further button: what it says, and what it does once.
 */
const callout = (root, settings, life, { name, text, more }) => {
  const { host } = root;
  const launcher = root.querySelector(".launcher");
  const gone = new AbortController();
  const { signal } = gone;
  const box = document.createElement("div");
  const card = add(box, "button", "callout__text");
  const cross = add(box, "button", "callout__close", "×");

  const close = () => {
    const hadFocus = box.contains(root.activeElement);
    gone.abort();
    box.remove();
    if (hadFocus) launcher.focus();
  };
  const leave = ({ key, defaultPrevented }) => {
    if (key === "Escape" && !defaultPrevented) close();
  };
  box.className = box.part = "callout";
  card.ariaHasPopup = "dialog";
  card.onclick = () => launcher.click();
  // As at the launcher: what is needed comes when the visitor reaches for it.
  card.onpointerenter = card.onfocus = launcher.onfocus;
  if (name) add(card, "b", "", `${name} `).dir = "auto";
  add(card, "span", "", text).dir = "auto";
  cross.ariaLabel = say(host, settings, "notice-close");
  cross.onclick = close;
  if (more) {
    const button = add(box, "button", "callout__more", more.label);
    button.onclick = () => {
      card.focus();
      button.remove();
      more.act();
    };
  }
  document.addEventListener("keydown", leave, { signal });
  host.addEventListener("session-chat-opened", close, { signal });
  life.signal.addEventListener("abort", close, { signal });
  adopt(root, calloutSheet);
  root.querySelector(".notice").replaceChildren(box);
  return close;
};
