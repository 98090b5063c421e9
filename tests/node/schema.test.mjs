// Every JSON document and every chart against its schema, and the schema against a document with a fault in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';

const program = process.env.SKATTEKRONA;
const folder = new URL('../../models/schemas/', import.meta.url);
const ajv = new Ajv2020({ allErrors: true, strict: false });
const ids = new Map(); // "skattekrona.benchmark/1" → the schema's own id
for (const file of readdirSync(folder)) {
  const schema = JSON.parse(readFileSync(new URL(file, folder)));
  ajv.addSchema(schema);
  ids.set(schema.properties.schema.const, schema.$id);
}
const schemaOf = (name) => ajv.getSchema(ids.get(name));

// Nobody's own database, and deliveries of our own to tell about.
process.env.XDG_DATA_HOME = mkdtempSync(join(tmpdir(), 'skattekrona-'));
after(() => rmSync(process.env.XDG_DATA_HOME, { recursive: true }));
const run = (...words) => JSON.parse(execFileSync(program, [...words, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 }));

const documents = [
  ['benchmark', 'Huddinge', '--year', '2016', '--level', 'best-nth:30'],
  ['benchmark', 'Huddinge', '--year', '2012', '--areas', 'all', '--scope', 'whole'],
  ['benchmark', 'Huddinge', '--level', 'best-nth:30,own-best,percentile:2.5', '--quality', 'at-least-own'],
  ['benchmark', 'Kungsör', '--pool', 'Köping,Arboga', '--window', '3', '--prices', '2020', '--netting', 'net'],
  ['peers', 'Huddinge', '--area', 'ifo', '--pool', 'nearest:12'],
  ['trend', 'Huddinge', '--areas', 'all'],
  ['data', 'info'],
  ['data', 'check'],
  ['data', 'fetch', '--dry-run'],
  ['data', 'export', '--measure', 'aldreomsorg,population', '--municipality', 'Huddinge,0136', '--years', '2021-2022'],
  ['data', 'export', '--groups', '--municipality', 'Huddinge', '--pool', 'kommungrupp'],
  ['benchmark', 'Huddinge', '--year', '2016', '--noise', 'lasting', '--level', 'best-nth:30,reference'],
  ['benchmark', 'Habo', '--year', '2012', '--noise', 'shrunk'],
  ['claim', 'huddinge-480'],
  ['claim', 'huddinge-aldreomsorg-30', '--lang', 'en'],
  ['claim', 'huddinge-resultat-141'],
  ['claim', 'huddinge-upphandling'],
  ['claim', 'botkyrka-mal-samstammiga'],
  ['claim', 'haninge-digitalisering'],
  ['claim', '--all', 'Huddinge'],
  ['curve', 'Kungsör'],
  ['curve', '--all', '--level', 'median', '--noise', 'raw'],
  ['noise', '--areas', 'six'],
  ['noise', 'Habo', '--area', 'aldreomsorg'],
  ['plausible', 'Huddinge', '--area', 'aldreomsorg', '--change', '-7.5', '--years', '3', '--year', '2019'],
  ['plausible', 'Kungsör', '--change', '2', '--years', '4', '--areas', 'all'],
  ['plausible', 'Huddinge', '--year', '2019', '--lever', 'aldreomsorg,ifo: best-mean:30 by 2022'],
  ['simulate', 'Huddinge'],
  ['simulate', 'Habo', '--areas', 'all', '--lever', 'aldreomsorg: reference by 2025', '--deterministic'],
  ['simulate', 'Huddinge', '--explain', 'result:2024'],
  ['simulate', 'Huddinge', '--compare', 'Habo'],
  ['backtest', '--areas', 'forskola,ifo', '--replicates', '100', '--seed', '7'],
  ['sensitivity', 'Huddinge', '--samples', '256'],
  ['sensitivity', 'Huddinge', '--lever', 'aldreomsorg: reference by 2026', '--of', 'saving', '--in', '2025', '--samples', '256'],
  ['simulate', 'rambrygga-exempel'],
  ['simulate', 'botkyrka-it-vagen', '--replicates', '200'],
  ['simulate', 'huddinge-volym-mot-nollbas', '--replicates', '200'],
  ['report', 'Huddinge'],
  ['report', 'Botkyrka', '--claims'],
  ['report', 'Habo', '--year', '2012', '--lang', 'en'],
  ['benchmark', 'Huddinge', 'Botkyrka', 'Haninge'],
  ['benchmark', 'Habo', 'Kungsör', '--year', '2012', '--noise', 'lasting', '--level', 'median,best-nth:30'],
  ['report', 'Habo', 'Upplands', 'Väsby', '--year', '2012'],
];

for (const words of documents) {
  test(words.join(' '), () => {
    const document = run(...words);
    const valid = schemaOf(document.schema);
    assert.ok(valid, `no schema ${document.schema}`);
    assert.ok(valid(document), ajv.errorsText(valid.errors));
  });
}

const vegaLite = new URL('../../plots/node_modules/vega-lite/build/vega-lite-schema.json', import.meta.url);
const validChart = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(vegaLite)));
// A null takes back what an outer layer gives, which Vega-Lite knows and its schema does not.
const withoutNulls = (chart) => JSON.parse(JSON.stringify(chart), (key, value) => value ?? undefined);

for (const name of ['deviation', 'deviation-pct', 'deviation-kr', 'position', 'potential', 'peers', 'quality',
  'quality-aldreomsorg', 'trend', 'trend-lss']) {
  // A year with figures missing; measures of quality begin later.
  const thin = name.startsWith('quality') ? '2015' : '2012';
  for (const words of [['Huddinge'], ['Habo', '--year', thin, '--lang', 'en']]) {
    test(`plot ${name} ${words.join(' ')}`, () => {
      assert.ok(validChart(withoutNulls(run('plot', name, ...words))), ajv.errorsText(validChart.errors));
    });
  }
}

test('what stands out on the first page of a report and what it asks are in its document', () => {
  for (const words of [['Kungsör'], ['Gnosjö', '--lang', 'en'], ['Habo', '--year', '2012']]) {
    const { outstanding, questions, benchmark } = run('report', ...words);
    const page = execFileSync(program, ['report', ...words, '-O', 'md', '--quiet'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const areas = outstanding.filter(({ id }) => id !== 'total');
    const deviations = benchmark.areas.map(({ deviation }) => deviation).filter((deviation) => deviation !== null);
    assert.deepEqual(areas.map(({ deviation }) => deviation), [Math.max(...deviations, 0), Math.min(...deviations, 0)].filter((deviation) => deviation !== 0));
    assert.deepEqual(outstanding.slice(areas.length).map(({ deviation }) => deviation), [benchmark.total.deviation].filter((deviation) => deviation !== null));
    for (const { lasting_pct: lasting, interval: [low, high], lasts, deviation } of outstanding) {
      assert.ok(low <= lasting && lasting <= high);
      assert.equal(lasts, deviation > 0 ? low > 0 : high < 0);
    }
    // One of each area, and whether the largest lasts.
    assert.equal(questions.length, areas.length + 1);
    for (const question of questions) assert.ok(page.includes(question), question);
  }
});

test('a schema refuses a document with a field missing, a wrong unit of rank, or a zero in place of nothing', () => {
  const valid = schemaOf('skattekrona.benchmark/1');
  const fresh = () => run('benchmark', 'Huddinge');
  for (const spoil of [
    (d) => delete d.total.potential,
    (d) => (d.areas[0].rank = 'första'),
    (d) => (d.specification.level = 'bäst'),
    (d) => (d.municipality.id = 126),
    (d) => (d.extra = 1),
  ]) {
    const document = fresh();
    spoil(document);
    assert.equal(valid(document), false, spoil.toString());
  }
});

test('what came in, and what it changed', () => {
  const file = join(process.env.XDG_DATA_HOME, 'own.csv');
  const deliver = (text) => {
    writeFileSync(file, text);
    return run('data', 'import', file, '--vintage', '2024-09-01');
  };
  const header = 'kpi,municipality,year,value\n';
  const documents = [
    deliver(header + 'N01951,0126,2022,114000\nN01951,0136,2022,97000\n'),
    deliver(header + 'N01951,0126,2022,114001\nN01951,0126,2023,115000\nN01951,9999,2023,1\n'),
    run('data', 'diff'),
    run('data', 'info'),
  ];
  for (const document of documents) {
    const valid = schemaOf(document.schema);
    assert.ok(valid(document), `${document.schema}: ${ajv.errorsText(valid.errors)}`);
  }
  const [, , diff, info] = documents;
  assert.deepEqual([diff.added, diff.changed, diff.gone], [1, 1, 0]);
  assert.deepEqual([diff.changes[0].before, diff.changes[0].after], [114000, 114001]);
  assert.equal(info.store.runs.length, 2);
  assert.equal(run('benchmark', 'Huddinge').provenance.figures.files.at(-1).name.split(' ')[0], 'figures.db#2');
  assert.equal(run('benchmark', 'Huddinge', '--data', 'embedded').provenance.figures.credit, 'Kolada (RKA)');
});

test('figures that have been changed are named, also where there is no provenance', () => {
  const figures = join(process.env.XDG_DATA_HOME, 'figures');
  cpSync(new URL('../../data/', import.meta.url), figures, { recursive: true });
  const quality = join(figures, 'quality.csv');
  writeFileSync(quality, readFileSync(quality, 'utf8').replace(/\d\n/, (end) => `${(Number(end[0]) + 1) % 10}\n`));
  const file = join(process.env.XDG_DATA_HOME, 'own.csv');
  writeFileSync(file, 'kpi,municipality,year,value\nN01951,0126,2022,114000\n');
  for (const words of [['benchmark', 'Huddinge'], ['data', 'info'], ['data', 'import', file]]) {
    const document = run(...words, '--data', figures);
    const valid = schemaOf(document.schema);
    assert.ok(valid(document), ajv.errorsText(valid.errors));
    assert.deepEqual((document.provenance?.figures ?? document).changed_files, ['quality.csv']);
  }
});

test('the worked figures of Huddinge 2016', () => {
  const { areas, total } = run('benchmark', 'Huddinge', '--year', '2016', '--level', 'best-nth:30');
  assert.ok(Math.abs(total.potential - 484) < 1);
  assert.equal(total.rank, 108);
  assert.equal(total.of, 290);
  const sum = areas.reduce((all, area) => all + area.potential, 0);
  assert.ok(Math.abs(sum - total.potential) < 1e-9);
});

test('the command in the provenance gives the same document', () => {
  const first = run('benchmark', 'kungsor', '--level', 'best-mean:5', '--pool', 'nearest:20', '--window', '2', '--quality', 'at-least-median');
  const [, ...words] = first.provenance.command.split(' ');
  assert.deepEqual(run(...words), first);
});

test('the command in a curve gives the same document', () => {
  const first = run('curve', 'kungsor', '--level', 'median,best-nth:10', '--pool', 'riket', '--pool', 'Köping,Arboga', '--areas', 'six', '--year', '2019');
  const [, ...words] = first.provenance.command.split(' ');
  assert.deepEqual(run(...words), first);
});

test('the command in a plan against history gives the same document', () => {
  const first = run('plausible', 'kungsor', '--change', '-2.25', '--years', '3', '--near', '1.5', '--year', '2019', '--areas', 'ifo,lss');
  const [, ...words] = first.provenance.command.split(' ');
  assert.deepEqual(run(...words), first);
});

test('the command in a sensitivity analysis gives the same document', () => {
  const first = run('sensitivity', 'kungsor', '--years', '2', '--of', 'net_cost', '--samples', '300', '--seed', '7', '--replicates', '500');
  const [, ...words] = first.provenance.command.split(' ');
  assert.deepEqual(run(...words), first);
});

test('a claim gives what the issue asks of it', () => {
  const claim = run('claim', 'huddinge-480');
  assert.equal(claim.verdict, 'partly');
  assert.ok(claim.reproductions.some((one) => one.year === 2016 && one.specification.level === 'best-nth:30' && one.specification.scope === 'by-area' && Math.abs(one.amount - 484) < 1));
  const { low, high } = claim.by_scope.whole;
  assert.ok(Math.abs(low - 203) < 1 && Math.abs(high - 333) < 1);
  const [from, to] = claim.noise_corrected.interval;
  assert.ok(from < claim.noise_corrected.estimate && claim.noise_corrected.estimate < to);
  assert.ok(Object.values(claim.curve.variance_share).reduce((sum, one) => sum + one, 0) <= 1);
});

test('a missing figure is null with a reason, never zero', () => {
  const { areas, total } = run('benchmark', 'Huddinge', '--year', '2012');
  const preschool = areas.find((area) => area.id === 'forskola');
  for (const field of ['net_cost', 'reference_cost', 'deviation', 'potential', 'rank']) assert.equal(preschool[field], null, field);
  assert.match(preschool.missing, /2015/);
  assert.equal(total.net_cost, null);
  assert.match(total.missing, /förskolan/);
});

test('the schema of a claim file takes what the program takes and refuses what it refuses', () => {
  const valid = ajv.compile(JSON.parse(execFileSync(program, ['claim-reference', '--json'], { encoding: 'utf8' })));
  const head = {
    schema: 'skattekrona.claim-file/1', title: { sv: 'P', en: 'T' }, question: 'P?', municipality: 'Huddinge', who: 'N',
    when: '2020', source: 'S', wording: ['O'],
  };
  const potential = { ...head, kind: 'potential', unit: 'mnkr', amount: 480, open: ['pool'], fixed: { level: 'best', year: [2016, '2017'] } };
  const sum = { ...head, kind: 'sum', unit: 'tkr', sum: [{ title: 'S', terms: [1, 2], total: 3 }] };
  const ratio = { ...head, kind: 'ratio', unit: '%', amount: -2, tolerance: 80, ratio: { denominator: 'net_cost', years: 2018 } };
  for (const sound of [potential, { ...potential, note: [{ sv: 'N' }] }, sum, ratio]) {
    assert.ok(valid(sound), JSON.stringify(sound) + ajv.errorsText(valid.errors));
  }
  const { who, ...nobody } = sum;
  for (const wrong of [
    nobody,
    { ...potential, unit: 'tkr' },
    { ...potential, amount: -480 },
    { ...potential, tolerance: 80 },
    { ...potential, fixed: { nivå: 'best' } },
    { ...potential, open: ['områden'] },
    { ...potential, sum: sum.sum },
    { ...sum, amount: 3 },
    { ...sum, sum: [] },
    { ...ratio, tolerance: undefined },
    { ...ratio, kind: 'rato' },
  ]) {
    const written = JSON.parse(JSON.stringify(wrong));
    assert.ok(!valid(written), JSON.stringify(written));
  }
});

test('what a command may be told is a JSON schema', () => {
  const document = JSON.parse(execFileSync(program, ['command-reference', '--json', '--lang', 'en'], { encoding: 'utf8' }));
  ajv.addSchema(document);
  const valid = ajv.getSchema(`${document.$id}#/$defs/benchmark`);
  assert.ok(valid({ municipality: ['Huddinge'], year: 2016, level: ['best-nth:30'] }), ajv.errorsText(valid.errors));
  for (const wrong of [{ municipality: 'Huddinge' }, { municipality: ['Huddinge'], year: '2016' }, { municipality: ['Huddinge'], yaer: 2016 }, {}]) {
    assert.ok(!valid(wrong), JSON.stringify(wrong));
  }
});

test('the schema of a scenario file takes what the program takes and refuses what it refuses', () => {
  const valid = ajv.compile(JSON.parse(execFileSync(program, ['scenario-reference', '--json'], { encoding: 'utf8' })));
  const least = { title: 'Prov', author: 'A', source: 'S', municipality: 'Huddinge', base_year: 2019, horizon: 2022 };
  const one = { value: 1, unit: '%', source: 'S' };
  const saving = { kind: 'saving', areas: 'ifo', by: 2022, amount: { ...one, unit: 'mnkr' } };
  for (const sound of [
    least,
    { ...least, kind: 'zero-based' },
    { ...least, assumptions: { price: { distribution: 'normal', mean: 2, sd: 1, unit: '%', source: 'S' }, income: { path: [1, 2], unit: '%', source: 'S' } } },
    { ...least, levers: { a: saving }, population: { source: 'S', population: [1, 2, 3] } },
    { title: 'Prov', extends: 'another', levers: { a: { realised: one } } },
  ]) {
    assert.ok(valid(sound), JSON.stringify(sound) + ajv.errorsText(valid.errors));
  }
  const { source, ...nameless } = least;
  const { amount, ...without } = saving;
  for (const wrong of [
    nameless,
    { ...least, horisont: 2022 },
    { ...least, frame: {} },
    { ...least, kind: 'zero-based', levers: { a: saving } },
    { ...least, kind: 'frames' },
    { ...least, levers: { a: without } },
    { ...least, levers: { a: { ...saving, demand: one } } },
    { ...least, assumptions: { price: { ...one, unit: 'kr' } } },
    { ...least, assumptions: { price: { ...one, value: 100 } } },
    { ...least, assumptions: { price: { distribution: 'normal', mean: 2, unit: '%', source: 'S' } } },
  ]) {
    assert.equal(valid(wrong), false, JSON.stringify(wrong));
  }
});
