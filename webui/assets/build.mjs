// node build.mjs -> ../static/dist: hashed scripts and styles, one sprite of the icons in use, manifest.json.
// The manifest maps the names templates use ("app.js") to the files of this build ("app-AB12CD34.js").
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const HERE = import.meta.dirname;
const OUT = path.join(HERE, '../static/dist');
const ICONS = path.join(HERE, 'node_modules/bootstrap-icons/icons');
const PLAIN = ['app.js', 'calendar.js', 'case.js', 'keys.js', 'live.js', 'heshi.css', 'viewer.css'];
// libraries of drawings take newer browsers for granted
const DRAWING = ['viewer.js', 'studio/studio-diagram.js', 'studio/studio-table.js', 'studio/studio-form.js'];
const DRAWING_STYLES = ['studio/studio-diagram.css', 'studio/studio-table.css', 'studio/studio-form.css'];

/** Selectors of libraries that Chromium 86 cannot read, said in words it can. */
const PLAINER = {
  'bpmn-js-token-simulation.css': (css) => css.replace(/:not\(([^()]*,[^()]*)\)/g,
    (_, list) => list.split(',').map((one) => `:not(${one.trim()})`).join('')),
  'dmn-js-decision-table-controls.css': (css) => css.replaceAll(':has(:focus-visible)', ':focus-within'),
};
/** Help texts of libraries lead to sites an office network does not reach. */
const inHouse = (text) => text.replace(/https?:\/\/(docs\.camunda\.io|docs\.oracle\.com|json-schema\.org)[^\s"'`)\\]*/g, '#');

const plainer = {
  name: 'plainer',
  setup(plugin) {
    // styles of the cells' editor go where the policy of our pages lets them: a sheet, not a tag
    plugin.onLoad({ filter: /style-mod\.js$/ }, ({ path: file }) => ({
      contents: fs.readFileSync(file, 'utf8').replace('!root.head && root.adoptedStyleSheets', 'root.adoptedStyleSheets'), loader: 'js',
    }));
    plugin.onLoad({ filter: /feel-builtins.dist.index\.js$/ }, ({ path: file }) => ({
      contents: inHouse(fs.readFileSync(file, 'utf8')), loader: 'js',
    }));
    const filter = new RegExp(`(${Object.keys(PLAINER).join('|')})$`);
    plugin.onLoad({ filter }, ({ path: file }) => ({
      contents: PLAINER[path.basename(file)](fs.readFileSync(file, 'utf8')), loader: 'css',
    }));
  },
};

/** Bundle entries for the oldest browsers we promise; return {name: file}. */
async function bundle(entries, more = {}) {
  const { metafile } = await build({
    absWorkingDir: HERE,
    entryPoints: entries.map((name) => `src/${name}`),
    bundle: true,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    target: ['chrome86', 'firefox78'],
    outdir: OUT,
    metafile: true,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    legalComments: 'linked',
    loader: { '.svg': 'dataurl', '.woff2': 'file' },
    logLevel: 'warning',
    plugins: [plainer],
    ...more,
  });
  const files = {};
  for (const [file, made] of Object.entries(metafile.outputs)) {
    if (made.entryPoint) files[path.basename(made.entryPoint)] = path.basename(file);
  }
  return files;
}

/** Every source that may name an icon: templates, the Python that hands names to them, our scripts. */
function sources(folder) {
  return fs.readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(html|py|js)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/node_modules|static/.test(file))
    .map((file) => fs.readFileSync(file, 'utf8'));
}

/** Names of the icons in use: icon('name') must exist; any other quoted word counts if it is an icon. */
function usedIcons() {
  const known = new Set(fs.readdirSync(ICONS).map((file) => file.replace(/\.svg$/, '')));
  const used = new Set();
  for (const text of sources(path.join(HERE, '..'))) {
    for (const [, name] of text.matchAll(/\bicon\(\s*['"]([a-z0-9-]+)['"]/g)) {
      if (!known.has(name)) throw new Error(`no icon is called ${name} (see node_modules/bootstrap-icons/icons)`);
      used.add(name);
    }
    for (const [, word] of text.matchAll(/['"]([a-z0-9-]+)['"]/g)) if (known.has(word)) used.add(word);
  }
  return [...used].sort();
}

function symbol(name) {
  const svg = fs.readFileSync(path.join(ICONS, `${name}.svg`), 'utf8');
  const [, box] = /viewBox="([^"]+)"/.exec(svg);
  const drawing = svg.replace(/^[^]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '').replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="${box}">${drawing}</symbol>`;
}

/** Write the sprite; return its file name. */
function sprite() {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${usedIcons().map(symbol).join('')}</svg>`;
  const file = `icons-${createHash('sha256').update(svg).digest('hex').slice(0, 8).toUpperCase()}.svg`;
  fs.writeFileSync(path.join(OUT, file), svg);
  return file;
}

/** The stylesheet of the printed papers belongs to the messenger; pages serve it. */
function paper() {
  const css = fs.readFileSync(path.join(HERE, '../../notifications/papers/paper.css'), 'utf8');
  const file = `paper-${createHash('sha256').update(css).digest('hex').slice(0, 8).toUpperCase()}.css`;
  fs.writeFileSync(path.join(OUT, file), css);
  return file;
}

fs.rmSync(OUT, { recursive: true, force: true });
const files = await bundle([...PLAIN, ...DRAWING_STYLES]);
const forOldBrowsers = { inject: ['src/old-browsers.js'], define: { 'Object.hasOwn': 'hasOwn' } };
Object.assign(files, await bundle(DRAWING, forOldBrowsers));
files['icons.svg'] = sprite();
files['paper.css'] = paper();
fs.writeFileSync(path.join(OUT, 'manifest.json'), `${JSON.stringify(files, null, 1)}\n`);
