// Draws charts for as long as it is asked to: a line of JSON in, a line of JSON out.
//   in   { id, spec, width, frame? }   frame as in frame.js; without it the chart alone, for a page that has the words
//   out  { svg } or { problem }; the first line is { ready: true } or { missing: <file> }
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

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
  .replace(/ (aria-[a-z]+|role|class|pointer-events|version|xmlns:xlink)="[^"]*"/g, '')
  .replace(/ (opacity="1"|stroke-miterlimit="4"|display="none")/g, '')
  .replace(/<path( d="M0,0h[\d.-]+v[\d.-]+h[\d.-]+Z"| d="")\/>/g, '')
  .replace(/(\d+\.\d\d)\d+/g, '$1')
  .replace(/<g>(\s*)<\/g>/g, '');

async function draw({ id, spec, width, frame }) {
  // Title and description stand outside the chart: in the page, or in the frame.
  const { title, description, ...rest } = spec;
  const { spec: compiled } = vegaLite.compile({ ...rest, width }, { logger: vega.logger(vega.Error) });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logLevel: vega.Error });
  const svg = slim(await view.toSVG())
    // A page has several charts, and an id belongs to one of them.
    .replace(/(id="|url\(#)(clip|gradient)/g, `$1${id}-$2`);
  view.finalize();
  return frame ? framed(svg, frame, widthOf) : svg;
}

answer({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    answer({ svg: await draw(JSON.parse(line)) });
  } catch (error) {
    answer({ problem: error.message });
  }
}
