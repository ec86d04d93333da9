import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../../src/core/config/pair-file/address.ts';
import { CATALOGUE, findParameter } from '../../../../src/core/config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../../../src/core/config/parameters/definition.ts';
import { parseValue } from '../../../../src/core/config/parameters/value.ts';

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

  test('minus zero is zero', () => {
    expect(parseValue(definition('Switchover Reconnect Timeout'), '-0', null)).toEqual({
      ok: true,
      value: 0,
      warnings: [],
    });
  });

  test.each([
    ['AF41', 'value 34'],
    ['af31', 'value 26'],
    ['AF11', 'value 10'],
    ['AF43', 'value 38'],
    ['EF', 'value 46'],
    ['CS0', 'value 0'],
    ['cs7', 'value 56'],
    ['BE', 'value 0'],
    ['VA', 'value 44'],
    ['46', 'value 46'],
    ['AF44', 'value-not-a-number'],
    ['CS8', 'value-not-a-number'],
    ['constructor', 'value-not-a-number'],
    ['64', 'value-too-large'],
  ])('may be a class of DSCP values where it is one: %s', (text, expected) => {
    expect(codeOf(definition('Switchover QoS DSCP'), text)).toBe(expected);
    if (!/^\d/.test(text)) expect(codeOf(timeout, text)).toBe('value-not-a-number');
  });

  test('our own limits are distinguished from those of the reference', () => {
    const parsed = parseValue(definition('Switchover Reconnect Timeout'), '99999999999', null);
    expect(parsed).toMatchObject({ ok: false, problem: { why: expect.stringContaining('our limit') } });
    const other = parseValue(timeout, '61', null);
    expect(other).toMatchObject({ ok: false, problem: { why: 'the maximum is 60' } });
  });
});

describe('a boolean', () => {
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
    // The system resolver turns these into addresses.
    ['10', 'value-not-a-host'],
    ['0x7f000001', 'value-not-a-host'],
    ['alpha.0x1', 'value-not-a-host'],
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

describe('an address', () => {
  test.each([
    ['alpha', 'value-not-an-address'],
    ['10.0.0.1:3633', 'value-not-an-address'],
    ['010.0.0.1', 'value-not-an-address'],
    ['10.0.0.1', 'value "10.0.0.1"'],
    ['fe80::1', 'value "fe80::1"'],
  ])('%j', (text, expected) => {
    expect(codeOf(definition('Server A Address'), text)).toBe(expected);
  });
});

describe('a computer name', () => {
  test.each([
    ['10.0.0.1', 'name-is-address'],
    ['::1', 'name-is-address'],
    ['IC Server', 'value-not-a-name'],
    ['-x', 'value-not-a-name'],
    ['ICServer1', 'value "ICServer1"'],
    // A rule warns about the domain.
    ['icserver1.example.org', 'value "icserver1.example.org"'],
  ])('%j', (text, expected) => {
    expect(codeOf(definition('SwitchoverServer A'), text)).toBe(expected);
  });
});

describe('a full name', () => {
  test.each([
    ['icserver1', 'value-not-a-name'],
    ['10.0.0.1', 'name-is-address'],
    ['icserver1.example.org', 'value "icserver1.example.org"'],
  ])('%j', (text, expected) => {
    expect(codeOf(definition('SwitchoverServerFQDN A'), text)).toBe(expected);
  });
});

describe('a word', () => {
  test.each([
    ['Notifier', 'value-not-allowed'],
    ['ip', 'value "IP"'],
    ['TSSERVER', 'value "TsServer"'],
  ])('%j', (text, expected) => {
    expect(codeOf(definition('Switchover Monitoring'), text)).toBe(expected);
  });
});

describe('a list and a path', () => {
  test.each([
    ['CustomMirrorDir', 'Data; +D:\\X', 'path-relative'],
    ['CustomMirrorDir', 'D:\\X;;+D:\\Y', 'path-empty'],
    ['Switchover Upgrade Higher File Exclusions', '\\\\server\\share', 'path-unc'],
    ['Custom Upgrade Synchronization Directories', 'Users', 'ds-path-root'],
    ['Custom Upgrade Attribute Exceptions', 'User()', 'exception-no-attributes'],
    ['Handler Path', 'C:\\a;D:\\b', 'path-invalid-character'],
  ])('%s refuses %j', (name, text, expected) => {
    expect(codeOf(definition(name), text)).toBe(expected);
  });

  test('with several errors reports all of them with their position', () => {
    const parsed = parseValue(definition('CustomMirrorDir'), 'a; D:\\I3\\IC\\Logs; b', 'p.yaml:3:1');
    expect(parsed.ok).toBe(false);
    const problems = parsed.ok ? [] : [parsed.problem, ...parsed.also];
    expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
      'path-relative p.yaml:3:1, entry 1 (character 1)',
      'path-relative p.yaml:3:1, entry 3 (character 19)',
      'path-forbidden p.yaml:3:1, entry 2 (character 4)',
    ]);
    expect(problems.every(({ what }) => what.startsWith('CustomMirrorDir: '))).toBe(true);
  });

  test.each([
    ['CustomMirrorDir', 'D:\\I3\\IC\\Logs', ['path-forbidden']],
    ['Switchover Upgrade Higher File Exclusions', 'D:\\I3\\IC\\Logs', []],
    ['MirrorExceptions', '*.txt', ['extension-form']],
    ['Handler Path', '\\I3\\IC\\Handlers', []],
  ])('%s accepts %j with warnings', (name, text, expected) => {
    const parsed = parseValue(definition(name), text, null);
    expect(parsed.ok && parsed.warnings.map(({ code }) => code)).toEqual(expected);
  });

  test('is valid for every default and every example', () => {
    for (const each of CATALOGUE as readonly ParameterDefinition[]) {
      for (const text of [each.default, each.example]) {
        if (typeof text !== 'string') continue;
        expect(parseValue(each, text, null)).toEqual({ ok: true, value: text, warnings: [] });
      }
    }
  });
});

test.each(['0.0.0.0', '::', '0:0:0:0:0:0:0:0'])('an address is not "any address": %s', (text) => {
  expect(codeOf(definition('Server A Address'), text)).toBe('value-not-an-address');
  expect(parseAddress(text.includes(':') ? `[${text}]` : text, 'address').ok).toBe(false);
});

test('no parser ever throws, and accepted values are within their limits', () => {
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
