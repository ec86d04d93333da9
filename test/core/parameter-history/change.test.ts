import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParameterValues } from '../../../src/core/config/parameters/catalogue.ts';
import { CATALOGUE } from '../../../src/core/config/parameters/catalogue.ts';
import { checkTogether } from '../../../src/core/config/parameters/rules.ts';
import type { ChangeRequest, ChangeResult } from '../../../src/core/parameter-history/change.ts';
import { checkChange } from '../../../src/core/parameter-history/change.ts';
import type { History } from '../../../src/core/parameter-history/history.ts';
import { EMPTY, valuesAt } from '../../../src/core/parameter-history/history.ts';
import { historyWith, made } from '../../support/histories.ts';
import { anyValues } from '../../support/parameter-values.ts';

const TIMEOUT = 'Switchover TS Timeout';
const DELAY = 'Switchover Reconnect Timeout';
const FACTS = {
  servers: { 'SwitchoverServer A': 'alpha', 'SwitchoverServer B': 'beta' } as ParameterValues,
  pairFile: '/srv/pair.yaml',
};

function asked(wish: ChangeRequest['wish'], more: Partial<ChangeRequest> = {}): ChangeRequest {
  return { id: 'r', reason: null, dryRun: false, wish, expected: {}, after: null, ...more };
}

function set(
  values: Record<string, boolean | number | string | null>,
  more: Partial<ChangeRequest> = {},
): ChangeRequest {
  return asked({ is: 'set', values }, more);
}

/** `ok`, or the kind and all codes of a rejection. */
function verdict(result: ChangeResult): string {
  if (result.ok) return 'ok';
  return `${result.kind}: ${result.problems.map(({ code }) => code).join(' ')}`;
}

describe('a change', () => {
  const history = historyWith({ [TIMEOUT]: 10, [DELAY]: 5 });

  test('gives each value before and after, by its exact name', () => {
    const result = checkChange(
      history,
      set({ [TIMEOUT.toLowerCase()]: '20', [DELAY]: null, 'switchover disable gateway ping': 'off' }),
      FACTS,
    );
    expect(result).toMatchObject({
      ok: true,
      made: { is: 'set' },
      changes: [
        { name: TIMEOUT, from: 10, to: 20 },
        { name: DELAY, from: 5, to: null },
        { name: 'Switchover Disable Gateway Ping', from: null, to: false },
      ],
    });
  });

  test('to the current value is not a change', () => {
    expect(checkChange(history, set({ [TIMEOUT]: '10', 'Switchover Monitoring': null }), FACTS)).toMatchObject({
      ok: true,
      changes: [],
    });
  });

  test.each([
    ['an unknown name', { Reconect: 3 }, 'usage: parameter-unknown'],
    ['an unknown name unset', { Reconect: null }, 'usage: parameter-unknown'],
    ['a retired name', { 'Switchover TS Retry Delay': 3 }, 'usage: parameter-misspelt'],
    ['the name of a property of every object', { constructor: 3 }, 'usage: parameter-unknown'],
    ['not a number', { [TIMEOUT]: 'soon' }, 'usage: value-not-a-number'],
    ['a unit', { [TIMEOUT]: '20s' }, 'usage: value-has-unit'],
    ['a fraction', { [TIMEOUT]: 1.5 }, 'usage: value-not-whole'],
    ['too little', { [TIMEOUT]: -1 }, 'usage: value-too-small'],
    ['NUL', { [TIMEOUT]: '2\u00000' }, 'usage: value-control-character'],
    ['a control character', { 'Switchover NetTest A': 'a\u0007b' }, 'usage: value-control-character'],
    ['nothing', { [TIMEOUT]: '' }, 'usage: value-empty'],
    ['a megabyte', { CustomMirrorDir: 'C:\\'.padEnd(1024 * 1024, 'x') }, 'refused: values-too-large'],
    ['names that differ in case only', { [TIMEOUT]: 13, [TIMEOUT.toUpperCase()]: 14 }, 'usage: assigned-twice'],
    ['a rule between values', { ForceSwitchoverFQDNs: 'Yes' }, 'usage: full-names-missing'],
    ['the name of a server', { 'SwitchoverServer A': 'gamma' }, 'refused: parameter-set-elsewhere'],
    ['the same name of a server', { 'SwitchoverServer A': 'alpha' }, 'refused: parameter-set-elsewhere'],
    ['the address of a server unset', { 'Server B Address': null }, 'refused: parameter-set-elsewhere'],
  ])('with %s is rejected completely', (_, values, expected) => {
    expect(verdict(checkChange(history, set({ 'Switchover Max TS Failures': 3, ...values }), FACTS))).toBe(expected);
  });

  test('with several problems reports all of them', () => {
    const result = checkChange(history, set({ [TIMEOUT]: '20s', Reconect: 3 }), FACTS);
    expect(verdict(result)).toBe('usage: value-has-unit parameter-unknown');
  });

  test('of a server name points at the pair file', () => {
    const result = checkChange(history, set({ 'SwitchoverServer B': 'gamma' }), FACTS);
    expect(result).toMatchObject({ problems: [{ where: '/srv/pair.yaml' }] });
  });

  test('gets warnings about values without effect and conflicting values', () => {
    const alone = checkChange(history, set({ 'Switchover Unreachable Primary Ping Count': -1 }), FACTS);
    expect(alone).toMatchObject({ ok: true });
    expect(alone.ok && alone.warnings.length).toBeGreaterThan(0);
    const idle = checkChange(history, set({ MirrorExceptions: '*.gif' }), FACTS);
    expect(idle.ok && idle.warnings.map(({ code }) => code)).toEqual(['extension-form', 'parameter-not-used-yet']);
    // An earlier warning is not repeated for an unrelated change.
    const later = historyWith({ 'Switchover Unreachable Primary Ping Count': -1 });
    expect(checkChange(later, set({ 'Switchover Max TS Failures': 3 }), FACTS)).toMatchObject({ warnings: [] });
  });

  test('is possible if a rule was already broken, but cannot break another one', () => {
    const broken = historyWith({ ForceSwitchoverFQDNs: true });
    expect(verdict(checkChange(broken, set({ [TIMEOUT]: 20 }), FACTS))).toBe('ok');
    expect(verdict(checkChange(EMPTY, set({ ForceSwitchoverFQDNs: true }), FACTS))).toBe('usage: full-names-missing');
  });

  test('can unset a name that only a later version knows', () => {
    const later = historyWith({ 'Switchover Antigravity': 3 });
    expect(checkChange(later, set({ 'Switchover Antigravity': null }), FACTS)).toMatchObject({
      ok: true,
      changes: [{ name: 'Switchover Antigravity', from: 3, to: null }],
    });
  });

  test('with more values than can be replicated is rejected', () => {
    const list = (letter: string): string => Array.from({ length: 5000 }, (_, at) => `${letter}${at}`).join(';');
    const half = historyWith({ MirrorExceptions: list('a').slice(0, 20_000) });
    const more = { 'Custom Upgrade File Synchronization Exceptions': list('b').slice(0, 20_000) };
    expect(verdict(checkChange(history, set(more), FACTS))).toBe('ok');
    expect(verdict(checkChange(half, set(more), FACTS))).toBe('refused: values-too-large');
  });
});

describe('compare and set', () => {
  const history = made(historyWith({ [TIMEOUT]: 10 }), { [TIMEOUT]: 30 }, { by: 'bob', reason: 'slow disks' });

  test('succeeds if the values are as expected, whatever else was changed', () => {
    const request = set({ [TIMEOUT]: 20 }, { expected: { [TIMEOUT.toLowerCase()]: 30, [DELAY]: null } });
    expect(verdict(checkChange(history, request, FACTS))).toBe('ok');
  });

  test('tells the second of two operators who changed what when, and why', () => {
    const result = checkChange(history, set({ [TIMEOUT]: 20 }, { expected: { [TIMEOUT]: 10 } }), FACTS);
    expect(verdict(result)).toBe('refused: parameter-changed-meanwhile');
    expect(result.ok || result.problems[0]!.what).toBe(
      `${TIMEOUT} is 30, not 10 as expected; bob changed it at 2026-07-01T10:00:02.000Z (slow disks)`,
    );
  });

  test('by the number of the last checkpoint reports what happened since', () => {
    expect(verdict(checkChange(history, set({ [DELAY]: 3 }, { after: 2 }), FACTS))).toBe('ok');
    const result = checkChange(history, set({ [DELAY]: 3 }, { after: 1 }), FACTS);
    expect(verdict(result)).toBe('refused: parameters-changed-meanwhile');
    expect(result.ok || result.problems[0]!.what).toContain('2 by bob at 2026-07-01T10:00:02.000Z (slow disks)');
    expect(verdict(checkChange(history, set({ [DELAY]: 3 }, { after: 9 }), FACTS))).toBe(
      'refused: parameters-changed-meanwhile',
    );
  });
});

describe('an import', () => {
  const history = historyWith({ [TIMEOUT]: 10, [DELAY]: 5 });

  test('sets exactly the values of the file', () => {
    expect(checkChange(history, asked({ is: 'import', values: { [TIMEOUT]: 20 } }), FACTS)).toMatchObject({
      made: { is: 'import' },
      changes: [
        { name: TIMEOUT, from: 10, to: 20 },
        { name: DELAY, from: 5, to: null },
      ],
    });
  });

  test('ignores server names that match the pair file, and rejects others', () => {
    const same = { 'SwitchoverServer A': 'alpha', [TIMEOUT]: 10, [DELAY]: 5 };
    expect(checkChange(history, asked({ is: 'import', values: same }), FACTS)).toMatchObject({ ok: true, changes: [] });
    const other = { ...same, 'SwitchoverServer A': 'gamma' };
    expect(verdict(checkChange(history, asked({ is: 'import', values: other }), FACTS))).toBe(
      'refused: parameter-set-elsewhere',
    );
  });
});

describe('a restore', () => {
  const history = historyWith({ [TIMEOUT]: 10 }, { [TIMEOUT]: 20, [DELAY]: 5 });

  test('is a change to the values of that checkpoint', () => {
    expect(checkChange(history, asked({ is: 'restore', number: 1 }), FACTS)).toMatchObject({
      made: { is: 'restore', of: 1 },
      changes: [
        { name: TIMEOUT, from: 20, to: 10 },
        { name: DELAY, from: 5, to: null },
      ],
    });
    expect(checkChange(history, asked({ is: 'restore', number: 2 }), FACTS)).toMatchObject({ changes: [] });
  });

  test.each([3, -1, 1_000_000])('of checkpoint %i, which is not there, is refused', (number) => {
    expect(verdict(checkChange(history, asked({ is: 'restore', number }), FACTS))).toBe('refused: checkpoint-unknown');
  });
});

test('between any values: accepted changes break no new rule, and a restore undoes them completely', () => {
  const definitions = CATALOGUE.filter(({ group }) => group !== 'servers');
  const start = made(EMPTY, {}, { by: 'pair file' });
  let accepted = 0;
  fc.assert(
    fc.property(anyValues(definitions), anyValues(definitions), (one, two) => {
      let history: History = start;
      for (const values of [one, two]) {
        const result = checkChange(history, asked({ is: 'import', values }), FACTS);
        if (!result.ok) {
          expect(
            checkTogether({ ...FACTS.servers, ...values }).some(({ problem }) => problem.severity === 'error'),
          ).toBe(true);
          continue;
        }
        accepted += 1;
        history = made(history, Object.fromEntries(result.changes.map(({ name, to }) => [name, to])));
        expect(history.values).toEqual(values);
        const again = checkChange(history, asked({ is: 'import', values: history.values }), FACTS);
        expect(again).toMatchObject({ ok: true, changes: [] });
      }
      const back = checkChange(history, asked({ is: 'restore', number: 1 }), FACTS);
      expect(back.ok).toBe(true);
      const restored = made(history, Object.fromEntries(back.ok ? back.changes.map(({ name, to }) => [name, to]) : []));
      expect(restored.values).toEqual(valuesAt(history, 1));
    }),
    { numRuns: 200 },
  );
  expect(accepted).toBeGreaterThan(20);
});
