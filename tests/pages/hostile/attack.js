// What hostile texts are let loose with, and what is looked for afterwards.

/** The elements that a message may consist of, with the attributes that each may have. */
const ALLOWED = new Map(
  Object.entries({
    p: ["class"],
    ol: ["start"],
    button: ["class", "type", "part", "aria-label"],
    a: ["class", "href", "target", "rel", "referrerpolicy", "aria-label"],
    span: ["class", "dir"],
    ...Object.fromEntries(
      ["ul", "li", "pre", "code", "strong", "em", "s", "blockquote", "hr", "br"].map((name) => [name, []]),
    ),
  }),
);

const SCHEMES = ["http:", "https:", "mailto:", "tel:"];

/** What nobody would put up with in a message: names of elements and attributes that should not be there. */
const wrongIn = (body) => {
  const wrong = [];
  for (const element of body.querySelectorAll("*")) {
    const attributes = ALLOWED.get(element.localName);
    if (!attributes) wrong.push(`<${element.localName}>`);
    for (const { name, value } of element.attributes)
      if (!attributes?.includes(name)) wrong.push(`<${element.localName} ${name}="${value}">`);
    if (element.localName !== "a") continue;
    const { protocol, username, password } = new URL(element.getAttribute("href"));
    if (!SCHEMES.includes(protocol) || username || password) wrong.push(`link to ${element.getAttribute("href")}`);
    if (!element.rel.includes("noopener")) wrong.push("a link that tells who opened it");
  }
  return wrong;
};

/** Does to an element what a person, or a browser that fills in forms, might do; except following a link. */
const provoke = (element) => {
  for (const type of ["mouseover", "mouseenter", "mousemove", "pointerover", "focus", "keydown", "animationend"])
    element.dispatchEvent(new Event(type, { bubbles: true }));
  if (!element.closest("a, button")) element.click();
};

/** Everything in the messages under `root` that a text has brought about, and what it has done to the page. */
export const offences = (root, bodies) => {
  const all = [...root.querySelectorAll(bodies)];
  for (const element of all.flatMap((body) => [body, ...body.querySelectorAll("*")])) provoke(element);
  const wrong = all.flatMap(wrongIn);
  const foreign = performance.getEntriesByType("resource").filter(({ name }) => !name.startsWith(location.origin));
  for (const { name } of foreign) wrong.push(`request for ${name}`);
  if ({}.polluted !== undefined) wrong.push("a polluted prototype");
  const frame = root.host?.shadowRoot.querySelector("dialog")?.getBoundingClientRect();
  const isOut = ({ left, right }) => left < frame.left || right > frame.right + 1;
  if (frame && all.some((body) => isOut(body.getBoundingClientRect()))) wrong.push("a message wider than the window");
  return wrong;
};

/** One content of each kind that holds `text` wherever it can hold any. */
const contents = (text) => {
  const url = "https://example.org/";
  const option = { id: text, label: text, detail: text };
  const image = { url: text, alt: text };
  const field = { name: text, label: text, hint: text, value: text, min: text, max: text, autocomplete: text };
  const actions = [
    { label: text, does: { choose: text } },
    { label: text, does: { open: text } },
    { label: text, does: { open: url } },
  ];
  return [
    { choices: { style: "list", options: [option] } },
    { choices: { options: [option], several: true } },
    { cards: [{ title: text, text, image, actions }] },
    { cards: [{ title: text, image }, { text, actions }] },
    { link: { url: text, title: text, image } },
    { link: { url, title: text } },
    { image },
    { media: { url, title: text, kind: "audio" } },
    { file: { url, name: text } },
    { form: { title: text, fields: [field, { ...field, kind: "select", options: [option] }], submit: text } },
    { consent: { accept: text, decline: text } },
    { [text]: text },
  ];
};

/** Messages with the `kind`th content of each text. */
export const rich = (texts, kind) =>
  texts.map((text) => ({ text: "", content: JSON.stringify(contents(text)[kind % contents("").length]) }));

/** What a content may consist of. */
const OURS = new Set(
  "article bdi button div fieldset form h3 h4 input label legend li option p path select span svg textarea ul a".split(" "),
);

/** Everything in the contents under `root` that a text has brought about. */
export const strangers = (root) => {
  const all = [...root.querySelectorAll(".rich *")];
  all.forEach(provoke);
  const wrong = all.filter(({ localName }) => !OURS.has(localName)).map(({ localName }) => `<${localName}>`);
  for (const element of all)
    for (const { name, value } of element.attributes) {
      if (/^(on|style$|src|formaction|action)/.test(name)) wrong.push(`<${element.localName} ${name}="${value}">`);
      if (name === "href" && !SCHEMES.includes(new URL(value).protocol)) wrong.push(`link to ${value}`);
    }
  const foreign = performance.getEntriesByType("resource").filter(({ name }) => !name.startsWith(location.origin));
  return wrong.concat(foreign.map(({ name }) => `request for ${name}`));
};

/** Lets scripts run, and tells of every request. */
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'">`;

/** A frame in which a script says so when it runs, and a request too. `turns` is how long it is listened to. */
const trap = async (fill, turns) => {
  const frame = document.createElement("iframe");
  // What it does, it does in there: it neither leads the page away nor opens windows.
  frame.sandbox = "allow-scripts allow-same-origin allow-forms";
  document.body.append(frame);
  const { contentWindow: inner } = frame;
  let isLive = false;
  const live = () => {
    isLive = true;
  };
  const arm = () => {
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) inner[name] = live;
    inner.addEventListener("securitypolicyviolation", live);
    inner.document.addEventListener("securitypolicyviolation", live);
  };
  arm();
  fill(inner.document, arm);
  // Images fail and scripts run in tasks of their own.
  for (let turn = 0; turn < turns && !isLive; turn += 1) await new Promise((done) => setTimeout(done));
  if (!isLive && inner.document?.documentElement) {
    for (const element of inner.document.querySelectorAll("*")) {
      for (const type of ["mouseover", "focus", "click"])
        element.dispatchEvent(new inner.Event(type, { bubbles: true, cancelable: true }));
      element.focus?.();
      element.click?.();
    }
    for (let turn = 0; turn < turns && !isLive; turn += 1) await new Promise((done) => setTimeout(done));
  }
  frame.remove();
  return isLive;
};

/** How many of the texts do harm where they are put into a page as they are: the control of the whole test. */
export const unguarded = async (texts, turns) => {
  let count = 0;
  for (const text of texts) {
    const inner = await trap((document) => {
      document.head.innerHTML = POLICY;
      document.body.innerHTML = text;
    }, turns);
    const whole =
      inner ||
      (await trap((document, arm) => {
        document.open();
        arm();
        document.write(POLICY + text);
        document.close();
      }, turns));
    if (whole) count += 1;
  }
  return count;
};
