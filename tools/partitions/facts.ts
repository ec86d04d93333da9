/**
 * The outcome for a pair in one kind of partition: the same scenario run several times, with the fault a little later or
 * longer, so that it does not matter where a ping happens to be. The worst result counts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../src/core/simulation/faults.ts';
import { lasts } from '../../src/core/simulation/faults.ts';
import type { Stretch } from '../../src/core/simulation/record.ts';
import type { RunResult } from '../../src/core/simulation/run.ts';
import { runScenario } from '../../src/core/simulation/run.ts';
import { parseScenario } from '../../src/core/simulation/scenario/parse.ts';
import type { Scenario, ScenarioEvent } from '../../src/core/simulation/scenario/scenario.ts';
import { ROOT } from '../generated.ts';
import type { Setup } from './kinds.ts';

/** Each in words, for a cell of a table. */
export interface Facts {
  readonly becomesActive: string;
  readonly withoutService: string;
  readonly bothServe: string;
  readonly afterwards: string;
}

function readShipped(name: string): Scenario {
  const file = `${name}.scenario`;
  const { scenario, problems } = parseScenario(readFileSync(join(ROOT, 'examples', 'scenarios', file), 'utf8'), file);
  if (scenario === null) throw new Error(`${file}: ${problems[0]?.what}`);
  return scenario;
}

/** How many ms later, and how many times as long. */
interface Variation {
  readonly laterMs: number;
  readonly longer: number;
}

const VARIATIONS: readonly Variation[] = [
  { laterMs: 0, longer: 1 },
  { laterMs: 1_900, longer: 1 },
  { laterMs: 3_700, longer: 3 },
];

/** An operator sets manual mode on both servers before anything breaks. In scenario ms. */
const MANUAL: ScenarioEvent = {
  atMs: 1_000,
  fault: { kind: 'mode', server: null, mode: 'manual', expiresMs: null },
  line: 0,
};

interface VariationRun {
  readonly result: RunResult;
  /** From when to when it was broken, in scenario ms; infinite if it is not repaired. */
  readonly from: number;
  readonly until: number;
}

/** `asTold`: the fault lasts as long as the scenario says, and no longer. */
export function factsOf(name: string, { parameters, manual }: Setup, asTold: boolean): Facts {
  const scenario = { ...readShipped(name), parameters };
  const runs = VARIATIONS.map(({ laterMs, longer }) => {
    const { events, ...rest } = varied(scenario, { laterMs, longer: asTold ? 1 : longer });
    return runVariation({ ...rest, events: manual === true ? [MANUAL, ...events] : events });
  });
  for (const { result } of runs)
    if (result.violations.length > 0) throw new Error(`${name}: ${result.violations[0]?.what}`);
  return {
    becomesActive: becomesActive(runs),
    withoutService: worst(runs, ({ working }) => working.map(({ atMs, value }) => ({ atMs, value: !value }))),
    bothServe: worst(runs, ({ serving }) => serving.map(({ atMs, value }) => ({ atMs, value: value.length === 2 }))),
    afterwards: afterwards(runs),
  };
}

/** What breaks: the last event with a duration. If none has one, the scenario is about its first event. */
function broken({ events }: Scenario): ScenarioEvent | undefined {
  return events.findLast(({ fault }) => lasts(fault) > 0) ?? events[0];
}

function varied(scenario: Scenario, { laterMs, longer }: Variation): Scenario {
  const length = lengthOf(broken(scenario)?.fault);
  const moreMs = length === null ? 0 : length * (longer - 1);
  const longerFault = (fault: Fault): Fault =>
    'forMs' in fault && length !== null && fault.forMs === length ? { ...fault, forMs: length * longer } : fault;
  const events = scenario.events.map((event) => ({
    ...event,
    atMs: event.atMs + (scenario.beginning === 'off' ? 0 : laterMs),
    fault: longerFault(event.fault),
  }));
  return { ...scenario, events, endsAtMs: scenario.endsAtMs + laterMs + moreMs };
}

function lengthOf(fault: Fault | undefined): number | null {
  return fault !== undefined && 'forMs' in fault ? fault.forMs : null;
}

function runVariation(scenario: Scenario): VariationRun {
  const event = broken(scenario);
  const from = event?.atMs ?? 0;
  return {
    result: runScenario(scenario, {}),
    from,
    until: from + (lengthOf(event?.fault) ?? Number.POSITIVE_INFINITY),
  };
}

function becomesActive(runs: readonly VariationRun[]): string {
  const rises = runs.map(({ result, from, until }) =>
    result.record.rises
      .filter(({ atMs }) => atMs >= from)
      .map((rise) => ({ ...rise, late: rise.atMs >= until, from, until })),
  );
  const shapes = new Set(rises.map((each) => each.map(({ server, late }) => `${server} ${late}`).join()));
  const [first] = rises;
  if (shapes.size !== 1 || first === undefined) return `not always the same: ${[...shapes].join(' or ')}`;
  if (first.length === 0) return 'neither';
  return first
    .map(({ server, late }, index) => {
      const after = rises.flatMap((each) =>
        each.slice(index, index + 1).map((rise) => rise.atMs - (late ? rise.until : rise.from)),
      );
      return `${server} ${sayWhen(Math.min(...after), Math.max(...after), late)}`;
    })
    .join(', ');
}

function sayWhen(leastMs: number, mostMs: number, late: boolean): string {
  const [least, most] = [Math.floor(leastMs / 1_000), Math.ceil(mostMs / 1_000)];
  if (late) return `within ${most} s of its end`;
  return most <= 1 ? 'immediately' : `after ${least === most ? '' : `${least} to `}${most} s`;
}

/** The longest total time for which it is so, and whether it lasts as long as the fault. */
function worst(
  runs: readonly VariationRun[],
  stretchesOf: (record: RunResult['record']) => readonly Stretch<boolean>[],
): string {
  const spans = runs.map(({ result, from, until }) =>
    spanOf(stretchesOf(result.record), result.record.endMs, from, until),
  );
  const most = Math.ceil(Math.max(...spans.map(({ ms }) => ms)) / 1_000);
  if (most === 0) return 'never';
  if (!spans.some(({ reachesEnd }) => reachesEnd)) return `up to ${most} s`;
  if (spans.some(({ until }) => until === Number.POSITIVE_INFINITY)) return 'permanently';
  const tail = Math.ceil(Math.max(...spans.map(({ tailMs }) => tailMs)) / 1_000);
  return tail === 0 ? 'until it ends' : `until it ends, plus up to ${tail} s`;
}

interface Span {
  readonly ms: number;
  /** It is still so when the fault ends, and for this long afterwards. */
  readonly reachesEnd: boolean;
  readonly tailMs: number;
  readonly until: number;
}

function spanOf(stretches: readonly Stretch<boolean>[], endMs: number, from: number, until: number): Span {
  const spans = stretches.flatMap(({ atMs, value }, index) =>
    value && atMs >= from ? [{ from: atMs, until: stretches[index + 1]?.atMs ?? endMs }] : [],
  );
  const last = spans.find((span) => span.from < until && span.until >= Math.min(until, endMs));
  return {
    ms: spans.reduce((sum, span) => sum + span.until - span.from, 0),
    reachesEnd: last !== undefined,
    tailMs: last === undefined ? 0 : last.until - until,
    until,
  };
}

function afterwards(runs: readonly VariationRun[]): string {
  const ends = runs.map(({ result: { record } }) =>
    (['A', 'B'] as const).map((letter) => `${letter} ${sayRole(record.standings[letter].at(-1)?.value)}`).join(', '),
  );
  return [...new Set(ends)].join(' or ');
}

function sayRole(standing: { readonly place: string; readonly serves: boolean } | undefined): string {
  if (standing === undefined || standing.place === 'off') return 'off';
  if (standing.serves) return 'active';
  const state = standing.place.split('.')[0] ?? '';
  return state === 'inactive' ? 'stale' : state === 'init' ? 'asking' : state;
}
