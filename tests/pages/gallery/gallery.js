// Every kind of content, in chats that stand in this page; each has a desk by script of its own, which remembers them.
// `?theme=dark` and `?locale=ar` look at them in another way. `window.drawn` resolves once all of them are there.

import { init } from "/session-chat.js";
import { Desk } from "/tests/pages/widget/scripted-desk.js";

const SAM = { role: "agent", name: "Sam" };
const HOUR = 3_600_000;
const picture = (name) => new URL(`/desk/pictures/${name}.svg`, location.href).href;

/** One content of each kind with these words in it; where they are bare, without what can be left out. */
const contents = ({ label, detail, title, text, url, image, isBare }) => {
  const or = (whole, least = {}) => (isBare ? least : whole);
  const options = ["a", "b", "c"].map((id) => ({ id, label, ...or({ detail }) }));
  const shown = { url: image, ...or({ alt: title, width: 320, height: 200 }) };
  const actions = [{ label, does: { choose: "a" } }, { label, does: { open: url } }];
  const card = { ...or({ title, text, image: shown, actions }, { title }) };
  const kinds = ["text", "longText", "email", "number", "phone", "select", "selectSeveral", "date", "dateTime", "checkbox"];
  const field = (kind) => ({ name: kind, kind, ...or({ label, hint: detail, required: true }, { label }), options });
  const tomorrow = Math.ceil(Date.now() / HOUR) * HOUR + 24 * HOUR;
  const slots = [0, 1, 2].map((hour) => ({ id: `${hour}`, at: tomorrow + hour * HOUR, ...or({ minutes: 30 }) }));
  return [
    { choices: { style: "quickReplies", options } },
    { choices: { style: "buttons", options } },
    { choices: { style: "list", options } },
    { choices: { options, several: true } },
    { date: or({ min: "2026-11-21", max: "2026-12-24" }) },
    { times: slots },
    { cards: [card] },
    { cards: [card, card, card] },
    { link: { url, ...or({ title, image: shown }) } },
    { image: shown },
    { media: { url, kind: "video", ...or({ title }) } },
    { media: { url, kind: "audio", ...or({ title }) } },
    { file: { url, name: `${title}.pdf`, ...or({ bytes: 1_234_567 }) } },
    { form: { fields: kinds.map(field), ...or({ title, submit: label }) } },
    { progress: or({ percent: 40 }) },
    { progress: { done: true } },
    { consent: { accept: label, decline: detail } },
    { hologram: { url } },
  ];
};

const USUAL = {
  label: "Night shift",
  detail: "Brass, warm light",
  title: "A lamp for late readers",
  text: "Made to be **repaired**. See [the parts](https://example.org/parts).",
  url: "https://example.org/lamps",
  image: picture("night-shift"),
};
const long = (text) => text.replaceAll(/[ .]/g, "").repeat(4);
const HOSTILE = `<img src=x onerror="alert(1)">\u202Egnp.exe`;

const VARIANTS = {
  "As usual": USUAL,
  "Long words": Object.fromEntries(
    Object.entries(USUAL).map(([name, text]) => [name, ["url", "image"].includes(name) ? text : long(text)]),
  ),
  "Missing parts": { ...USUAL, isBare: true },
  "Hostile parts": {
    label: HOSTILE,
    detail: HOSTILE,
    title: HOSTILE,
    text: HOSTILE,
    url: "javascript:alert(1)",
    image: "javascript:alert(1)",
  },
};

const chosen = new URLSearchParams(location.search);
const locale = chosen.get("locale") ?? "en";
const theme = chosen.get("theme") ?? "light";
document.documentElement.lang = locale;
document.documentElement.dir = locale === "ar" ? "rtl" : "ltr";
document.documentElement.style.setProperty("color-scheme", theme);

const draw = async ([name, words], number) => {
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  const frame = document.createElement("div");
  heading.textContent = name;
  frame.className = "frame";
  section.append(heading, frame);
  document.getElementById("gallery").append(section);

  const channel = `gallery-${number}`;
  const began = Date.now() - HOUR;
  const messages = contents(words).map((content, at) => {
    const body = { rich: { text: at ? "" : name, content: JSON.stringify(content) } };
    return { id: `${channel}:${at}`, author: SAM, at: began + at * 1000, body };
  });
  const desk = new Desk(channel, { status: { talking: SAM }, messages });
  const chat = await init({
    id: channel,
    backend: { kind: "local", channel },
    target: frame,
    storage: "memory",
    openOnStart: true,
    locale,
    theme,
  });
  return { desk, chat };
};

window.drawn = Promise.all(Object.entries(VARIANTS).map(draw));
