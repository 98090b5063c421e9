// The report as a reader meets it: opened from disk in Chromium, wide and narrow.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
async function open(width, ...words) {
  const file = join(folder, `${width}-${words.join('-').replaceAll(/[^a-z0-9]/gi, '')}.html`);
  execFileSync(program, [...words, '--quiet', '-o', file]);
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`file://${file}`);
  await page.waitForFunction(
    () => [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('svg')), null, { timeout: 30000 });
  return { page, context, requests, complaints };
}

const reports = [
  ['report', 'Huddinge'],
  ['report', 'Kungsör', '--lang', 'en'],
  ['report', 'Habo', '--year', '2012', '--areas', 'all'],
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
      const { page, context, requests, complaints } = await open(width, ...words);
      assert.equal(requests.length, 1, `asked for ${requests.slice(1)}`);
      assert.deepEqual(complaints, []);
      const layout = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        // A word of a chart that reaches outside the chart is a word cut off.
        cut: [...document.querySelectorAll('.chart svg')].flatMap((svg) => {
          const frame = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')]
            .filter((text) => {
              const box = text.getBoundingClientRect();
              return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
            })
            .map((text) => text.textContent);
        }),
        charts: document.querySelectorAll('.chart svg').length,
        tables: document.querySelectorAll('table').length,
      }));
      assert.ok(layout.scroll <= width, `the page is ${layout.scroll} pixels wide`);
      assert.deepEqual(layout.cut, []);
      assert.ok(layout.charts >= 1 && layout.tables >= layout.charts);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      const serious = violations.filter((violation) => ['serious', 'critical'].includes(violation.impact));
      assert.deepEqual(serious.map((violation) => `${violation.id}: ${violation.nodes[0].html}`), []);
      await context.close();
    });
  }
}

test('without scripts the tables are there to open', async () => {
  const file = join(folder, 'plain.html');
  execFileSync(program, ['report', 'Huddinge', '--quiet', '-o', file]);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`file://${file}`);
  assert.ok(await page.getByText('4 659,2').first().isVisible());
  assert.ok((await page.locator('figure table').count()) >= 4);
  await context.close();
});
