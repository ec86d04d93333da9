import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fault, Plan } from '../../../../src/core/simulation/faults.ts';
import { EVENT_PHRASES, sayEnd, writeFault } from '../../../../src/core/simulation/scenario/events.ts';
import { EXPECTATION_PHRASES } from '../../../../src/core/simulation/scenario/expectations.ts';
import { parseScenario } from '../../../../src/core/simulation/scenario/parse.ts';
import { expand } from '../../../../src/core/simulation/scenario/phrases.ts';
import { planOfScenario } from '../../../../src/core/simulation/scenario/scenario.ts';
import { writeDuration, writeTime } from '../../../../src/core/simulation/scenario/slots.ts';
import { writeScenario } from '../../../../src/core/simulation/scenario/write.ts';
import { endOf, planOf } from '../../../../src/core/simulation/simulate.ts';
import { ROOT } from '../../../support/cli.ts';

const GOLDEN = join(ROOT, 'test', 'core', 'simulation', 'scenario', 'ends.golden.txt');

const EXAMPLES: Readonly<Record<string, string>> = {
  server: 'A',
  duration: '30 s',
  time: '0:30',
  percent: '20 %',
  count: '3',
  connection: 'auxiliary',
  hook: 'commence',
  flag: '--force-backup',
  role: 'active',
  cause: 'manual',
  verdict: 'unknown',
  rule: '310',
  setting: 'Switchover TS Timeout = 20',
};

function filled(pattern: string): string {
  return pattern.replace(/\{(?:(\w+):)?(\w+)\}/g, (_, name: string, slot: string) =>
    name === 'to' ? '40 s' : (EXAMPLES[slot] ?? `no example of ${slot}`),
  );
}

describe('the sentences of a scenario', () => {
  const events = EVENT_PHRASES.flatMap(({ pattern }) => expand(pattern)).map(filled);
  const expectations = EXPECTATION_PHRASES.flatMap(({ pattern }) => expand(pattern)).map(filled);

  it.each(events)('can say that %s', (sentence) => {
    const { scenario, problems } = parseScenario(`title T\nat 0:30 ${sentence}\nend at 1:00`, 's');
    expect(problems).toEqual([]);
    const fault = scenario?.events[0]?.fault as Fault;
    expect(writeFault(fault)).toBe(sentence);
    expect(sayEnd(fault)).not.toContain('undefined');
  });

  it('say how an event ends, in the reviewed words', () => {
    const said = events
      .map((sentence) => {
        const { scenario } = parseScenario(`title T\nat 0:30 ${sentence}\nend at 1:00`, 's');
        return `${sentence}: ${sayEnd(scenario!.events[0]!.fault)}\n`;
      })
      .join('');
    if (process.env.UPDATE === '1') writeFileSync(GOLDEN, said);
    expect(said, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it.each(expectations)('can expect that %s', (sentence) => {
    expect(parseScenario(`title T\nexpect ${sentence}\nend at 1:00`, 's').problems).toEqual([]);
  });

  it('express whatever a seed can generate, and are read back unchanged', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const plan: Plan = { ...planOf(seed), drift: { A: 1, B: 1 } };
      const text = writeScenario(`seed ${seed}`, [], {}, plan, seed);
      const { scenario, problems } = parseScenario(text, 's');
      expect(problems).toEqual([]);
      const read = planOfScenario(scenario!);
      const started = read.faults.filter(({ fault }) => fault.kind === 'start');
      expect(started).toHaveLength(2);
      expect({ ...read, faults: read.faults.filter((each) => !started.includes(each)) }).toEqual({
        ...plan,
        endsAt: endOf(plan, {}),
        starts: { A: null, B: null },
      });
      expect(scenario?.seed).toBe(seed);
    }
  });

  it.each([
    [0, '0 s', '0:00'],
    [1, '1 ms', '0:00.001'],
    [90_000, '90 s', '1:30'],
    [120_000, '2 min', '2:00'],
    [3_723_500, '3723.5 s', '1:02:03.500'],
  ])('write %i ms as a duration and as a time', (ms, duration, time) => {
    expect([writeDuration(ms), writeTime(ms)]).toEqual([duration, time]);
  });
});
