// How elements look, property by property, and what hostile rules of a page change of it.

const PSEUDO = ["::before", "::after"];

/** Where the page has put our element, which has no size and is not seen itself, is the page's affair. */
const PLACED = /^(inset|left|right|top|bottom|direction|unicode-bidi|transform-origin|perspective-origin)|(width|height|-size)$/;

/** Every element of the chats. */
const inside = () =>
  [...document.querySelectorAll("session-chat")].flatMap((host) => [host, ...host.shadowRoot.querySelectorAll("*")]);

/** Every element of the page itself. */
const outside = () => [...document.querySelectorAll("*")].filter((one) => !one.closest("session-chat, head"));

const styleOf = (element, pseudo) => {
  const style = getComputedStyle(element, pseudo);
  const isHost = element.localName === "session-chat";
  // Chromium lists custom properties too; what counts is what they do. WebKit lets the family of a font through where it
  // is reset, which counts where something is written in it.
  const isWritten = [...element.childNodes].some(({ data }) => data?.trim());
  const counts = (property) =>
    !property.startsWith("--") && !(isHost && PLACED.test(property)) && (isWritten || property !== "font-family");
  const properties = Array.from(style).filter(counts);
  const name = `${element.localName}.${element.className?.baseVal ?? element.className}${pseudo ?? ""}`;
  return [name, properties.map((property) => [property, style.getPropertyValue(property)])];
};

const isDrawn = ({ content, display }) => !["none", "normal"].includes(content) && display !== "none";

/** Each element, and each pseudo-element that is drawn, with all its computed properties. */
const looks = (elements) =>
  elements.flatMap((element) => [
    styleOf(element),
    ...PSEUDO.filter((pseudo) => isDrawn(getComputedStyle(element, pseudo))).map((pseudo) => styleOf(element, pseudo)),
  ]);

const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

/** Browsers write one colour in many ways, even as the middle of a transition between two of them. */
const painted = (value) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = value;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data.join();
};
const isSame = (one, other) =>
  one === other || (CSS.supports("color", one) && CSS.supports("color", other) && painted(one) === painted(other));

const differences = (before, after) => {
  if (before.length !== after.length) return [`${before.length} elements became ${after.length}`];
  return before.flatMap(([name, style], at) => {
    const now = after[at][1];
    return style
      .map(([property, value], index) => [property, value, now[index]?.[1]])
      .filter(([, value, is]) => !isSame(value, is))
      .map(([property, value, is]) => `${name} ${property}: ${value} became ${is}`);
  });
};

/** What is different inside while the page has these rules. */
const changedBy = (before, rules) => {
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = rules.join("\n");
  const changed = differences(before, looks(inside()));
  style.remove();
  return changed;
};

/** Which of the rules change something, found by halves. */
const harmful = (before, rules) => {
  const changed = changedBy(before, rules);
  if (changed.length === 0) return [];
  if (rules.length === 1) return [`${rules[0]} changes ${changed.length}: ${changed.slice(0, 3).join("; ")}`];
  const middle = Math.ceil(rules.length / 2);
  return [rules.slice(0, middle), rules.slice(middle)].flatMap((half) => harmful(before, half));
};

/** Puts rules on the page and tells which of them change something inside. */
window.attack = (rules) => {
  const before = looks(inside());
  return {
    elements: before.length,
    values: before.reduce((sum, [, style]) => sum + style.length, 0),
    harmful: harmful(before, rules),
  };
};

/** Remembers how the page itself looks, and everything that it has. */
const inventory = () => ({
  looks: looks(outside()),
  globals: Object.getOwnPropertyNames(window),
  head: document.head.innerHTML,
  sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
  attributes: [document.documentElement, document.body].map((one) => one.getAttributeNames().join()),
  title: document.title,
});

let kept;
window.remember = () => void (kept = inventory());

/** What is different on the page since then. */
window.leaked = () => {
  const now = inventory();
  const { looks: before, ...things } = kept;
  const changed = differences(before, now.looks);
  // What a driver brings into the page is its own.
  const isOurs = (global) => !things.globals.includes(global) && !/^(se_|ret_|cdc_)/.test(global);
  for (const global of now.globals.filter(isOurs)) changed.push(`a global ${global}`);
  for (const name of ["head", "sheets", "attributes", "title"])
    if (String(things[name]) !== String(now[name])) changed.push(`${name}: ${things[name]} became ${now[name]}`);
  return changed;
};
