/** A scenario: what happens to a pair and what is expected of it, as written by an operator. */

import type { ParameterValues } from '../../config/parameters/catalogue.ts';
import type { NetworkVerdict } from '../../engine/monitors/network.ts';
import type { Cause } from '../../engine/state.ts';
import type { Letter } from '../../letter.ts';
import type { Fault, Plan } from '../faults.ts';

/** The state of the pair when the scenario begins. */
export type Beginning = 'A' | 'B' | 'off';

export interface Scenario {
  readonly title: string;
  /** The comment below the title, as paragraphs. */
  readonly prose: readonly string[];
  readonly parameters: ParameterValues;
  readonly beginning: Beginning;
  /** Determines what is left to chance: delays of packets and writes. */
  readonly seed: number;
  /** From here on everything is repaired and operators clean up, as after every seed; null: never. In scenario ms. */
  readonly repairedAtMs: number | null;
  readonly events: readonly ScenarioEvent[];
  readonly expectations: readonly ScenarioExpectation[];
  /** Scenario ms. */
  readonly endsAtMs: number;
}

export interface ScenarioEvent {
  /** Scenario ms. */
  readonly atMs: number;
  readonly fault: Fault;
  readonly line: number;
}

export interface ScenarioExpectation {
  readonly expectation: Expectation;
  readonly line: number;
  /** As written, without the word "expect". */
  readonly text: string;
}

/** What a server can be expected to be. `active` is more than the state: it serves and says so. */
export const ROLES = ['active', 'backup', 'reconnecting', 'starting', 'stale', 'unverified', 'stopped', 'off'] as const;

export type Role = (typeof ROLES)[number];

/** From and until in scenario ms, both included; null: at any time. */
interface Between {
  readonly between: readonly [fromMs: number, untilMs: number] | null;
}

export type Expectation =
  | { readonly is: 'role'; readonly server: Letter; readonly role: Role; readonly from: number; readonly until: number }
  | { readonly is: 'nobody-active'; readonly from: number; readonly until: number }
  | (Between & { readonly is: 'becomes-active'; readonly server: Letter; readonly cause: Cause | null })
  | { readonly is: 'not-becoming-active'; readonly server: Letter | null }
  | { readonly is: 'downtime' | 'no-service' | 'two-active'; readonly limit: 'most' | 'least'; readonly ms: number }
  | (Between & { readonly is: 'concludes'; readonly server: Letter; readonly verdict: NetworkVerdict })
  | (Between & { readonly is: 'rule'; readonly server: Letter; readonly rule: number });

/** Time to settle before a scenario with a settled pair begins, in ms. */
const PRELUDE_MS = 60_000;
/** The second server starts when the first one is active, in ms. */
const SECOND_STARTS_MS = 20_000;

/** Simulated ms of the scenario's 0:00. */
export function beginsAtMs({ beginning }: Pick<Scenario, 'beginning'>): number {
  return beginning === 'off' ? 0 : PRELUDE_MS;
}

/** The scenario as a plan. */
export function planOfScenario(scenario: Scenario): Plan {
  const offset = beginsAtMs(scenario);
  const startOf = (letter: Letter): number | null => {
    if (scenario.beginning === 'off') return null;
    return scenario.beginning === letter ? 0 : SECOND_STARTS_MS;
  };
  return {
    faults: scenario.events.map(({ atMs, fault }) => ({ at: offset + atMs, fault })),
    starts: { A: startOf('A'), B: startOf('B') },
    healedAt: scenario.repairedAtMs === null ? null : offset + scenario.repairedAtMs,
    endsAt: offset + scenario.endsAtMs,
    drift: { A: 1, B: 1 },
  };
}

/** Larger files are not scenarios. In UTF-16 units here, in bytes by the reader. */
export const LARGEST_SCENARIO = 256 * 1024;
