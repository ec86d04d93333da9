import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CAUSES, DISCONTINUE_CAUSES } from '../../src/core/engine/state.ts';
import { ROOT } from '../support/cli.ts';

const page = readFileSync(join(ROOT, 'docs', 'hooks.md'), 'utf8');

test('the page about hooks lists every cause that a hook may get, for the hooks that get it', () => {
  const row = page.split('\n').find((line) => line.startsWith('| `SWITCHOVER_CAUSE`')) ?? '';
  const [starting = '', ending = ''] = row.split('for `discontinue`:');
  const causes = (text: string): string[] => [...text.matchAll(/`([a-z-]+)`/g)].map(([, cause]) => cause!);
  const hooks = ['commence', 'fence'];
  expect(
    causes(starting)
      .filter((word) => !hooks.includes(word))
      .toSorted(),
  ).toEqual(CAUSES.toSorted());
  expect(causes(ending).toSorted()).toEqual(DISCONTINUE_CAUSES.toSorted());
});
