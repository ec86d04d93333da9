import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ParameterName, ParameterValues } from '../../../src/core/config/parameters/catalogue.ts';
import { CATALOGUE } from '../../../src/core/config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../../src/core/config/parameters/definition.ts';
import { isUsed } from '../../../src/core/config/parameters/groups.ts';
import { inForceAfter, usableValues, waitingNames } from '../../../src/core/parameter-history/in-force.ts';
import { anyValues } from '../../support/parameter-values.ts';

const COUNT = 'Switchover Unreachable Primary Ping Count';

/** The six of reading R16. */
const FELT_AT_ONCE = [
  'CustomMirrorDir',
  'Mail Interaction Recovery Enabled',
  'Mail Interaction Recovery Filter Enabled',
  'Switchover Max TS Failures',
  'Switchover TS Failure Retry Delay',
  'Switchover TS Timeout',
];

test('six parameters take effect immediately, all others after a restart', () => {
  const dynamic = (CATALOGUE as readonly ParameterDefinition[]).filter(
    ({ takesEffect }) => takesEffect.when === 'at-once',
  );
  expect(dynamic.map(({ name }) => name).toSorted()).toEqual(FELT_AT_ONCE);
});

test('parameters that take effect immediately come into force when set or unset; the others stay', () => {
  const inForce = { 'Switchover TS Timeout': 10, 'Switchover Reconnect Timeout': 5, 'Switchover Max TS Failures': 3 };
  const values = { 'Switchover TS Timeout': 20, 'Switchover Reconnect Timeout': 6 };
  expect(inForceAfter(inForce, values)).toEqual({ 'Switchover TS Timeout': 20, 'Switchover Reconnect Timeout': 5 });
  expect(waitingNames(values, inForceAfter(inForce, values))).toEqual(['Switchover Reconnect Timeout']);
});

test('unused parameters do not wait for a restart', () => {
  const unused = (CATALOGUE as readonly ParameterDefinition[]).filter((each) => !isUsed(each));
  expect(unused.length).toBeGreaterThan(20);
  const values = Object.fromEntries(unused.map(({ name }) => [name, 'a value'])) as unknown as ParameterValues;
  expect(waitingNames(values, inForceAfter({}, values))).toEqual([]);
});

test.each<[string, ParameterValues, ParameterValues, ParameterName[]]>([
  ['the same', { 'Switchover Reconnect Timeout': 5 }, { 'Switchover Reconnect Timeout': 5 }, []],
  ['the default, set', { 'Switchover Reconnect Timeout': 30 }, {}, []],
  ['taken out', {}, { 'Switchover Reconnect Timeout': 5 }, ['Switchover Reconnect Timeout']],
  ['a default that means something else than nothing', { [COUNT]: 0 }, {}, [COUNT]],
  ['the default, set, of yes and no', { 'Switchover Disable Gateway Ping': true }, {}, []],
  ['changed there and back', { 'Switchover NetTest A': 'a' }, { 'Switchover NetTest A': 'a' }, []],
])('waiting for a restart: %s', (_, values, inForce, names) => {
  expect(waitingNames(values, inForce)).toEqual(names);
});

test('what this version cannot use is ignored: unknown names, other spellings, other types, values out of range', () => {
  const values = {
    'Switchover TS Timeout': 20,
    'switchover max ts failures': 3,
    'Switchover Antigravity': 1,
    'Switchover Reconnect Timeout': '5',
    'Switchover Max Restarts': -7,
    'Switchover Disable Gateway Ping': 'No',
    constructor: 1,
  };
  expect(usableValues(values, {})).toEqual({ 'Switchover TS Timeout': 20 });
});

test('after any change every value is in force or waits, and a restart puts all of them in force', () => {
  fc.assert(
    fc.property(anyValues(), anyValues(), (before, after) => {
      expect(usableValues(after, {})).toEqual(after);
      const inForce = inForceAfter(before, after);
      const waiting = new Set<string>(waitingNames(after, inForce));
      for (const { name, default: preset } of CATALOGUE as readonly ParameterDefinition[]) {
        const [now, then] = [inForce, after].map((all) => (all as Record<string, unknown>)[name] ?? preset);
        if (!waiting.has(name)) expect([name, now]).toEqual([name, then]);
      }
      expect(waitingNames(after, after)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
