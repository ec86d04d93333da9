import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, findParameter, unknownParameter } from '../../../src/core/parameters/catalogue.ts';
import type { Bound, ParameterDefinition } from '../../../src/core/parameters/definition.ts';

interface Facts {
  readonly default: unknown;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** Written by hand from the reference's tables, so that a slip in the catalogue has a second witness. */
const REFERENCE = JSON.parse(readFileSync(join(import.meta.dirname, 'reference-facts.json'), 'utf8')) as Record<
  string,
  Facts
>;

const definitions: readonly ParameterDefinition[] = CATALOGUE;

test('the catalogue has the names of the fixture and no others', () => {
  expect(definitions.map(({ name }) => name).toSorted()).toEqual(Object.keys(REFERENCE).toSorted());
});

describe.each(definitions.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  test("has the reference's default and bounds, and says which bounds are ours", () => {
    const stated = (bound: Bound | null): number | null => (bound?.by === 'reference' ? bound.value : null);
    expect({
      default: definition.defaultIsOurs === undefined ? definition.default : null,
      minimum: stated(definition.minimum),
      maximum: stated(definition.maximum),
    }).toEqual(REFERENCE[name]);
  });

  test('is whole: numbers have a unit and both bounds, our own bounds a reason, sentences an end', () => {
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

test('names differ in more than their letter case', () => {
  expect(new Set(definitions.map(({ name }) => name.toLowerCase())).size).toBe(definitions.length);
});

test('a name is found in any letter case', () => {
  expect(findParameter(' switchover RECONNECT timeout ')?.name).toBe('Switchover Reconnect Timeout');
});

describe('an unknown name', () => {
  test('is answered with the nearest three at most', () => {
    const problem = unknownParameter('Switchover NetTest C', 'pair.yaml:1:1');
    expect(problem).toMatchObject({ code: 'parameter-unknown', severity: 'error', where: 'pair.yaml:1:1' });
    expect(problem.do).toBe('did you mean "Switchover NetTest A" or "Switchover NetTest B"?');
  });

  test('in its short form is spelt out and not taken', () => {
    expect(findParameter('Reconnect Timeout')).toBeNull();
    expect(unknownParameter('reconnect timeout', null).do).toBe('did you mean "Switchover Reconnect Timeout"?');
  });

  test('that is like none gets no guess, and hears that there are more in later versions', () => {
    const problem = unknownParameter('CustomMirrorDir', null);
    expect(problem.do).not.toContain('did you mean');
    expect(problem.why).toContain('later version');
  });

  test.each(['', ' ', 'x'.repeat(1_000_000), '\u0000', '__proto__', 'constructor'])('is harmless', (name) => {
    expect(findParameter(name)).toBeNull();
    expect(unknownParameter(name, null).what.length).toBeLessThan(200);
  });
});
