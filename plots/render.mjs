// Draws charts for as long as it is asked to: a line of JSON in, a line of JSON out.
//   in   { id, spec, width, frame?, outline? }
//        frame as in frame.js; without it the chart alone, for a page that has the words. outline: its text as shapes
//   out  { svg }, { problem }, or { missing: <file> }
//   in   { image: <base64> }           out  { image: { href, width, height } } or { problem }
// The first line out is { ready: true } or { missing: <file> }.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

// Whoever asked may be gone before the answer.
process.stdout.on('error', () => process.exit());
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const code = ['node_modules/vega/build/vega.min.js', 'node_modules/vega-lite/build/vega-lite.min.js', 'frame.js'];

let canvas;
try {
  canvas = await import('@napi-rs/canvas');
} catch {
  answer({ missing: here('node_modules/@napi-rs/canvas') });
  process.exit(1);
}
const { font } = JSON.parse(readFileSync(here('theme.json'), 'utf8'));
// The libraries look for a browser's canvas to measure text with.
globalThis.document = { createElement: () => canvas.createCanvas(1, 1) };
for (const path of [...code, ...font.faces.map((face) => `node_modules/${face.ttf}`)]) {
  try {
    if (path.endsWith('.ttf')) {
      if (!canvas.GlobalFonts.registerFromPath(here(path), font.family)) throw new Error(path);
    } else {
      vm.runInThisContext(readFileSync(here(path), 'utf8'), { filename: path });
    }
  } catch {
    answer({ missing: here(path) });
    process.exit(1);
  }
}
const { vega, vegaLite } = globalThis;
const framed = vm.runInThisContext('framedChart');
const pen = canvas.createCanvas(1, 1).getContext('2d');
const widthOf = (text, css) => {
  pen.font = css;
  return pen.measureText(text).width;
};

/// What no reader of a picture needs: a page holds many charts, and one of them has thousands of marks.
const slim = (svg) => svg
  .replace(/<[^>]*>/g, (tag) => tag
    .replace(/ (aria-[a-z]+|role|class|pointer-events|version|xmlns:xlink)="[^"]*"/g, '')
    .replace(/ (opacity="1"|stroke-miterlimit="4"|display="none")/g, '')
    .replace(/(\d+\.\d\d)\d+/g, '$1'))
  .replace(/<path( d="M0,0h[\d.-]+v[\d.-]+h[\d.-]+Z"| d="")\/>/g, '')
  .replace(/<g>(\s*)<\/g>/g, '')
  // Neighbours of one colour that do not show through are one shape.
  .replace(/(?:<path d="[^"]*Z" fill="[^"]*"\/>){2,}/g, (run) => {
    const shapes = [...run.matchAll(/d="([^"]*)" fill="([^"]*)"/g)];
    return shapes.map(([, shape, fill], i) =>
      (i && shapes[i - 1][2] === fill ? '' : '<path d="') + shape + (shapes[i + 1]?.[2] === fill ? '' : `" fill="${fill}"/>`)).join('');
  });

/// Marks of the same shape and colour are drawn once and used in every place.
function shared(svg, id) {
  const mark = /<path transform="translate\(([-\d.]+),([-\d.]+)\)" (d="[^"]+"[^>]*?)\/>/g;
  const count = new Map();
  for (const [, , , shape] of svg.matchAll(mark)) count.set(shape, (count.get(shape) ?? 0) + 1);
  const often = [...count].filter(([, times]) => times > 20).map(([shape]) => shape);
  if (!often.length) return svg;
  const name = (shape) => `${id}-mark${often.indexOf(shape)}`;
  const marks = often.map((shape) => `<path id="${name(shape)}" ${shape}/>`).join('');
  return svg
    .replace(mark, (whole, x, y, shape) => (often.includes(shape) ? `<use xlink:href="#${name(shape)}" x="${x}" y="${y}"/>` : whole))
    .replace(/^<svg[^>]*>/, (root) => `${root.replace('<svg', '<svg xmlns:xlink="http://www.w3.org/1999/xlink"')}<defs>${marks}</defs>`);
}

/// What is read of a tag: `size="13px"` → 13.
const attribute = (tag, name) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
const number = (tag, name) => parseFloat(attribute(tag, name) ?? '0');
const plain = (text) => text.replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name) =>
  ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' })[name]);

/// Text as shapes, in the font it was measured in: Word and LibreOffice draw text in a font of their own, which is wider.
async function outlined(svg) {
  // Only who asks for it waits for it.
  const harfbuzz = await import('harfbuzzjs').catch(() => { throw { missing: here('node_modules/harfbuzzjs') }; });
  const fonts = font.faces.map(({ weight, ttf }) => {
    const { buffer, byteOffset, byteLength } = readFileSync(here(`node_modules/${ttf}`));
    const face = new harfbuzz.Face(new harfbuzz.Blob(buffer.slice(byteOffset, byteOffset + byteLength)));
    return { weight, perEm: face.upem, font: new harfbuzz.Font(face) };
  });
  const shape = (tag, line, x, y) => {
    const heavy = { normal: 400, bold: 700 }[attribute(tag, 'font-weight')] ?? (number(tag, 'font-weight') || 400);
    const face = fonts.findLast(({ weight }) => weight <= heavy) ?? fonts[0];
    const scale = number(tag, 'font-size') / face.perEm;
    const glyphs = new harfbuzz.Buffer();
    glyphs.addText(line);
    glyphs.guessSegmentProperties();
    harfbuzz.shape(face.font, glyphs);
    const placed = glyphs.getGlyphInfosAndPositions();
    if (placed.some(({ codepoint }) => codepoint === 0)) return undefined;
    const width = placed.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
    let pen = -width * ({ middle: 0.5, end: 1 }[attribute(tag, 'text-anchor')] ?? 0);
    return placed.map(({ codepoint, xAdvance, xOffset, yOffset }) => {
      const [right, up] = [pen + xOffset, yOffset];
      pen += xAdvance;
      return face.font.glyphToPath(codepoint).replace(/(-?[\d.]+),(-?[\d.]+)/g, (_, gx, gy) =>
        `${+(x + (right + +gx) * scale).toFixed(2)},${+(y - (up + +gy) * scale).toFixed(2)}`);
    }).join('');
  };
  return svg.replace(/<text\b[^>]*\/>/g, '').replace(/(<text\b[^>]*)>([^]*?)<\/text>/g, (text, tag, content) => {
    let down = number(tag, 'y');
    const lines = [...content.matchAll(/(?:<tspan\b([^>]*)>)?([^<]+)/g)].map(([, span = '', line]) => {
      down += number(span, 'dy');
      return shape(tag, plain(line), number(tag, 'x'), down);
    });
    // What the font has no shape for stays text.
    if (lines.includes(undefined)) return text;
    const rest = tag.replace('<text', '<path').replace(/ (x|y|text-anchor|font-[a-z]+)="[^"]*"/g, '');
    return `${rest} d="${lines.join('')}"/>`;
  });
}

async function draw({ id, spec, width, frame, outline }) {
  // Title and description stand outside the chart: in the page, or in the frame.
  const { title, description, ...rest } = spec;
  const { spec: compiled } = vegaLite.compile({ ...rest, width }, { logger: vega.logger(vega.Error) });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logLevel: vega.Error });
  // A page has several charts, and an id belongs to one of them.
  const svg = shared(slim(await view.toSVG()).replace(/(id="|url\(#)(clip|gradient)/g, `$1${id}-$2`), id);
  view.finalize();
  const picture = frame ? framed(svg, frame, widthOf) : svg;
  return outline ? outlined(picture) : picture;
}

/// A logo as PNG, drawn anew: nothing but its picture comes along, and every format it may have is one.
async function picture(bytes) {
  const image = await canvas.loadImage(Buffer.from(bytes, 'base64'));
  const height = 128;
  const width = Math.round((height * image.width) / image.height);
  const copy = canvas.createCanvas(width, height);
  copy.getContext('2d').drawImage(image, 0, 0, width, height);
  return { href: `data:image/png;base64,${copy.toBuffer('image/png').toString('base64')}`, width, height };
}

answer({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const asked = JSON.parse(line);
    answer(asked.image ? { image: await picture(asked.image) } : { svg: await draw(asked) });
  } catch (error) {
    answer(error.missing ? { missing: error.missing } : { problem: error.message });
  }
}
