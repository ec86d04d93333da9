import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE, PARAMETER_NAMES } from '../../../../src/core/config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../../../src/core/config/parameters/definition.ts';
import { explainParameter } from '../../../../src/core/config/parameters/explanation.ts';
import { isUsed } from '../../../../src/core/config/parameters/groups.ts';
import { READING_NOTES } from '../../../../src/core/config/parameters/reading-notes.ts';
import { engineDocs } from '../../../../tools/docs.ts';
import { PARAMETERS_PAGE } from '../../../../tools/parameter-pages.ts';
import { ROOT } from '../../../support/cli.ts';

const definitions: readonly ParameterDefinition[] = CATALOGUE;
const page = engineDocs().get(PARAMETERS_PAGE) ?? '';

test('the page of all parameters is what the catalogue says', () => {
  const committed = readFileSync(join(ROOT, PARAMETERS_PAGE), 'utf8');
  expect(committed, 'stale: run "npm run generate", and look at what changed').toBe(page);
});

test('the page has every parameter once, under its own heading', () => {
  const headings = page.split('\n').filter((line) => line.startsWith('### '));
  expect(headings.map((line) => line.slice(4).replaceAll('\\', '')).toSorted()).toEqual(
    [...PARAMETER_NAMES].toSorted(),
  );
});

test('every cell of its tables is one cell', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  const cells = (row: string): number => row.replaceAll('\\|', '').split('|').length - 2;
  expect(rows.filter((row) => cells(row) < 2 || cells(row) > 3)).toEqual([]);
});

test('every cited reading has a note and a row in the page of readings, and none is unused', () => {
  const readings = readFileSync(join(ROOT, 'docs', 'readings.md'), 'utf8');
  const cited = new Set(definitions.flatMap((definition) => definition.readings));
  expect([...cited].toSorted()).toEqual(Object.keys(READING_NOTES).toSorted());
  for (const reading of cited) expect(readings).toContain(`\n| ${reading} |`);
});

test('a reading is only marked as later if nothing that it is about is used yet', () => {
  const readings = readFileSync(join(ROOT, 'docs', 'readings.md'), 'utf8');
  const later = [...readings.matchAll(/^\| (R\d+) \| [^|]*\(\*later\*\) \|/gm)].map(([, reading]) => reading);
  expect(later).not.toEqual([]);
  const cited = definitions.filter((each) => each.readings.some((reading) => later.includes(reading)));
  expect(cited.filter(isUsed).map(({ name }) => name)).toEqual([]);
});

test('readings that follow from the kind of a parameter are always cited', () => {
  for (const { name, type, readings, takesEffect } of definitions) {
    expect({ name, R17: readings.includes('R17') }).toEqual({ name, R17: type.is === 'boolean' });
    expect({ name, R16: readings.includes('R16') }).toEqual({ name, R16: takesEffect.when === 'at-once' });
  }
});

test('a parameter with another name cites the reading about names', () => {
  const renamed = definitions.map(explainParameter).filter(({ alsoKnownAs }) => alsoKnownAs.length > 0);
  expect(renamed.filter(({ readings }) => !readings.includes('R18')).map(({ name }) => name)).toEqual([]);
});
