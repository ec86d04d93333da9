import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  modeRequestShape,
  rejoinRequestShape,
  stopRequestShape,
  switchQuestionShape,
  switchRequestShape,
} from '../../../src/core/protocol/answers.ts';
import { changeRequestShape } from '../../../src/core/protocol/parameter-answers.ts';

interface Requests {
  readonly shape: z.ZodType;
  readonly accepted: object;
  /** What may also be in it, up to the bounds. */
  readonly also: readonly object[];
  readonly refused: readonly object[];
}

const ID = { id: 'a-1' };
const MONTH_MS = 2_592_000_000;
const IDS = {
  also: [{ id: 'a' }, { id: 'x'.repeat(128) }, { id: 'Az09_.:-' }],
  refused: [
    { id: '' },
    { id: 'x'.repeat(129) },
    { id: 'a b' },
    { id: 'a/b' },
    { id: 'a\n' },
    { id: 1 },
    { id: undefined },
  ],
};
const SET = { is: 'set', values: { Name: 'a', Number: 1, Yes: true, Gone: null } };

/** Requests that scripts send to a server. */
const REQUESTS: Readonly<Record<string, Requests>> = {
  switch: {
    shape: switchRequestShape,
    accepted: { ...ID, expectedTerm: 7, immediate: false, reason: 'maintenance' },
    also: [
      ...IDS.also,
      ...[{ expectedTerm: 0 }, { expectedTerm: null }, { immediate: true }],
      ...[{ reason: null }, { reason: '' }, { reason: 'x'.repeat(1_000) }],
    ],
    refused: [
      ...IDS.refused,
      ...[{ expectedTerm: -1 }, { expectedTerm: 1.5 }, { expectedTerm: '7' }, { immediate: 'true' }],
      ...[{ reason: 'x'.repeat(1_001) }, { takeover: true }],
    ],
  },
  mode: {
    shape: modeRequestShape,
    accepted: { ...ID, mode: 'manual', forMs: 60_000, reason: null },
    also: [
      ...IDS.also,
      ...[{ mode: 'automatic' }, { forMs: null }, { forMs: 1 }, { forMs: MONTH_MS }, { reason: 'x'.repeat(1_000) }],
    ],
    refused: [
      ...IDS.refused,
      ...[{ mode: 'off' }, { forMs: 0 }, { forMs: MONTH_MS + 1 }, { forMs: 1.5 }, { reason: 'x'.repeat(1_001) }],
      { immediate: true },
    ],
  },
  rejoin: { shape: rejoinRequestShape, accepted: ID, also: IDS.also, refused: [...IDS.refused, { force: true }] },
  stop: {
    shape: stopRequestShape,
    accepted: { takeover: true },
    also: [{ takeover: false }],
    refused: [{ takeover: null }, { takeover: 'true' }, { force: true }],
  },
  'change of parameters': {
    shape: changeRequestShape,
    accepted: {
      ...ID,
      reason: 'slow module',
      dryRun: false,
      wish: SET,
      expected: { Name: 'b', Other: null },
      after: 3,
    },
    also: [
      ...IDS.also,
      ...[{ reason: null }, { reason: 'x' }, { reason: 'x'.repeat(1_000) }, { reason: 'größer 🙂 — ok' }],
      ...[{ dryRun: true }, { after: 0 }, { after: null }, { expected: {} }],
      ...[{ wish: { is: 'restore', number: 0 } }, { wish: { is: 'import', values: { ['x'.repeat(256)]: 1 } } }],
    ],
    refused: [
      ...IDS.refused,
      ...[{ reason: '' }, { reason: 'x'.repeat(1_001) }, { reason: 'one\ntwo' }, { reason: 'a\u0085b' }],
      ...[{ dryRun: 'no' }, { after: -1 }, { after: 0.5 }, { more: 1 }],
      ...[{ wish: { is: 'restore', number: -1 } }, { wish: { is: 'import', values: { Name: null } } }],
      ...[{ wish: { is: 'set', values: { '': 1 } } }, { wish: { is: 'set', values: { ['x'.repeat(257)]: 1 } } }],
      ...[{ wish: { is: 'set', values: { Name: [] } } }, { wish: { is: 'delete' } }, { wish: { ...SET, more: 1 } }],
    ],
  },
};

describe('the request for a', () => {
  it.each(Object.entries(REQUESTS))('%s accepts what is within its bounds, and nothing else', (_name, request) => {
    const { shape, accepted, also, refused } = request;
    const passes = (change: object): boolean => shape.safeParse({ ...accepted, ...change }).success;
    expect([{}, ...also].filter((change) => !passes(change))).toEqual([]);
    expect(refused.filter(passes)).toEqual([]);
  });
});

describe('the question about a switch', () => {
  it.each([
    [
      { expectedTerm: '12', immediate: 'true' },
      { expectedTerm: 12, immediate: true },
    ],
    [
      { expectedTerm: 'none', immediate: 'false' },
      { expectedTerm: null, immediate: false },
    ],
    [
      { expectedTerm: '999999999999999', immediate: 'false' },
      { expectedTerm: 999_999_999_999_999, immediate: false },
    ],
  ])('%o, from a URL, means %o', (query, question) => {
    expect(switchQuestionShape.parse(query)).toEqual(question);
  });

  it.each([
    { expectedTerm: '', immediate: 'true' },
    { expectedTerm: '-1', immediate: 'true' },
    { expectedTerm: '1e3', immediate: 'true' },
    { expectedTerm: '1000000000000000', immediate: 'true' },
    { expectedTerm: '12', immediate: 'yes' },
    { expectedTerm: '12' },
    { expectedTerm: '12', immediate: 'true', more: '1' },
  ])('%o is refused', (query) => {
    expect(switchQuestionShape.safeParse(query).success).toBe(false);
  });
});
