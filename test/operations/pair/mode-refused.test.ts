/** `switchover mode` where a server refuses: it must never be reported as set there. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { type NodePair, openNodePair } from '../../../src/client/node-pair.ts';
import type { Letter } from '../../../src/core/letter.ts';
import { setMode } from '../../../src/operations/pair/mode.ts';
import { caught } from '../../support/caught.ts';
import { switchover } from '../../support/cli.ts';
import { type Fate, throughMiddlemen } from '../../support/middleman.ts';
import { realPair } from '../../support/real-pair.ts';

const ACCEPTED = { answered: [200, '{"accepted":true,"state":"done"}'] } as const;
const REFUSED = {
  answered: [
    200,
    JSON.stringify({ accepted: false, code: 'busy', what: 'a switch is under way', do: 'repeat it after the switch' }),
  ],
} as const;
const WISH = { mode: 'manual', forMs: null, reason: 'patches' } as const;

/** The pair file of a pair whose servers do not run: what stands before them answers for them. */
async function answered(fates: Readonly<Record<Letter, Fate>>): Promise<{ pairFile: string; credential: string }> {
  const pair = await realPair();
  const pairFile = await throughMiddlemen(pair, (letter) => fates[letter]);
  return { pairFile, credential: `${pair.dir}/operator` };
}

async function opened(fates: Readonly<Record<Letter, Fate>>): Promise<NodePair> {
  const pair = await openNodePair(await answered(fates));
  onTestFinished(() => pair.close());
  return pair;
}

describe('a mode', () => {
  test('that both servers accept is reported as set on both, with its end', async () => {
    const before = Date.now();
    const outcome = await setMode(await opened({ A: ACCEPTED, B: ACCEPTED }), { ...WISH, forMs: 60_000 });
    expect(outcome).toMatchObject({ mode: 'manual', reason: 'patches' });
    expect(outcome.servers).toEqual([
      { letter: 'A', name: 'alpha', set: true, fault: null },
      { letter: 'B', name: 'beta', set: true, fault: null },
    ]);
    const until = Date.parse(outcome.until ?? '') - 60_000;
    expect(until).toBeGreaterThanOrEqual(before);
    expect(until).toBeLessThanOrEqual(Date.now());
  });

  test.each([
    ['B', { A: ACCEPTED, B: REFUSED }, 'alpha (A) is now in manual mode, but beta (B) may not be'],
    ['A', { A: REFUSED, B: ACCEPTED }, 'beta (B) is now in manual mode, but alpha (A) may not be'],
  ] as const)(
    'that only server %s refuses is reported as set on the other one alone',
    async (refusing, fates, what) => {
      const error = await caught(setMode(await opened(fates), WISH));
      expect(error).toMatchObject({
        kind: 'unfinished',
        problem: {
          code: 'mode-half-set',
          what,
          why: `server ${refusing} refused`,
          do: 'check "switchover status", and set the mode again when both servers answer',
        },
      });
    },
  );

  test('that both servers refuse is an error, with the reason of the servers', async () => {
    const error = await caught(setMode(await opened({ A: REFUSED, B: REFUSED }), WISH));
    expect(error).toMatchObject({
      kind: 'refused',
      problem: {
        code: 'busy',
        what: 'a switch is under way',
        why: 'server A refused',
        do: 'repeat it after the switch',
      },
    });
  });

  test.each([
    ['both servers refuse', { A: REFUSED, B: REFUSED }, 4, 'busy'],
    ['one server refuses', { A: ACCEPTED, B: REFUSED }, 5, 'mode-half-set'],
  ] as const)('is not said to be set by the command if %s', async (_, fates, exit, error) => {
    const { pairFile, credential } = await answered(fates);
    const { code, stdout, stderr } = await switchover([
      ...['mode', 'manual', '--pair', pairFile, '--credential', credential],
    ]);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toContain(`(${error})`);
    expect(stderr).not.toContain('are in manual mode');
  });
});
