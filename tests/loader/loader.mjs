// The loader as the build writes it, for tests that need no browser: with the line of the build in front.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const source = (name) => readFileSync(new URL(`../../src/api/${name}`, import.meta.url), "utf8");

const build = {
  version: "1.2.3",
  backends: "(local|salesforce|custom)",
  texts: { en: { "launcher-label": "Chat", "load-failed": "The chat could not be loaded.", "load-retry": "Try again" } },
};

export const folder = mkdtempSync(join(tmpdir(), "session-chat-"));

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
  return built(`${part}.mjs`, { texts: { en: words } }, part === "offers" ? "rules.js" : "callout.js", `${part}.js`);
};

export const loader = await built("session-chat.mjs", build, "rules.js", "entry.js", "loader.js");
export const headless = await built("session-chat-headless.mjs", build, "rules.js", "entry.js", "headless.js");
const EARLY = "../transport/bridge/early.js";
const bridged = { ...build, backends: "(embedded-service|zendesk)" };
export const bridge = await built("session-chat-bridge.mjs", bridged, "rules.js", "entry.js", EARLY, "bridge.js");
export const bridgeTypes = source("bridge.d.ts");
/** What hears the vendors' widgets, by itself. */
export const early = await (async () => {
  const file = join(folder, "early.mjs");
  writeFileSync(file, `${source(EARLY)}\nexport { listeners };`);
  return import(pathToFileURL(file));
})();

/** The conformance kit as it is released, and its shapes by themselves. */
const kitSources = ["shapes", "talk", "rules", "kit"].map((name) => source(`conformance/${name}.js`));
export const kitFile = join(folder, "session-chat-conformance.mjs");
writeFileSync(kitFile, kitSources.join(""));
export const kit = await import(pathToFileURL(kitFile));
const shapesFile = join(folder, "shapes.mjs");
writeFileSync(shapesFile, `${kitSources[0]}export { shapes };`);
export const { shapes: kitShapes } = await import(pathToFileURL(shapesFile));

export const types = source("types.d.ts");
export const headlessTypes = source("headless.d.ts");
export const entrySource = source("entry.js");
const names = ["entry", "rules", "loader", "headless", "script", "wasm", "stage", "questions", "headless-stage", "callout", "invite", "notices", "offers", "bridge", "bridge-stage", "../transport/bridge/early"];
export const scripts = names.map((name) => [name, source(`${name}.js`)]);

/** What headless pages are asked, in what it needs of the module that it is a part of. */
export const questions = await (async () => {
  const file = join(folder, "questions.mjs");
  const exported = "export { askedBy, complete, contentOf, entries, preChatOf, surveyOf, words };";
  writeFileSync(file, [source("wasm.js"), source("questions.js"), exported].join("\n"));
  return import(pathToFileURL(file));
})();
export const surface = JSON.parse(readFileSync(new URL("surface.json", import.meta.url), "utf8"));

/** What `createChat` says of a configuration: the refusal, or null for one that it would load the wasm for. */
export const headlessRefusal = async (config) => {
  try {
    await headless.createChat(config);
  } catch (error) {
    if (!(error instanceof headless.SessionChatError)) throw error;
    // Node has codes of its own for a module that is not there.
    return error.code.startsWith("config-") ? error : null;
  }
  throw new Error("createChat cannot succeed without the wasm");
};

/** What `init` of the bridges says of a configuration: the refusal, or null for one that it would touch the page for. */
export const bridgeRefusal = async (config) => {
  try {
    await bridge.init(config);
  } catch (error) {
    if (error instanceof bridge.SessionChatError) return error;
    if (error instanceof ReferenceError) return null;
    throw error;
  }
  throw new Error("init cannot succeed without a page");
};

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
