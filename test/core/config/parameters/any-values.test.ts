import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ParameterName, ParameterValues } from '../../../../src/core/config/parameters/catalogue.ts';
import { CATALOGUE, findParameter } from '../../../../src/core/config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../../../src/core/config/parameters/definition.ts';
import { GROUPS } from '../../../../src/core/config/parameters/groups.ts';
import { printValue } from '../../../../src/core/config/parameters/print-value.ts';
import { checkTogether } from '../../../../src/core/config/parameters/rules.ts';
import { pingDscpOf, settingsOf } from '../../../../src/core/config/parameters/settings.ts';
import { parseValue } from '../../../../src/core/config/parameters/value.ts';
import { boot, newPair } from '../../../support/engine-pair.ts';
import { letter, make, move } from '../../../support/pair-moves.ts';
import { newWitness, watching } from '../../../support/pair-rules.ts';
import { anyValues } from '../../../support/parameter-values.ts';

const definitions: readonly ParameterDefinition[] = CATALOGUE;
const usedByEngine = definitions.filter(({ group }) => GROUPS[group].usedBy === 'engine');

test('an accepted value is accepted again as it is written back', () => {
  fc.assert(
    fc.property(anyValues(), (values) => {
      for (const [name, value] of Object.entries(values)) {
        const definition = findParameter(name)!;
        expect(parseValue(definition, printValue(definition, value), null)).toMatchObject({ ok: true, value });
      }
    }),
    { numRuns: 300 },
  );
});

test('any accepted values give settings with finite times and whole counts, and no rule throws', () => {
  fc.assert(
    fc.property(anyValues(), letter, (values, who) => {
      for (const [name, value] of Object.entries(settingsOf(values, who))) {
        if (typeof value === 'number')
          expect({ name, sound: Number.isSafeInteger(value) }).toEqual({ name, sound: true });
        if (name.endsWith('Ms')) expect(value).toBeLessThanOrEqual(2 ** 31 - 1);
      }
      for (const { problem } of checkTogether(values)) {
        expect(problem.what + problem.why + problem.do).not.toMatch(/undefined|NaN|\[object|null/);
      }
    }),
    { numRuns: 1000 },
  );
});

test('the engine works with any accepted values, whatever happens to the pair', () => {
  fc.assert(
    fc.property(anyValues(usedByEngine), fc.array(move, { maxLength: 40 }), (values, moves) => {
      const pair = newPair(watching(newWitness()));
      for (const node of Object.values(pair.nodes)) {
        node.self = { ...node.self, settings: settingsOf(values, node.letter) };
        boot(pair, node);
      }
      const operators = { expected: new Map(), sentTo: new Map() };
      for (const each of moves) make(pair, each, operators);
      for (const { state } of Object.values(pair.nodes)) {
        for (const timer of Object.values(state?.timers ?? {})) expect(timer).not.toBeNaN();
      }
    }),
    { numRuns: Number(process.env.PAIR_RUNS ?? 1000) },
  );
});

test('a server reads exactly the parameters that are documented as used', () => {
  const read = new Set<string>();
  const witness = (values: ParameterValues): ParameterValues =>
    new Proxy(values, {
      get: (target, name: ParameterName) => {
        read.add(name);
        return target[name];
      },
    });
  for (const who of ['A', 'B'] as const) {
    settingsOf(witness({}), who);
    settingsOf(witness({ 'Switchover Monitoring': 'IP' }), who);
  }
  pingDscpOf(witness({ 'Switchover Use QoS for Ping': true, 'Switchover Ping on Aux Connection': true }));
  expect([...read].toSorted()).toEqual(usedByEngine.map(({ name }) => name).toSorted());
});
