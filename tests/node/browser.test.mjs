// The report as a reader meets it: opened from disk in Chromium, wide and narrow.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

const program = process.env.SKATTEKRONA;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'skattekrona-'));
let browser;

before(async () => {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/// Opens a report and returns its page with what it asked for and complained of.
async function open(width, words, options = {}) {
  const file = join(folder, `${width}-${words.join('-').replaceAll(/[^a-z0-9]/gi, '')}.html`);
  execFileSync(program, [...words, '--quiet', '-o', file]);
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...options });
  // On a crowded machine nothing is late.
  context.setDefaultTimeout(1200000);
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on('request', (request) => { if (!request.url().startsWith('data:') && !request.url().startsWith('blob:')) requests.push(request.url()); });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`file://${file}`);
  if (options.javaScriptEnabled !== false) {
    await page.waitForFunction(
      () => [...document.querySelectorAll('.chart')].every((chart) => chart.classList.contains('drawn')), null, { timeout: 1200000 });
  }
  return { page, context, requests, complaints, file };
}

/// What axe-core finds serious in the page as it is shown now.
async function serious(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations
    .filter((violation) => ['serious', 'critical'].includes(violation.impact))
    .map((violation) => `${violation.id}: ${violation.nodes[0].html}`);
}

const reports = [
  ['report', 'Huddinge'],
  ['report', 'Kungsör', '--lang', 'en'],
  ['report', 'Habo', '--year', '2012', '--areas', 'all'],
  ['report', 'Huddinge', 'Botkyrka', 'Upplands', 'Väsby'],
  ['plot', 'deviation-pct', 'Huddinge', 'Botkyrka', 'Haninge'],
  ['plot', 'trend-aldreomsorg', 'Stockholm'],
  ['plot', 'deviation-kr', 'Stockholm', '--lang', 'en'],
  ['plot', 'peers', 'Stockholm', '--peers', 'lan'],
  ['plot', 'quality', 'Huddinge', '--lang', 'en'],
  ['plot', 'quality-lss', 'Kungsör'],
  ['simulate', 'rambrygga-exempel'],
  ['claim', 'huddinge-480'],
  ['curve', 'Kungsör', '--lang', 'en'],
  ['noise', 'Huddinge', '--year', '2016'],
  ['report', 'Huddinge', '--claims'],
  ['simulate', 'Huddinge', '--lever', 'fritidshem: reference by 2026'],
  ['simulate', 'Bjurholm', '--lang', 'en'],
];

for (const width of [1280, 400]) {
  for (const words of reports) {
    test(`${words.join(' ')} at ${width} pixels`, async () => {
      const { page, context, requests, complaints } = await open(width, words);
      assert.equal(requests.length, 1, `asked for ${requests.slice(1)}`);
      assert.deepEqual(complaints, []);
      const layout = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        // A word of a chart that reaches outside the chart is a word cut off.
        cut: [...document.querySelectorAll('.live svg')].flatMap((svg) => {
          const frame = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')]
            .filter((text) => {
              const box = text.getBoundingClientRect();
              return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
            })
            .map((text) => text.textContent);
        }),
        charts: document.querySelectorAll('.live svg').length,
        tables: document.querySelectorAll('table').length,
      }));
      assert.ok(layout.scroll <= width, `the page is ${layout.scroll} pixels wide`);
      assert.deepEqual(layout.cut, []);
      assert.ok(layout.charts >= 1 && layout.tables >= layout.charts);
      assert.deepEqual(await serious(page), []);
      await context.close();
    });
  }
}

for (const words of [
  ['report', 'Kungsör'],
  ['report', 'Malmö'],
  ['report', 'Gnosjö', '--lang', 'en'],
  ['report', 'Habo', '--year', '2012'],
  ['benchmark', 'Huddinge'],
  ['trend', 'Kungsör'],
  ['claim', 'huddinge-480'],
  ['simulate', 'Kungsör', '--lang', 'en'],
  ['simulate', 'huddinge-hemtagning-steg-1', '--compare', 'huddinge-hemtagning-steg-5', '--replicates', '1000'],
]) {
  test(`${words.join(' ')} has every figure within 400 pixels`, async () => {
    const { page, context } = await open(400, words);
    const { cells, beyond, covered } = await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      const shown = [...document.querySelectorAll('tbody :is(th, td)')];
      const words = (cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect();
      };
      return {
        cells: shown.length,
        beyond: shown.filter((cell) => words(cell).right > 400 || cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent),
        covered: [...document.querySelectorAll('.scroll')].filter((table) => table.scrollWidth > table.clientWidth).map((table) => table.ariaLabel),
      };
    });
    assert.ok(cells > 20);
    assert.deepEqual(beyond, []);
    assert.deepEqual(covered, [], 'has to be moved sideways');
    await context.close();
  });
}

test('in the dark the report can be read', async () => {
  const { page, context } = await open(1280, ['report', 'Huddinge'], { colorScheme: 'dark' });
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgb(17, 23, 30)');
  assert.deepEqual(await serious(page), []);
  await context.close();
});

test('the keyboard reaches every chart, table and button', async () => {
  const { page, context } = await open(1280, ['report', 'Huddinge']);
  await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true; });
  const expected = await page.evaluate(() => {
    const stops = [...document.querySelectorAll('.chart, .scroll, summary, button')];
    stops.forEach((stop, i) => { stop.dataset.stop = i; });
    return stops.length;
  });
  assert.ok(expected > 60, `only ${expected} stops`);
  const reached = new Set();
  for (let i = 0; i < expected + 5; ++i) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      // What has the focus shows it.
      return element.dataset.stop && getComputedStyle(element).outlineStyle !== 'none' ? element.dataset.stop : null;
    });
    if (stop !== null) reached.add(stop);
  }
  assert.equal(reached.size, expected);
  await context.close();
});

test('a chart is saved as SVG and PNG, with its words and colours', async () => {
  const { page, context, complaints } = await open(1280, ['report', 'Kungsör']);
  const saved = async (format) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(`#deviation button[value=${format}]`).click(),
    ]);
    assert.equal(download.suggestedFilename(), `deviation.${format}`);
    return readFileSync(await download.path());
  };
  const svg = (await saved('svg')).toString();
  const title = await page.locator('#deviation h2, #deviation h3').textContent();
  const caption = await page.locator('#deviation figcaption').textContent();
  // Words are broken into lines.
  const text = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]).join(' ');
  assert.ok(text.includes(title.split(' ')[0]) && text.includes(caption.split(' ').at(-1)), text);
  assert.ok(svg.includes(`<title>${title}</title>`));
  assert.ok(!svg.includes('var(--') && svg.includes('@font-face'));
  const png = await saved('png');
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.ok(png.readUInt32BE(16) > 1500, `${png.readUInt32BE(16)} pixels wide`);
  assert.deepEqual(complaints, []);
  await context.close();
});

for (const width of [1280, 400]) {
  test(`without scripts charts and tables are there at ${width} pixels`, async () => {
    const { page, context, requests } = await open(width, ['report', 'Huddinge'], { javaScriptEnabled: false });
    assert.equal(requests.length, 1);
    assert.ok(await page.getByText('4 659,2').first().isVisible());
    const figures = await page.locator('figure').count();
    assert.ok(figures >= 10);
    for (let i = 0; i < figures; ++i) {
      const box = await page.locator('figure .still svg').nth(i).boundingBox();
      assert.ok(box.width > 250 && box.height > 100, `chart ${i}: ${box.width} × ${box.height}`);
      assert.ok(await page.locator('figure').nth(i).locator('summary').first().isVisible());
    }
    assert.ok((await page.locator('figure table').count()) >= figures);
    await context.close();
  });
}

/// The text of each page of a PDF, its spaces made one.
const pagesOf = (pdf) => {
  const file = join(folder, 'print.pdf');
  writeFileSync(file, pdf);
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1)
    .map((text) => text.replaceAll(/\s+/g, ' '));
};

test('on paper each chart is whole, with its title and caption on one page', async () => {
  const { page, context } = await open(1280, ['report', 'Huddinge', '--claims']);
  const figures = await page.evaluate(() => [...document.querySelectorAll('figure')].map((figure) => ({
    id: figure.id,
    // The first words: a line is broken where paper has no more room.
    title: figure.querySelector('h2, h3').textContent.replaceAll(/\s+/g, ' ').slice(0, 24),
    alone: !figure.closest('.grid'),
  })));
  // A4 between the margins, in CSS pixels.
  await page.setViewportSize({ width: 673, height: 992 });
  await page.emulateMedia({ media: 'print' });
  const layout = await page.evaluate(() => [...document.querySelectorAll('figure')].map((figure) => {
    const picture = figure.querySelector('.still svg').getBoundingClientRect();
    const frame = figure.getBoundingClientRect();
    return { id: figure.id, inside: picture.right <= frame.right + 1, live: figure.querySelector('.live').getBoundingClientRect().height, height: frame.height };
  }));
  for (const { id, inside, live, height } of layout) {
    assert.ok(inside && live === 0, `${id} is cut`);
    assert.ok(height < 992, `${id} is ${height} pixels high, more than a page`);
  }
  const pages = pagesOf(await page.pdf({ preferCSSPageSize: true }));
  // Each of the claims, some twenty, takes a page with its chart.
  assert.ok(pages.length >= 4 && pages.length <= 40, `${pages.length} pages`);
  assert.ok(pages[0].includes(figures[0].title), 'the first page has the first chart');
  for (const { id, title } of figures.filter((figure) => figure.alone)) {
    assert.equal(pages.filter((text) => text.includes(title)).length > 0, true, `${id}: “${title}” is on no page`);
  }
  await context.close();
});
