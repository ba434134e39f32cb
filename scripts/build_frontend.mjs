// Builds everything that runs in a browser: the widget, and the desk's assets with Tabler, htmx and an icon sprite.
//
//   node scripts/build_frontend.mjs [widget|desk]     (no name: both)
//
// Sources are TypeScript and CSS in the repository; what comes out is never committed.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { minify } from "terser";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const packages = join(root, "node_modules");
const widgetOut = join(root, "src/ringback/doors/website/static/website/built");
const textsIn = join(root, "widget/texts");
const partsIn = join(root, "widget/src/parts");
const fallback = "en";
const packed = /\.(gz|br)$/;
const deskIn = join(root, "src/ringback/desk/assets");
const deskOut = join(root, "src/ringback/desk/static/desk/built");

/** Gives a stylesheet to the widget as one minified string, because it goes into a shadow root and never into a tag. */
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(readFileSync(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** The texts of one language, of the dialog or of a part; a text too few or too many stops the build. */
function readTexts(language, part = "") {
  const read = (name) => JSON.parse(readFileSync(join(textsIn, part, `${name}.json`), "utf8"));
  const keys = Object.keys(read(fallback));
  const texts = read(language);
  const missing = keys.filter((key) => !texts[key]);
  const unknown = Object.keys(texts).filter((key) => !keys.includes(key));
  if (missing.length || unknown.length) throw new Error(`${part} ${language}.json: missing ${missing}, unknown ${unknown}`);
  return texts;
}

const textsOf = (language) => ({
  name: "texts-of-one-language",
  setup(build) {
    build.onResolve({ filter: /^ringback:texts/ }, ({ path }) => ({ path, namespace: "texts" }));
    build.onLoad({ filter: /.*/, namespace: "texts" }, ({ path }) => ({
      contents: `export default ${JSON.stringify(readTexts(language, path.split("/")[1]))}`,
    }));
  },
});

/** A part of the widget as one file. Its texts, where it has any, are those of one language. */
async function bundled(entry, language) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(root, "widget/src", entry)],
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    plugins: [cssAsText, textsOf(language)],
    logLevel: "warning",
  });
  // A second pass by terser is worth 3 % of what every visitor downloads.
  const { code } = await minify(outputFiles[0].text, { ecma: 2022, compress: { passes: 4, unsafe_arrows: true, unsafe: true, pure_getters: true } });
  return code;
}

/**
 * The beacon for every page, one dialog a language (nobody downloads five they do not read), its parts likewise, and the few words that the
 * beacon shows itself, which the site's configuration brings along.
 */
async function buildWidget() {
  mkdirSync(widgetOut, { recursive: true });
  writeFileSync(join(widgetOut, "beacon.js"), await bundled("beacon.ts", fallback));
  const words = {};
  const parts = readdirSync(partsIn).map((file) => file.replace(".ts", ""));
  for (const file of readdirSync(textsIn).filter((name) => name.endsWith(".json"))) {
    const language = file.replace(".json", "");
    const { title, button, failed } = readTexts(language);
    words[language] = { title, button, failed, talk: readTexts(language, "talk").title };
    writeFileSync(join(widgetOut, `dialog.${language}.js`), await bundled("dialog.ts", language));
    for (const part of parts) writeFileSync(join(widgetOut, `part-${part}.${language}.js`), await bundled(`parts/${part}.ts`, language));
  }
  writeFileSync(join(widgetOut, "words.json"), JSON.stringify(words));
}

/** Minifies a package's own file again: that drops the source map line, which a hashing static storage cannot follow. */
async function vendor(from, to) {
  const loader = to.endsWith(".css") ? "css" : "js";
  const { code } = await esbuild.transform(readFileSync(join(packages, from), "utf8"), {
    loader,
    minify: true,
    charset: "utf8",
    legalComments: "inline",
  });
  writeFileSync(join(deskOut, to), code);
}

/** One file of <symbol>s for the icons named in the desk's icons.txt (Tabler's outline names, one a line). */
function iconSprite() {
  const list = join(deskIn, "icons.txt");
  const names = existsSync(list) ? readFileSync(list, "utf8").split(/\s+/).filter(Boolean) : [];
  const stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  const symbols = [...new Set(names)].map((name) => {
    const path = join(packages, "@tabler/icons/icons/outline", `${name}.svg`);
    if (!existsSync(path)) throw new Error(`icons.txt names "${name}", which Tabler does not have`);
    const shapes = readFileSync(path, "utf8")
      .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
      .replace(/>\s+</g, "><")
      .trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" ${stroke}>${shapes}</symbol>`;
  });
  writeFileSync(join(deskOut, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

async function buildDesk() {
  mkdirSync(deskOut, { recursive: true });
  await vendor("@tabler/core/dist/css/tabler.min.css", "tabler.css");
  await vendor("@tabler/core/dist/css/tabler.rtl.min.css", "tabler.rtl.css");
  await vendor("@tabler/core/dist/js/tabler.min.js", "tabler.js");
  await vendor("htmx.org/dist/htmx.min.js", "htmx.js");
  iconSprite();
  const entries = existsSync(deskIn)
    ? readdirSync(deskIn).filter((name) => /^[^_].*\.(ts|css)$/.test(name) && !name.endsWith(".d.ts"))
    : [];
  if (!entries.length) return;
  await esbuild.build({
    entryPoints: entries.map((name) => join(deskIn, name)),
    outdir: deskOut,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    loader: { ".svg": "dataurl", ".woff2": "file" },
    external: ["/static/*"],
    logLevel: "warning",
  });
}

/** Removes what an earlier build left; the folder itself stays, since a server may be reading from it. */
function removeOlderThan(started, folder) {
  for (const name of readdirSync(folder)) {
    if (statSync(join(folder, name)).mtimeMs < started) rmSync(join(folder, name), { recursive: true });
  }
}

/** Compressed copies beside the desk's files, which the web process hands out as they are. */
function compress(folder) {
  for (const name of readdirSync(folder).filter((name) => !packed.test(name))) {
    const content = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
  }
}

function report(folder) {
  for (const name of readdirSync(folder).filter((name) => !packed.test(name)).sort()) {
    const content = readFileSync(join(folder, name));
    const gzip = gzipSync(content, { level: 9 }).length;
    console.log(`  ${name.padEnd(20)} ${String(content.length).padStart(8)} bytes ${String(gzip).padStart(7)} gzip`);
  }
}

const steps = { widget: [buildWidget, widgetOut], desk: [buildDesk, deskOut] };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in steps));
if (unknown.length) {
  console.error(`build_frontend: no such part: ${unknown.join(", ")} (there are: ${Object.keys(steps).join(", ")})`);
  process.exit(2);
}
for (const name of asked.length ? asked : Object.keys(steps)) {
  const [build, folder] = steps[name];
  const started = Date.now() - 1000;
  await build();
  removeOlderThan(started, folder);
  if (folder === deskOut) compress(folder);
  console.log(`${name}:`);
  report(folder);
}
