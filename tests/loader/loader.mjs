// The loader as the build writes it, for tests that need no browser: with the line of the build in front.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const source = (name) => readFileSync(new URL(`../../src/api/${name}`, import.meta.url), "utf8");

const build = {
  version: "1.2.3",
  backends: "local",
  texts: { en: { "launcher-label": "Chat", "load-failed": "The chat could not be loaded.", "load-retry": "Try again" } },
};

const folder = mkdtempSync(join(tmpdir(), "session-chat-"));

/** A module of these sources behind a generated line. */
const built = (name, facts, ...sources) => {
  const file = join(folder, name);
  writeFileSync(file, `const build = ${JSON.stringify(facts)};\n${sources.map(source).join("")}`);
  return import(pathToFileURL(file));
};

const words = { "notice-ended": "This chat has ended", "notice-ask": "Notify me", "notice-close": "Dismiss" };

/** A late module in what it needs of a page: one that is seen and does nothing. */
export const lateModule = (part) => {
  globalThis.CSSStyleSheet ??= class {
    replaceSync() {}
  };
  globalThis.document ??= { hidden: false, addEventListener() {} };
  globalThis.MutationObserver ??= class {
    observe() {}
    disconnect() {}
  };
  globalThis.navigator ??= {};
  return built(`${part}.mjs`, { texts: { en: words } }, "callout.js", `${part}.js`);
};

export const loader = await built("session-chat.mjs", build, "loader.js");
export const types = source("types.d.ts");
export const loaderSource = source("loader.js");
export const scripts = ["loader.js", "script.js", "stage.js", "callout.js", "invite.js", "notices.js"].map((name) => [name, source(name)]);
export const surface = JSON.parse(readFileSync(new URL("surface.json", import.meta.url), "utf8"));

/** A configuration that is right, with changes. */
export const config = (changes) => ({ backend: { kind: "local" }, ...changes });

/**
 * What `init` says of a configuration: the refusal, or null. Without a browser an accepted one fails at the first touch
 * of the page, which no refusal comes after: so whatever is refused was refused before anything was mounted.
 */
export const refusal = async (config) => {
  try {
    await loader.init(config);
  } catch (error) {
    if (error instanceof loader.SessionChatError) return error;
    if (error instanceof ReferenceError) return null;
    throw error;
  }
  throw new Error("init cannot succeed without a page");
};
