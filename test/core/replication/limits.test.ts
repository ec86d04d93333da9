import { expect, it } from 'vitest';
import { z } from 'zod';
import { latestLimits, leftOutBy, withLimit } from '../../../src/core/replication/limits.ts';
import { fromFollowerShape, fromLeaderShape } from '../../../src/core/replication/shape.ts';
import { type Scope, SUBJECT } from '../../support/replicated-pair.ts';

const limit = (since: number, scope: Scope) => ({ since, scope: JSON.stringify(scope) });

/** From 10 on rows that are local were left out, from 20 on those with an odd number. */
const isLeftOut = leftOutBy([limit(10, 'limited'), limit(20, 'even')], SUBJECT);

it.each([
  [10, 'local 1', 'before any Upgrade state', false],
  [11, 'local 1', 'omitted then, and ever since', true],
  [11, 'local 2', 'omitted then, and copied when the scope changed', false],
  [11, 'key 1', 'replicated, before the other scope omitted it', false],
  [20, 'local 1', 'the last change of the first scope', true],
  [21, 'key 1', 'omitted by the second scope', true],
  [21, 'local 2', 'replicated in the second scope', false],
])('change %i of "%s", %s: left out %s', (number, key, _why, expected) => {
  expect(isLeftOut(number, key, '')).toBe(expected);
});

it('counts only the last of two scopes without a change between them', () => {
  const both = leftOutBy([limit(10, 'limited'), limit(10, 'even')], SUBJECT);
  expect([both(11, 'local 2', ''), both(11, 'key 1', '')]).toEqual([false, true]);
});

it('counts a part that is left out as left out', () => {
  const reducing = leftOutBy([limit(1, 'limited')], { ...SUBJECT, reduces: (_, content) => content === 'more' });
  expect([reducing(2, 'key 1', 'more'), reducing(2, 'key 1', 'all'), reducing(2, 'key 1', null)]).toEqual([
    true,
    false,
    false,
  ]);
});

it('goes on from what both servers knew, and names no scope twice in a row', () => {
  const one = withLimit([], limit(10, 'limited'));
  const two = withLimit(latestLimits([], one), limit(20, 'even'));
  expect([latestLimits(one, two), latestLimits(two, one), withLimit(two, limit(30, 'even'))]).toEqual([two, two, two]);
});

it.each([
  ['no scope', '{}'],
  ['no JSON', '{'],
])('does not accept from a companion what is %s', (_, scope) => {
  const shape = z.enum(['whole', 'limited', 'even']);
  const log = { terms: [], last: 0 };
  const limits = (text: string) => ({ limits: [{ since: 1, scope: text }] });
  const follow = { is: 'follow', session: '', log, id: null, compare: null, scope: 'even' };
  const compare = { is: 'compare', session: '', log, id: '', leads: true };
  const isAccepted = (text: string): boolean[] => [
    fromFollowerShape(shape).safeParse({ ...follow, ...limits(text) }).success,
    fromLeaderShape(z.string(), () => true, shape).safeParse({ ...compare, ...limits(text) }).success,
  ];
  expect([isAccepted(scope), isAccepted('"even"')]).toEqual([
    [false, false],
    [true, true],
  ]);
});
