// node bundle.mjs NPM RECIPES OUT: each recipe whose framework compiles it, as one script that its page loads.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const [npm, recipes, out] = process.argv.slice(2);
const require = createRequire(join(npm, "package.json"));
const { build } = require("esbuild");
const svelte = require("svelte/compiler");
const vue = require("vue/compiler-sfc");

const compiled = (filter, compile) => ({
  name: `${filter}`,
  setup: ({ onLoad }) => onLoad({ filter }, async ({ path }) => ({ contents: compile(await readFile(path, "utf8"), path), loader: "js" })),
});
const plugins = [
  compiled(/\.svelte$/, (source, filename) => svelte.compile(source, { filename, generate: "client", dev: true }).js.code),
  compiled(/\.vue$/, (source, filename) => {
    const { descriptor, errors } = vue.parse(source, { filename });
    if (errors.length) throw errors[0];
    return vue.compileScript(descriptor, { id: filename, inlineTemplate: true }).content;
  }),
];

for (const entry of ["react/main.jsx", "vue/main.js", "svelte/main.js"])
  await build({
    entryPoints: [join(recipes, entry)],
    outfile: join(out, entry.replace(/\.jsx$/, ".js")),
    allowOverwrite: true,
    bundle: true,
    format: "esm",
    jsx: "automatic",
    // What is served from the site's own folder stays there.
    external: ["/session-chat/*"],
    nodePaths: [join(npm, "node_modules")],
    plugins,
    // As a developer has it: the frameworks say what is wrong, and React runs its effects twice.
    define: {
      "process.env.NODE_ENV": '"development"',
      __VUE_OPTIONS_API__: "false",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    logLevel: "warning",
  });
