/**
 * Session Chat, what stands between the wasm and the page whether it has our window or not: it starts the wasm and fetches
 * texts, and knows when the wasm is dead.
 *
 * The build appends this file to the glue of each backend, behind a generated line `const build = { integrity, late,
 * languages, names, texts };`, and stage.js or headless-stage.js to it. So everything at the top level of these files
 * belongs to one instance of the wasm, whichever copies of the entry use it, and an import under another URL brings a
 * fresh one.
 */

/** The loader's record of this module; once it is `dead`, the next load fetches a fresh one. */
let record;

/** For each instance that this module runs, what stops it. */
const running = new Set();

const POLICY = "The page's content-security policy blocks WebAssembly: add 'wasm-unsafe-eval' to its script-src.";

/** Lets the browser do what waits: the wasm comes to life in steps that no visitor feels. */
const pause = () => new Promise((go) => setTimeout(go));

/** What the loader makes a SessionChatError of. */
const refusal = (code, message) => ({ code, message });

/**
 * The bytes of a response; fails if they are not those of this release. Without a digest there is no check: browsers
 * have none on insecure pages, where whoever could change the wasm could as well have changed this script.
 */
const verified = async (response, integrity) => {
  if (!response.ok) throw Error(`${response.url} answered ${response.status}.`);
  const bytes = await response.arrayBuffer();
  const digest = await globalThis.crypto?.subtle?.digest("SHA-384", bytes);
  if (digest && integrity !== `sha384-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`)
    throw Error("The wasm file is not the one of this release.");
  return bytes;
};

/** Compiles the wasm of `response` and resolves with the glue. `module` is the loader's record of it. */
export const boot = async (glue, response, module) => {
  try {
    const compiled = await WebAssembly.compile(await verified(response, build.integrity));
    await glue.default({ module_or_path: compiled });
  } catch (error) {
    // Each engine has its own words for it; all name the policy or the source that it lacks.
    throw /unsafe-eval|CSP|Content Security/i.test(error.message) ? refusal("csp-wasm", POLICY) : error;
  }
  record = module;
  await pause();
  return glue;
};

/** The module panicked: nothing may call it again. Its instances stop once the call that panicked has unwound. */
const kill = () => {
  if (record.dead) return;
  record.dead = true;
  for (const stop of running) queueMicrotask(stop);
};

/** Whether the wasm is among those who wait for what `error` was made in. */
const isWithin = (error) => /wasm-function/.test(error?.stack);

/**
 * What the page gets to see of an error that came out of the wasm. One that passed through it, thrown by a built-in that
 * the page has replaced, leaves it as unfit as a trap does; one that a listener of the page threw is told while the wasm
 * still waits for it, and is the page's.
 */
const outcome = (error) => {
  if (error instanceof WebAssembly.RuntimeError || (isWithin(error) && !isWithin(Error()))) kill();
  return record.dead ? refusal("stopped", STOPPED) : error;
};

/** What a file of this release holds; nothing for no file, and null for one that is not there. */
const held = async (file) => {
  const response = file && (await fetch(new URL(file, import.meta.url)));
  return response && (response.ok ? response.json() : null);
};

/**
 * Fetches the texts of the language that suits `locale` and hands them to the wasm, with the page's own wording in its
 * places. Fails if the network does.
 */
const speak = async (widget, locale, texts) => {
  const [language, tag] = chooseLanguage(locale, Object.keys(build.languages));
  const table = await held(build.languages[language]);
  const names = Object.keys(texts).length ? await held(build.names) : [];
  const own = names?.map((name) => texts[name]) ?? [];
  if (!record.dead) widget.speak(tag, table, own);
};
