// A lock file made where the registry lacks a package for some other platform leaves it out without a word, and newer
// npm refuses to install from it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

for (const folder of ['../../plots/', '.']) {
  const read = (name) => JSON.parse(readFileSync(new URL(`${folder}/${name}`, import.meta.url)));
  const { packages } = read('package-lock.json');

  test(`${folder}: the lock names every package that another one asks for`, () => {
    const locked = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
    const asked = Object.values(packages).flatMap((one) => Object.keys({ ...one.dependencies, ...one.optionalDependencies }));
    assert.ok(asked.length > 0);
    assert.deepEqual(asked.filter((name) => !locked.has(name)), []);
  });

  test(`${folder}: the lock is of the versions that are asked for`, () => {
    const { dependencies, devDependencies } = read('package.json');
    assert.deepEqual(packages[''].dependencies, dependencies);
    assert.deepEqual(packages[''].devDependencies, devDependencies);
  });
}
