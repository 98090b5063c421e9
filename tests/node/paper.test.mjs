// The report as council papers have it: PDF and Word.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const program = process.env.SKATTEKRONA;
const folder = mkdtempSync(join(tmpdir(), 'skattekrona-'));
after(() => rmSync(folder, { recursive: true }));
process.env.XDG_DATA_HOME = folder;

const output = (command, ...words) => execFileSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
const make = (name, ...words) => {
  const file = join(folder, name);
  output(program, ...words, '--quiet', '-o', file);
  return file;
};
/// Words as they are read, however they are broken into lines: pdftotext takes a hyphen at a line's end for the line's.
const flowing = (text) => text.replaceAll(/\s+/g, ' ').replaceAll(/- ?/g, '');

for (const [language, words] of [['sv', ['report', 'Kungsör']], ['en', ['report', 'Habo', '--year', '2012', '--areas', 'all', '--lang', 'en']]]) {
  const { finding } = JSON.parse(output(program, ...words, '--json'));
  // The charts' titles stand in the page as they do in print.
  const page = readFileSync(make(`${language}.html`, ...words), 'utf8');
  const titles = [...page.matchAll(/<figure[^>]*>\s*<h\d[^>]*>(.*?)<\/h\d>/g)].map(([, title]) => title.replaceAll('&amp;', '&'));

  test(`${words.join(' ')} as PDF`, () => {
    const file = make(`${language}.pdf`, ...words);
    const facts = output('pdfinfo', file);
    assert.match(facts, /Tagged: +yes/);
    assert.match(facts, /Page size: +59\d\.\d+ x 84\d\.\d+ pts \(A4\)/);
    assert.doesNotMatch(facts, /CreationDate|ModDate/);
    assert.ok(!output('pdffonts', file).split('\n').slice(2).some((font) => / no +(yes|no) +(yes|no) +\d+ +\d+$/.test(font)), 'a font is not embedded');
    const first = flowing(output('pdftotext', '-l', '1', file, '-'));
    assert.ok(first.includes(flowing(finding)), `the finding is not on the first page: ${finding}`);
    const all = flowing(output('pdftotext', file, '-'));
    assert.ok(titles.length > 10);
    assert.deepEqual(titles.filter((title) => !all.includes(flowing(title))), []);
    assert.deepEqual(readFileSync(file), readFileSync(make(`${language}-again.pdf`, ...words)));
  });

  test(`${words.join(' ')} as a Word file`, () => {
    const file = make(`${language}.docx`, ...words);
    const document = JSON.parse(output('pandoc', '--from=docx', '--to=json', file));
    const parts = [];
    const walk = (part) => {
      if (part && typeof part === 'object') {
        if (part.t) parts.push(part.t);
        Object.values(part).forEach(walk);
      }
    };
    walk(document.blocks);
    const count = (kind) => parts.filter((part) => part === kind).length;
    assert.equal(count('Image'), titles.length);
    // Beside them the tables that are not a chart's.
    assert.equal(count('Table'), page.match(/<table>\n<thead>/g).length - titles.length);
    assert.ok(count('Header') > 8);
    const text = flowing(output('pandoc', '--from=docx', '--to=plain', '--wrap=none', file));
    assert.ok(text.includes(flowing(finding)));
    assert.deepEqual(titles.filter((title) => !text.includes(flowing(title))), []);
    assert.deepEqual(readFileSync(file), readFileSync(make(`${language}-again.docx`, ...words)));
  });
}

const plain = (html) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll('&amp;', '&').replaceAll(/\s+/g, ' ').trim();
const rowsOf = (table) => [...table.match(/<tbody>.*<\/tbody>/s)[0].matchAll(/<tr.*?<\/tr>/gs)].map(([row]) => plain(row));
for (const [i, words] of [['report', 'Kungsör'], ['report', 'Malmö'], ['report', 'Gnosjö', '--lang', 'en'], ['report', 'Habo', '--year', '2012'], ['claim', 'huddinge-480']].entries()) {
  test(`${words.join(' ')} has whole tables on its pages`, () => {
    // What stands in a figure's table is a chart on paper.
    const page = readFileSync(make(`whole${i}.html`, ...words), 'utf8').replaceAll(/<script.*?<\/script>/gs, '').replaceAll(/<figure.*?<\/figure>/gs, '');
    const pages = output('pdftotext', '-layout', make(`whole${i}.pdf`, ...words), '-').split('\f').slice(0, -1);
    const flat = pages.map((text) => text.replaceAll(/\s+/g, ' '));
    let looked = 0;
    for (const [table] of page.matchAll(/<table>.*?<\/table>/gs)) {
      const rows = rowsOf(table);
      // A cell on several lines is mixed with its neighbours.
      const found = rows.filter((row) => flat.some((text) => text.includes(row)));
      if (rows.length > 29 || found.length < 2) continue;
      looked += 1;
      assert.ok(flat.some((text) => found.every((row) => text.includes(row))), `broken: ${found}`);
    }
    assert.ok(looked > 1, `${looked} tables`);
    const headings = [...page.matchAll(/<(h[123])>(.*?)<\/\1>/g)].map(([, , title]) => plain(title));
    for (const text of pages) {
      // Below the text stands the page's number.
      const last = text.trim().split('\n').slice(0, -1).map((line) => line.trim()).filter(Boolean).at(-1);
      assert.ok(!headings.includes(last), `“${last}” is left alone`);
    }
    const hashes = flat.find((text) => text.includes('SHA-256'));
    assert.ok(hashes.includes(`skattekrona ${words[0]}`), 'a page of hashes alone');
  });
}

test('tables in a Word file are whole, and their headings too', () => {
  for (const [i, words] of [['report', 'Kungsör'], ['benchmark', 'Malmö', '--lang', 'en'], ['claim', 'huddinge-480']].entries()) {
    const file = make(`tables${i}.docx`, ...words);
    const xml = output('python3', '-c', 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("word/document.xml"))', file);
    const tables = [...xml.matchAll(/<w:tbl>.*?<\/w:tbl>/gs)].map(([table]) => table);
    assert.ok(tables.length > 0);
    for (const table of tables) {
      const widths = [...table.matchAll(/<w:gridCol w:w="(\d+)"/g)].map(([, width]) => Number(width));
      const sum = widths.reduce((a, b) => a + b);
      const rows = [...table.matchAll(/<w:tr>.*?<\/w:tr>/gs)].map(([row]) => row);
      const heads = [...rows[0].matchAll(/<w:tc>.*?<\/w:tc>/gs)].map(([cell]) => plain(cell));
      heads.forEach((head, c) => {
        // Points: 17 cm and margins of 2 on either side; a letter of Calibri in bold is about half as wide as it is high.
        const room = (widths[c] / sum) * 482 - 4;
        const needed = Math.max(...head.split(' ').map((word) => word.length)) * 7.5 * 0.52;
        assert.ok(room >= needed, `“${head}” has ${room} of ${needed}`);
      });
      assert.ok(rows[0].includes('<w:tblHeader'));
      assert.ok(rows.every((row) => row.includes('<w:cantSplit')), 'a row may be broken');
      assert.ok(rows[0].includes('<w:keepNext'));
      assert.equal(rows.slice(0, -1).every((row) => row.includes('<w:keepNext')), rows.length <= 13);
    }
  }
});

test('the same page gives the same PDF, ten times of ten', () => {
  // Chromium counts the headings of tables with what else it has to count, which is not the same every time.
  const first = readFileSync(make('0.pdf', 'benchmark', 'Huddinge'));
  for (let time = 1; time < 10; ++time) assert.ok(first.equals(readFileSync(make(`${time}.pdf`, 'benchmark', 'Huddinge'))), `time ${time}`);
});

test('a Word file wears the theme', () => {
  writeFileSync(join(folder, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><circle cx="20" cy="20" r="20"/></svg>');
  writeFileSync(join(folder, 'theme.toml'), 'name = "Kungsörs *kommun*"\ncolour = "#7a1f2b"\nlogo = "logo.svg"\n');
  const plain = make('plain.docx', 'plot', 'trend', 'Kungsör');
  const own = make('own.docx', 'plot', 'trend', 'Kungsör', '--theme', join(folder, 'theme.toml'));
  const pictures = (file) => output('pandoc', '--from=docx', '--to=json', file).match(/"t":"Image"/g).length;
  assert.equal(pictures(own), pictures(plain) + 1);
  assert.ok(output('pandoc', '--from=docx', '--to=plain', own).includes('Kungsörs *kommun*'));
  assert.notDeepEqual(readFileSync(plain), readFileSync(make('print.docx', 'plot', 'trend', 'Kungsör', '--theme', 'print')));
  assert.deepEqual(readFileSync(plain), readFileSync(make('dark.docx', 'plot', 'trend', 'Kungsör', '--theme', 'dark')));
});
