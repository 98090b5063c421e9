// Charts as files: what they look like, that they can be made again, and what is said when they cannot be made.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

const program = process.env.SKATTEKRONA;
const source = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'skattekrona-'));
after(() => rmSync(folder, { recursive: true }));
process.env.XDG_DATA_HOME = folder;

const make = (name, ...words) => {
  const file = join(folder, name);
  execFileSync(program, [...words, '--quiet', '-o', file]);
  return readFileSync(file);
};
/// What a program that is to fail says, and its exit code.
const refused = (words, { from = program, env = {} } = {}) => {
  const { status, stderr } = spawnSync(from, words, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, stderr };
};

test('every chart looks as in the gallery', () => {
  const gallery = join(source, 'plots/gallery');
  const made = join(folder, 'gallery');
  execFileSync(join(gallery, 'make'), [made], { env: { ...process.env, PATH: `${dirname(program)}:${process.env.PATH}` } });
  const files = readdirSync(made).sort();
  assert.deepEqual(files, readdirSync(gallery).filter((file) => !['make', 'charts.txt'].includes(file)).sort());
  assert.ok(files.length > 38);
  for (const file of files) {
    assert.equal(readFileSync(join(made, file), 'utf8'), readFileSync(join(gallery, file), 'utf8'),
      `${file} is not as it was: make it anew with plots/gallery/make plots/gallery, and look at it`);
  }
});

test('the same chart gives the same bytes, as SVG, PNG and PDF', () => {
  for (const format of ['svg', 'png', 'pdf']) {
    const one = make(`one.${format}`, 'plot', 'trend', 'Huddinge');
    assert.deepEqual(one, make(`two.${format}`, 'plot', 'trend', 'Huddinge'), format);
  }
  assert.equal(readFileSync(join(folder, 'one.pdf')).subarray(0, 5).toString(), '%PDF-');
});

test('a picture is as wide as is asked for', () => {
  const wide = make('wide.png', 'plot', 'deviation', 'Kungsör', '--width', '500', '--scale', '3');
  assert.equal(wide.subarray(1, 4).toString(), 'PNG');
  // The chart and its margins.
  assert.equal(wide.readUInt32BE(16), 3 * 540);
});

test('a municipality has its own colour and logo', () => {
  writeFileSync(join(folder, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><circle cx="20" cy="20" r="20"/></svg>');
  writeFileSync(join(folder, 'theme.toml'), 'name = "Kungsörs kommun"\ncolour = "#7a1f2b"\nlogo = "logo.svg"\n');
  const theme = join(folder, 'theme.toml');
  const svg = make('own.svg', 'plot', 'peers', 'Kungsör', '--theme', theme, '--text', 'font').toString();
  assert.ok(svg.includes('#7a1f2b') && !svg.includes('#12436d') && svg.includes('data:image/png;base64,'));
  // Whoever opens it may lack the font.
  assert.equal(svg.match(/@font-face \{ font-family: "Source Sans Pro"; font-weight: (400|600); src: url\(data:font\/woff2;base64,[A-Za-z0-9+/=]{1000,}\)/g).length, 2);
  const page = make('own.html', 'report', 'Kungsör', '--theme', theme).toString();
  assert.ok(page.includes('--own: #7a1f2b;') && page.includes('<span>Kungsörs kommun</span>'));
  // In the dark it is lightened until it can be read.
  assert.ok(!/prefers-color-scheme: dark[^}]*--own: #7a1f2b/.test(page));
});

test('an SVG has its text as shapes that lie within the picture', () => {
  for (const [chart, ...about] of [['tornado', 'Huddinge'], ['potential', 'Huddinge'], ['trend', 'Kungsör', '--width', '320']]) {
    const shapes = make('outline.svg', 'plot', chart, ...about).toString();
    const words = make('font.svg', 'plot', chart, ...about, '--text', 'font').toString();
    assert.ok(!/<text|<style|@font-face|NaN/.test(shapes));
    const title = words.match(/<title>([^<]*)<\/title>/)[1];
    assert.ok(shapes.includes(`<title>${title}</title>`));
    // Title and caption stand in the frame's own coordinates, each line a shape.
    const [, width, height] = shapes.match(/width="(\d+)" height="(\d+)"/).map(Number);
    const lines = [...words.matchAll(/<text x="20"[^>]*>/g)].length;
    const outlines = [...shapes.matchAll(/<path fill="#[0-9a-f]+" d="([^"]*)"/g)].map(([, d]) => d);
    const framed = [outlines.slice(0, 1), outlines.slice(-1)].flat();
    assert.ok(lines > 1 && outlines.length >= lines);
    for (const d of framed) {
      for (const [, x, y] of d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)) assert.ok(+x >= 20 && +x <= width - 20 && +y >= 0 && +y <= height, d);
    }
  }
  const unknown = refused(['plot', 'trend', 'Huddinge', '--text', 'bild', '-o', join(folder, 'no.svg')]);
  assert.equal(unknown.status, 2);
  const png = refused(['plot', 'trend', 'Huddinge', '--text', 'font', '-o', join(folder, 'no.png')]);
  assert.equal(png.status, 2);
  assert.match(png.stderr, /--text gäller svg/);
});

test('a theme that cannot be used says why', () => {
  const theme = (name, text) => {
    writeFileSync(join(folder, name), text);
    return refused(['plot', 'peers', 'Huddinge', '-o', join(folder, 'no.svg'), '--theme', join(folder, name)]);
  };
  const pale = theme('pale.toml', 'colour = "#ffd200"\n');
  assert.equal(pale.status, 3);
  assert.match(pale.stderr, /pale\.toml:1.*#ffd200 är för ljus[^]*minst 4,5[^]*mörkare ton/);
  const none = theme('none.toml', 'colour = "gul"\nfärg = "x"\n');
  assert.equal(none.status, 3);
  const text = theme('text.toml', 'logo = "text.toml"\n');
  assert.equal(text.status, 3);
  assert.match(text.stderr, /text\.toml: Filen är ingen bild/);
  const missing = refused(['plot', 'peers', 'Huddinge', '-o', join(folder, 'no.svg'), '--theme', 'rosa']);
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /rosa är inget tema/);
  assert.ok(!existsSync(join(folder, 'no.svg')));
});

/// A copy of the program whose chart parts can be taken away.
function installed(without) {
  const root = mkdtempSync(join(folder, 'installed-'));
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'share/skattekrona/plots'), { recursive: true });
  cpSync(program, join(root, 'bin/skattekrona'));
  for (const part of ['data', 'models', 'scenarios']) symlinkSync(join(source, part), join(root, 'share/skattekrona', part));
  const plots = join(root, 'share/skattekrona/plots');
  for (const file of readdirSync(join(source, 'plots'))) {
    if (file !== 'node_modules') symlinkSync(join(source, 'plots', file), join(plots, file));
  }
  // render.mjs finds its libraries beside itself, so that it has to be a file of its own.
  rmSync(join(plots, 'render.mjs'));
  cpSync(join(source, 'plots/render.mjs'), join(plots, 'render.mjs'));
  mkdirSync(join(plots, 'node_modules'));
  for (const name of readdirSync(join(source, 'plots/node_modules'))) {
    if (name !== without) symlinkSync(join(source, 'plots/node_modules', name), join(plots, 'node_modules', name));
  }
  return join(root, 'bin/skattekrona');
}

test('without Node there are no pictures, but pages that draw themselves', () => {
  const env = { PATH: '/nowhere' };
  const picture = refused(['plot', 'trend', 'Huddinge', '-o', join(folder, 'none.svg')], { env });
  assert.equal(picture.status, 4);
  assert.match(picture.stderr, /node saknas[^]*apt install nodejs[^]*knappar för att spara/);
  const page = refused(['report', 'Kungsör', '-o', join(folder, 'plain.html')], { env });
  assert.equal(page.status, 0);
  assert.match(page.stderr, /Node saknas/);
  assert.ok(!readFileSync(join(folder, 'plain.html'), 'utf8').includes('class="still"'));
});

test('without librsvg, Chromium or pandoc it says what to install', () => {
  const bin = join(folder, 'only-node');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  for (const [words, what] of [
    [['plot', 'trend', 'Huddinge', '-o', join(folder, 'no.png')], /rsvg-convert saknas[^]*librsvg2-bin/],
    [['report', 'Huddinge', '-o', join(folder, 'no.pdf')], /chromium saknas[^]*apt install chromium/],
  ]) {
    const { status, stderr } = refused(words, { env: { PATH: bin } });
    assert.equal(status, 4);
    assert.match(stderr, what);
  }
});

test('without the font or the canvas it says which file is missing', () => {
  const font = refused(['plot', 'trend', 'Huddinge', '-o', join(folder, 'no.svg')], { from: installed('source-sans-pro') });
  assert.equal(font.status, 4);
  assert.match(font.stderr, /SourceSansPro-Regular\.ttf/);
  const shapes = installed('harfbuzzjs');
  const outline = refused(['plot', 'trend', 'Huddinge', '-o', join(folder, 'no.svg')], { from: shapes });
  assert.equal(outline.status, 4);
  assert.match(outline.stderr, /harfbuzzjs/);
  assert.equal(refused(['plot', 'trend', 'Huddinge', '--text', 'font', '-o', join(folder, 'text.svg')], { from: shapes }).status, 0);
  const page = refused(['report', 'Huddinge', '-o', join(folder, 'no.html')], { from: installed('@fontsource') });
  assert.equal(page.status, 4);
  assert.match(page.stderr, /Typsnittet saknas/);
  assert.ok(!existsSync(join(folder, 'no.html')));
});

test('a full disk leaves no half picture', () => {
  const { status, stderr } = refused(['plot', 'trend', 'Huddinge', '-o', '/dev/full', '-O', 'svg']);
  assert.equal(status, 2);
  assert.match(stderr, /disken är full/);
});

test('plot all writes every chart there are figures for, and says what it leaves out', () => {
  const out = join(folder, 'all');
  const { status, stderr } = refused(['plot', 'all', 'Habo', '-o', out, '--lang', 'en']);
  assert.equal(status, 0, stderr);
  const files = readdirSync(out);
  assert.ok(files.length >= 25, `${files}`);
  assert.ok(files.every((file) => readFileSync(join(out, file), 'utf8').startsWith('<svg')));
  const file = refused(['plot', 'all', 'Habo', '-o', join(folder, 'every.png')]);
  assert.equal(file.status, 2);
  assert.match(file.stderr, /namnet är en fils[^]*every -O png/);
  assert.ok(!existsSync(join(folder, 'every.png')));
  const before = refused(['plot', 'all', 'Nykvarn', '--year', '2011', '--areas', 'all', '-o', join(folder, 'before')]);
  assert.equal(before.status, 0);
  assert.match(before.stderr, /trend-forskola ritas inte\. Nykvarn har inga kostnader[^]*Skrev \d+ diagram/);
  const nobody = refused(['plot', 'all', 'Hudinge', '-o', join(folder, 'nobody')]);
  assert.equal(nobody.status, 2);
  assert.deepEqual(readdirSync(join(folder, 'nobody')), []);
});

test('a report on every municipality, and a page that leads to them', () => {
  const out = join(folder, 'everyone');
  execFileSync(program, ['report', '--all', '-O', 'csv', '--quiet', '-o', out]);
  const files = readdirSync(out);
  assert.equal(files.length, 291);
  const index = readFileSync(join(out, 'index.html'), 'utf8');
  const links = [...index.matchAll(/<a href="([^"]+)">([^<]+)<\/a>/g)];
  assert.equal(links.length, 290);
  for (const [, file] of links) assert.ok(files.includes(file), file);
  assert.ok(links.some(([, file, name]) => file === '0643-habo.csv' && name === 'Habo'));
});
