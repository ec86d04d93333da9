/** A simulated scenario or seed as data for scripts: the same facts that a person reads. */

import type { ParameterValues } from '../config/parameters/catalogue.ts';
import type { NetworkVerdict } from '../engine/monitors/network.ts';
import type { Cause, Place } from '../engine/state.ts';
import type { Letter } from '../letter.ts';
import type { Moment, RunRecord } from './record.ts';
import type { RunResult } from './run.ts';
import { sayEnd, writeFault } from './scenario/events.ts';
import type { Verdict } from './scenario/verdict.ts';

/** One line of the timeline, from the beginning on. `what` is a sentence without a full stop. */
export interface ReportEntry {
  readonly atMs: number;
  readonly kind: 'event' | 'event-over' | 'decision' | 'conclusion' | 'serving';
  readonly server: Letter | null;
  readonly rule: number | null;
  readonly from: Place | null;
  readonly to: Place | null;
  readonly network: NetworkVerdict | null;
  /** Which servers are active from then on; null if the line is about something else. */
  readonly active: readonly Letter[] | null;
  readonly what: string;
}

export interface SimulationReport {
  readonly story: { readonly name: string; readonly title: string; readonly prose: readonly string[] } | null;
  readonly seed: number | null;
  /** Those that are set; all others have their defaults. */
  readonly parameters: ParameterValues;
  readonly beginning: Readonly<Record<Letter, Place | 'off'>> & { readonly active: readonly Letter[] };
  readonly timeLine: readonly ReportEntry[];
  readonly outcome: {
    readonly lastsMs: number;
    readonly active: readonly Letter[];
    readonly at: Readonly<Record<Letter, Place | 'off'>>;
    readonly becameActive: readonly {
      readonly atMs: number;
      readonly server: Letter;
      readonly cause: Cause;
      readonly term: number;
    }[];
    readonly downtimeMs: number;
    readonly longestDowntimeMs: number;
    /** No server is active, or the module of the active server does not answer. */
    readonly noServiceMs: number;
    readonly twoActiveMs: number;
  };
  readonly expectations: readonly Verdict[];
  /** Violated invariants. Each is a bug in switchover itself. */
  readonly violations: readonly { readonly atMs: number; readonly checker: string; readonly what: string }[];
  /** Every expectation was met, and no invariant was violated. */
  readonly held: boolean;
}

export function reportOf(run: RunResult, about: Pick<SimulationReport, 'story' | 'seed'>): SimulationReport {
  const { record, outcome, parameters, verdicts, violations } = run;
  return {
    ...about,
    parameters,
    beginning: { ...placesAt(record, 'first'), active: record.serving[0]?.value ?? [] },
    timeLine: record.moments.map(entryOf),
    outcome: {
      lastsMs: record.endMs,
      active: outcome.active,
      at: placesAt(record, 'last'),
      becameActive: outcome.rises.map(({ atMs, server, cause, term }) => ({
        atMs: rounded(atMs),
        server,
        cause,
        term,
      })),
      downtimeMs: rounded(outcome.downtimeMs),
      longestDowntimeMs: rounded(outcome.longestDowntimeMs),
      noServiceMs: rounded(outcome.noServiceMs),
      twoActiveMs: rounded(outcome.twoActiveMs),
    },
    expectations: verdicts,
    violations: violations.map(({ at, checker, what }) => ({ atMs: rounded(at), checker, what })),
    held: violations.length === 0 && verdicts.every(({ held }) => held),
  };
}

function placesAt({ standings }: RunRecord, which: 'first' | 'last'): Record<Letter, Place | 'off'> {
  const at = (letter: Letter): Place | 'off' => standings[letter].at(which === 'first' ? 0 : -1)?.value.place ?? 'off';
  return { A: at('A'), B: at('B') };
}

function entryOf(moment: Moment): ReportEntry {
  const entry: Omit<ReportEntry, 'kind' | 'what'> = {
    atMs: rounded(moment.atMs),
    server: null,
    rule: null,
    from: null,
    to: null,
    network: null,
    active: null,
  };
  switch (moment.kind) {
    case 'fault': {
      const { fault, ended } = moment;
      const server = 'server' in fault ? fault.server : null;
      return {
        ...entry,
        server,
        kind: ended ? 'event-over' : 'event',
        what: ended ? sayEnd(fault) : writeFault(fault),
      };
    }
    case 'decision': {
      const { rule, from, to, says } = moment.decision;
      return { ...entry, server: moment.server, kind: 'decision', rule, from, to, what: says.replace(/\.$/, '') };
    }
    case 'conclusion':
      return {
        ...entry,
        server: moment.server,
        kind: 'conclusion',
        network: moment.verdict,
        what: `${moment.server} concludes from its network checks: ${CONCLUSIONS[moment.verdict]}`,
      };
    case 'serving':
      return { ...entry, kind: 'serving', active: moment.serving, what: sayServing(moment) };
  }
}

const CONCLUSIONS: Readonly<Record<NetworkVerdict, string>> = {
  'primary-reached': "the companion's machine answers, so the network works",
  'backup-cut-off': 'it is cut off itself',
  'path-or-site-lost': 'the path to the other site, or the whole site, is lost',
  'primary-unreachable': "the companion's machine does not answer, and its own network works",
  unknown: 'nothing, because they cannot be run',
};

function sayServing({ serving, terms }: Extract<Moment, { readonly kind: 'serving' }>): string {
  const [first, second] = serving;
  if (first === undefined) return 'no server is active';
  if (second === undefined) return `${first} is active, term ${terms[first]}`;
  return `both are active: ${first}, term ${terms[first]}, and ${second}, term ${terms[second]}`;
}

function rounded(ms: number): number {
  return Math.round(ms);
}
