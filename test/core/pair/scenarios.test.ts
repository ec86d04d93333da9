import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TABLE } from '../../../src/core/pair/table.ts';
import { ROOT } from '../../support/cli.ts';
import { playScenario } from '../../support/scenario.ts';

const FOLDER = join(ROOT, 'test', 'scenarios');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.scenario'));
const UPDATE = process.env.UPDATE === '1';

describe('the engine, story by story', () => {
  it.each(FILES)('does what %s says', (name) => {
    const path = join(FOLDER, name);
    const text = readFileSync(path, 'utf8');
    const played = playScenario(text).text;
    if (UPDATE) writeFileSync(path, played);
    else expect(played, 'rewrite with UPDATE=1, and read the difference').toBe(text);
  });

  it('has a scenario for every rule of the table', () => {
    const fired = new Set(FILES.flatMap((name) => [...playScenario(readFileSync(join(FOLDER, name), 'utf8')).rules]));
    const never = TABLE.filter((row) => !fired.has(row.number)).map((row) => `${row.number}: ${row.says}`);
    expect(never, `${TABLE.length - never.length} of ${TABLE.length} rules fire; these never do`).toEqual([]);
  });
});
