import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, findParameter } from '../../../src/core/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../../src/core/parameters/definition.ts';
import { parseValue } from '../../../src/core/parameters/value.ts';

const definition = (name: string): ParameterDefinition => findParameter(name)!;
const timeout = definition('Switchover TS Timeout');
const gatewayPing = definition('Switchover Disable Gateway Ping');
const netTest = definition('Switchover NetTest A');

function codeOf(of: ParameterDefinition, text: string): string {
  const parsed = parseValue(of, text, 'there');
  return parsed.ok ? `value ${JSON.stringify(parsed.value)}` : parsed.problem.code;
}

describe('a number', () => {
  test.each([
    ['', 'value-empty'],
    ['   ', 'value-empty'],
    ['ten', 'value-not-a-number'],
    ['NaN', 'value-not-a-number'],
    ['Infinity', 'value-not-a-number'],
    ['1e1', 'value-not-a-number'],
    ['0x10', 'value-not-a-number'],
    ['1 0', 'value-not-a-number'],
    ['1_0', 'value-not-a-number'],
    ['\u0661\u0660', 'value-not-a-number'],
    ['10.0', 'value-not-whole'],
    ['.5', 'value-not-whole'],
    ['10,5', 'value-not-whole'],
    ['10s', 'value-has-unit'],
    ['10 seconds', 'value-has-unit'],
    ['10.5ms', 'value-has-unit'],
    ['50%', 'value-has-unit'],
    ['4', 'value-too-small'],
    ['-10', 'value-too-small'],
    ['-0', 'value-too-small'],
    ['61', 'value-too-large'],
    ['9'.repeat(400), 'value-too-large'],
    ['1\u0000', 'value-control-character'],
    ['1\n2', 'value-control-character'],
    ['1'.repeat(1_000_000), 'value-too-long'],
    ['5', 'value 5'],
    ['60', 'value 60'],
    [' 10 ', 'value 10'],
    ['+10', 'value 10'],
    ['010', 'value 10'],
  ])('%j', (text, expected) => {
    expect(codeOf(timeout, text)).toBe(expected);
  });

  test('minus nought is nought', () => {
    expect(parseValue(definition('Switchover Reconnect Timeout'), '-0', null)).toEqual({ ok: true, value: 0 });
  });

  test('a limit of our own is told from one of the reference', () => {
    const parsed = parseValue(definition('Switchover Reconnect Timeout'), '99999999999', null);
    expect(parsed).toMatchObject({ ok: false, problem: { why: expect.stringContaining('our limit') } });
    const other = parseValue(timeout, '61', null);
    expect(other).toMatchObject({ ok: false, problem: { why: 'the most is 60' } });
  });
});

describe('a truth value', () => {
  test.each([
    ['maybe', 'value-not-boolean'],
    ['y', 'value-not-boolean'],
    ['1.0', 'value-not-boolean'],
    ['', 'value-empty'],
    ...['1', 'Yes', 'YES', 'on', 'True', '7', '-1', '+1'].map((text) => [text, 'value true']),
    ...['0', 'No', 'oFF', 'false', '00', '-0'].map((text) => [text, 'value false']),
  ])('%j', (text, expected) => {
    expect(codeOf(gatewayPing, text!)).toBe(expected);
  });
});

describe('a host', () => {
  test.each([
    ['-c100', 'value-not-a-host'],
    ['a b', 'value-not-a-host'],
    ['a;b', 'value-not-a-host'],
    ['alpha:3633', 'value-not-a-host'],
    ['10.0.0.256', 'value-not-a-host'],
    ['1::2::3', 'value-not-a-host'],
    ['$(reboot)', 'value-not-a-host'],
    ['10.0.0.1', 'value "10.0.0.1"'],
    ['fe80::1', 'value "fe80::1"'],
    ['::ffff:10.0.0.1', 'value "::ffff:10.0.0.1"'],
    ['router.example.org', 'value "router.example.org"'],
  ])('%j', (text, expected) => {
    expect(codeOf(netTest, text)).toBe(expected);
  });
});

test('no text makes a parser throw, and what is accepted is within the bounds', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.integer().map(String), fc.double().map(String));
  fc.assert(
    fc.property(fc.constantFrom<ParameterDefinition>(...CATALOGUE), text, (of, value) => {
      const parsed = parseValue(of, value, null);
      if (!parsed.ok || typeof parsed.value !== 'number') return;
      expect(Number.isSafeInteger(parsed.value)).toBe(true);
      expect(parsed.value).toBeGreaterThanOrEqual(of.minimum!.value);
      expect(parsed.value).toBeLessThanOrEqual(of.maximum!.value);
      // Written back, it is read as the same.
      expect(parseValue(of, String(parsed.value), null)).toEqual(parsed);
    }),
    { numRuns: 2000 },
  );
});
