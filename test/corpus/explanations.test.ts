import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explain } from '../../src/core/diagnosis/report.ts';
import { renderWhySwitched } from '../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../src/presentation/text/palette.ts';
import { readText } from '../core/diagnosis/read-text.ts';
import { ROOT } from '../support/cli.ts';
import { corpus } from './corpus.ts';
import { LAYOUTS } from './layouts.ts';

const GOLDEN = join(ROOT, 'test', 'corpus', 'explanations.golden.txt');
const TABLE = LAYOUTS.find(({ name }) => name === 'Time, Topic, Message')!;

/** One incident of every kind in the corpus, as a plain table without other rows. */
function explanations(): string {
  const seen = new Set<string>();
  const said = corpus(400).flatMap(({ logCase }) => {
    const kind = logCase.name.replace(/\d+/g, '#');
    if (seen.has(kind)) return [];
    seen.add(kind);
    const logs = [{ name: 'switchover', lines: logCase.lines }, ...(logCase.others ?? [])];
    const random = {
      next: () => 0,
      between: (low: number) => low,
      chance: () => false,
      pick: <T>([first]: readonly T[]) => first!,
    };
    const readings = logs.map(({ name, lines }) => readText(TABLE.write(lines, random), `${name}.log`));
    const report = explain(readings, { all: true });
    const text = renderWhySwitched(report, { palette: PLAIN, columns: 120 });
    // The rows themselves, as they stand in the log.
    return [`# ${logCase.name}\n\n${text.replace(/^Evidence\n(?: .*\n)+\n?/gm, '')}`];
  });
  return said.join('\n');
}

it('the explanation of each kind of incident is the reviewed text', () => {
  const said = explanations();
  if (process.env.UPDATE === '1') writeFileSync(GOLDEN, said);
  expect(said, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
});
