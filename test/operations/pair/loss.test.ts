import { expect, test } from 'vitest';
import type { NodePair } from '../../../src/client/node-pair.ts';
import { lossWords } from '../../../src/core/results/loss.ts';
import { lossOf } from '../../../src/operations/pair/loss.ts';

/** A pair whose active server answers these one after the other, and then the last one again. */
function pairAnswering(...answers: readonly (readonly [items: readonly string[], behind: number | null])[]) {
  let asked = 0;
  const status = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer === undefined) throw new Error('it does not answer');
    const [wouldLose, items] = answer;
    return { wouldLose, behind: { tree: { items, ageMs: 0 } } };
  };
  return { pair: { status } as unknown as NodePair, asked: () => asked };
}

test('what is on its way to the backup is waited for', async () => {
  const { pair } = pairAnswering([['Joe', 'Main'], 1], [['Main'], null], [['Main'], 0], [[], 0]);
  expect(await lossOf(pair, 'A', 60_000)).toEqual(['Main']);
});

test('what an Upgrade state leaves out is not waited for', async () => {
  const { pair, asked } = pairAnswering([['Main'], 0]);
  expect([await lossOf(pair, 'A', 60_000), asked()]).toEqual([['Main'], 1]);
});

test('what never arrives is waited for as long as is said', async () => {
  const { pair, asked } = pairAnswering([['Joe'], 1]);
  expect(await lossOf(pair, 'A', 0)).toEqual(['Joe']);
  expect(asked()).toBeLessThanOrEqual(2);
});

test('nothing is known of an active server that is not there, or does not answer', async () => {
  const { pair } = pairAnswering();
  expect([await lossOf(pair, null), await lossOf(pair, 'A')]).toEqual([[], []]);
});

test('five items are named, and the rest counted', () => {
  const named = (count: number): string =>
    lossWords(['a', 'b', 'c', 'd', 'e', 'f', 'g'].slice(0, count)).replace(/^.*may lose it: /, '');
  expect([named(1), named(5), named(7)]).toEqual(['a', 'a, b, c, d, e', 'a, b, c, d, e and 2 more']);
});
