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

const file = join(mkdtempSync(join(tmpdir(), "session-chat-")), "session-chat.mjs");
writeFileSync(file, `const build = ${JSON.stringify(build)};\n${source("loader.js")}`);

export const loader = await import(pathToFileURL(file));
export const types = source("types.d.ts");
export const loaderSource = source("loader.js");
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
