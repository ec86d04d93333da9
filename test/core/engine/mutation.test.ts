import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { TABLE } from '../../../src/core/engine/table.ts';
import { noticingTranscript, playedTranscripts } from '../../../tools/mutation/engine-transcripts.ts';
import { EQUIVALENT } from '../../../tools/mutation/equivalent.ts';
import type { Mutant } from '../../../tools/mutation/mutants.ts';
import { mutantsOf, tableWith } from '../../../tools/mutation/mutants.ts';
import { ROOT } from '../../support/cli.ts';

const MUTANTS = mutantsOf(TABLE);
/** A fixed sample; `npm run mutate` tries every one. */
const SAMPLE = MUTANTS.filter((_, index) => index % 9 === 0);
/** Detected by nothing, though not equivalent: `npm run mutate` names them. */
const KNOWN_SURVIVORS = ['414.action2', '421.action1'];

function mutant(id: string): Mutant {
  return MUTANTS.find((each) => each.id === id)!;
}

/** The exit code and the output. */
async function mutate(
  ...args: string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const run = promisify(execFile)(process.execPath, [join(ROOT, 'tools', 'mutate.ts'), ...args]);
  return run.then(
    (printed) => ({ ...printed, code: 0 }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe('a table with one broken row', () => {
  const transcripts = playedTranscripts(TABLE);

  it('is detected by a transcript, in a sample of all ways to break it', () => {
    const excused = new Set([...KNOWN_SURVIVORS, ...EQUIVALENT.map(({ id }) => id)]);
    const survivors = SAMPLE.filter(({ id }) => !excused.has(id))
      .filter((each) => noticingTranscript(each, TABLE, transcripts) === null)
      .map(({ id, what }) => `${id}: ${what}`);
    expect(SAMPLE.length).toBeGreaterThan(120);
    expect(survivors, 'write a transcript in test/engine-transcripts that detects it').toEqual([]);
  }, 60_000);

  it('is not reported as detected if nothing was broken', () => {
    const whole = { ...mutant('435.stays'), broken: TABLE.find(({ number }) => number === 435)! };
    expect(tableWith(TABLE, whole)).toEqual(TABLE);
    expect(noticingTranscript(whole, TABLE, transcripts)).toBeNull();
  });

  it('is listed as equivalent only if nothing detects it, with the words of its row', () => {
    for (const { id, what } of EQUIVALENT) {
      expect(`${id} ${mutant(id)?.what}`).toBe(`${id} ${what}`);
      expect(noticingTranscript(mutant(id), TABLE, transcripts), id).toBeNull();
    }
  }, 60_000);
});

describe('npm run mutate', () => {
  it('breaks one row in all ways and reports what detected it', async () => {
    const { code, stdout } = await mutate('--row', '435', '--seeds', '0', '--json');
    const { mutants, noticed, survivors } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ code, mutants, noticed, survivors }).toEqual({ code: 0, mutants: 7, noticed: 7, survivors: [] });
  }, 60_000);

  it('exits 1 and names what survives', async () => {
    const { code, stdout } = await mutate('--row', '421.action1', '--seeds', '0');
    expect(code).toBe(1);
    expect(stdout).toContain('421.action1   without: log the network checks');
  }, 60_000);

  it('says that a row does not exist', async () => {
    expect(await mutate('--row', '9999')).toMatchObject({ code: 2, stderr: expect.stringContaining('no row 9999') });
  }, 60_000);
});
