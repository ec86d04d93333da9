import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, findParameter, type ParameterValues } from '../../../../src/core/config/parameters/catalogue.ts';
import type { Bound, ParameterDefinition, ParameterKind } from '../../../../src/core/config/parameters/definition.ts';
import { OTHER_NAMES } from '../../../../src/core/config/parameters/other-names.ts';
import { unknownParameter } from '../../../../src/core/config/parameters/unknown-parameter.ts';

interface Facts {
  /** The type column of its tables. */
  readonly type: string | null;
  readonly default: unknown;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly unit: string | null;
  /** Whether a change takes effect without a restart. */
  readonly dynamic: boolean;
}

const TYPE_OF_KIND: Readonly<Record<ParameterKind, string | null>> = {
  packaged: 'Packaged server parameter',
  'general-optional': 'General optional server parameter',
  customizable: 'Customizable server parameter',
  optional: 'Optional server parameter',
  upgrade: null,
  'mirror-path': null,
};

/** Written by hand from the reference's tables, so that a mistake in the catalogue is noticed. */
const REFERENCE = JSON.parse(readFileSync(join(import.meta.dirname, 'reference-facts.json'), 'utf8')) as Record<
  string,
  Facts
>;

const definitions: readonly ParameterDefinition[] = CATALOGUE;

test('the catalogue has the names of the fixture and no others', () => {
  expect(definitions.map(({ name }) => name).toSorted()).toEqual(Object.keys(REFERENCE).toSorted());
});

describe.each(definitions.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  test("has the reference's facts, and marks our own default and limits", () => {
    const stated = (bound: Bound | null): number | null => (bound?.by === 'reference' ? bound.value : null);
    expect({
      default: definition.defaultIsOurs === undefined ? definition.default : null,
      minimum: stated(definition.minimum),
      maximum: stated(definition.maximum),
      // The reference gives no unit for counts.
      unit: definition.unit === 'seconds' ? 'seconds' : null,
      type: TYPE_OF_KIND[definition.kind],
      dynamic: definition.takesEffect.when === 'at-once',
    }).toEqual(REFERENCE[name]);
  });

  test('is complete: numbers have a unit and both limits, our own limits a reason', () => {
    const { minimum, maximum, description, section } = definition;
    if (definition.type.is === 'number') {
      expect(definition.unit).not.toBeNull();
      expect(minimum).not.toBeNull();
      expect(maximum).not.toBeNull();
      expect(definition.default).toBeGreaterThanOrEqual(minimum!.value);
      expect(definition.default).toBeLessThanOrEqual(maximum!.value);
    }
    for (const bound of [minimum, maximum]) if (bound?.by === 'ours') expect(bound.why).toBeTruthy();
    expect(description).toMatch(/\.$/);
    expect(section).not.toBe('');
    expect(definition.dependsOn.filter((other) => findParameter(other) === null)).toEqual([]);
  });
});

test('there are the 51 of the tables and the 3 paths', () => {
  expect(definitions.filter(({ kind }) => kind === 'mirror-path').length).toBe(3);
  expect(definitions.length).toBe(54);
});

test('names differ in more than their letter case', () => {
  expect(new Set(definitions.map(({ name }) => name.toLowerCase())).size).toBe(definitions.length);
});

test('values have the type of their parameter at compile time', () => {
  const sound: ParameterValues = {
    'Switchover Monitoring': 'IP',
    'Switchover Max Restarts': 3,
    CustomMirrorDir: 'D:\\a',
  };
  // @ts-expect-error A word must be an allowed one.
  const word: ParameterValues = { 'Switchover Monitoring': 'UDP' };
  // @ts-expect-error A number is not text.
  const number: ParameterValues = { 'Switchover Max Restarts': '3' };
  // @ts-expect-error A boolean is not a number.
  const boolean: ParameterValues = { ForceSwitchoverFQDNs: 1 };
  // @ts-expect-error There is no such name.
  const name: ParameterValues = { 'Switchover Max Restart': 3 };
  expect([sound, word, number, boolean, name]).toHaveLength(5);
});

describe('the short names', () => {
  const shortNames = definitions.map(({ shortName }) => shortName);

  test('are lower case, joined by hyphens, without the word that most names start with', () => {
    expect(shortNames.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(shortNames.filter((name) => name.startsWith('switchover'))).toEqual([]);
    expect(shortNames.filter((name) => name.length > 36)).toEqual([]);
  });

  test('consist of words of the name, in order', () => {
    const strange = definitions.filter(
      ({ name, shortName }) => !new RegExp(shortName.replaceAll('-', '.*'), 'i').test(name),
    );
    expect(strange.map(({ shortName }) => shortName)).toEqual([]);
  });

  test('differ from each other and from every known name', () => {
    const names = [...definitions.map(({ name }) => name), ...OTHER_NAMES.map(({ name }) => name)];
    const all = [...shortNames, ...new Set(names.map((name) => name.toLowerCase()))];
    expect(new Set(all).size).toBe(all.length);
  });

  test('are reported where the exact name is required', () => {
    for (const { name, shortName } of definitions) {
      expect(findParameter(shortName)).toBeNull();
      const problem = unknownParameter(shortName.toUpperCase(), 'p.yaml:1:1');
      expect(problem).toMatchObject({ severity: 'error', where: 'p.yaml:1:1', do: `write "${name}"` });
    }
  });
});

test('a name is found in any letter case', () => {
  expect(findParameter(' switchover RECONNECT timeout ')?.name).toBe('Switchover Reconnect Timeout');
});

describe('an unknown name', () => {
  test('is answered with at most three similar names', () => {
    const problem = unknownParameter('Switchover NetTest C', 'pair.yaml:1:1');
    expect(problem).toMatchObject({ code: 'parameter-unknown', severity: 'error', where: 'pair.yaml:1:1' });
    expect(problem.do).toBe(
      'did you mean "Switchover NetTest A", "Switchover NetTest B" or "Switchover NetTest Timeout"?',
    );
  });

  test('in a short form is answered with the full name, but not accepted', () => {
    expect(findParameter('Reconnect Timeout')).toBeNull();
    expect(unknownParameter('reconnect timeout', null).do).toBe('did you mean "Switchover Reconnect Timeout"?');
  });

  test('with one right word is answered with the names that share it', () => {
    expect(unknownParameter('Mirror Folders', null).do).toBe(
      'did you mean "CustomMirrorDir", "InitialMirrorDir" or "MirrorExceptions"?',
    );
  });

  test('without similar names is answered with the list of all parameters', () => {
    const problem = unknownParameter('Colour of the Bikeshed', null);
    expect(problem.do).not.toContain('did you mean');
    expect(problem.do).toContain('switchover-parameters');
  });

  test.each(['', ' ', 'x'.repeat(1_000_000), '\u0000', '__proto__', 'constructor'])('is harmless', (name) => {
    expect(findParameter(name)).toBeNull();
    expect(unknownParameter(name, null).what.length).toBeLessThan(200);
  });
});

describe('a known name that is not a parameter', () => {
  test.each([
    ['Switchover Reconnect Delay', 'parameter-retired', 'error', 'Switchover Reconnect Timeout'],
    ['Switchover UDP Monitor', 'parameter-retired', 'warning', 'it has no replacement'],
    ['Switchover UDP Maximum Ping Delay', 'parameter-retired', 'warning', 'Switchover Primary Monitor Timeout'],
    ['Switchover UDP Normal Retry Delay', 'parameter-retired', 'warning', 'Primary Monitor Retry Ping Delay'],
    ['Switchover Max UDP Failures', 'parameter-retired', 'warning', 'Switchover Primary Monitor Retry Count'],
    ['Enable Switchover Upgrade Mode', 'parameter-retired', 'warning', 'it has no replacement'],
    ['Switchover Use WAN Optimizations for DS Sync', 'parameter-retired', 'warning', 'it has no replacement'],
    ['switchover use compression FOR ds sync', 'parameter-retired', 'warning', 'it has no replacement'],
    ['Switchover Use Compression for DS Request Sync', 'parameter-retired', 'warning', 'it has no replacement'],
    ['Switchover TS Retry Delay', 'parameter-misspelt', 'error', 'Switchover TS Failure Retry Delay'],
    ['Switchover MaxTS Failures', 'parameter-misspelt', 'error', 'Switchover Max TS Failures'],
    ['Unreachable Primary Ping Count', 'parameter-misspelt', 'error', 'Switchover Unreachable Primary Ping Count'],
    [' ionnotifier ', 'parameter-foreign', 'warning', 'call recovery'],
    ['ManualSwitchOnly', 'parameter-foreign', 'warning', '--manual-switch-only'],
  ])('%s', (name, code, severity, hint) => {
    expect(findParameter(name)).toBeNull();
    const problem = unknownParameter(name, 'p.yaml:1:1');
    expect(problem).toMatchObject({ code, severity, where: 'p.yaml:1:1' });
    expect(problem.do).toContain(hint);
  });

  test('is not in the catalogue, and refers only to names that are', () => {
    for (const other of OTHER_NAMES) {
      expect(findParameter(other.name)).toBeNull();
      const means = other.is === 'retired' ? other.instead : other.is === 'foreign' ? null : other.means;
      if (means !== null) expect(findParameter(means)?.name).toBe(means);
    }
  });

  test('nine were retired', () => {
    expect(OTHER_NAMES.filter((other) => other.is === 'retired' || other.is === 'renamed').length).toBe(9);
  });
});
