import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TABLE } from '../../../src/core/engine/table.ts';
import { ROOT } from '../../support/cli.ts';
import { playTranscript } from '../../support/engine-transcript.ts';

const FOLDER = join(ROOT, 'test', 'engine-transcripts');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.transcript'));
const UPDATE = process.env.UPDATE === '1';

describe('the engine, transcript by transcript', () => {
  it.each(FILES)('does what %s says', (name) => {
    const path = join(FOLDER, name);
    const text = readFileSync(path, 'utf8');
    const played = playTranscript(text).text;
    if (UPDATE) writeFileSync(path, played);
    else expect(played, 'rewrite with UPDATE=1, and review the difference').toBe(text);
  });

  it('has a transcript for every rule of the table', () => {
    const fired = new Set(FILES.flatMap((name) => [...playTranscript(readFileSync(join(FOLDER, name), 'utf8')).rules]));
    const never = TABLE.filter((row) => !fired.has(row.number)).map((row) => `${row.number}: ${row.says}`);
    expect(never, `${TABLE.length - never.length} of ${TABLE.length} rules fire; these never do`).toEqual([]);
  });

  /** R14 is about permissions, R30 about marking network packets: the engine decides neither. */
  const READINGS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20, 25, 26, 27, 28, 29, 31, 32, 33];

  it('has a transcript for every reading that describes behaviour', () => {
    const told = readFileSync(join(FOLDER, 'readings.transcript'), 'utf8').match(/^# R\d+(?=:)/gm) ?? [];
    expect([...new Set(told)]).toEqual(READINGS.map((number) => `# R${number}`));
  });
});
