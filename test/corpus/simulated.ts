/**
 * Simulated scenarios, written twice for each server: as our own log, and as the Switchover subsystem of the reference
 * would have logged what this server saw. What really happened is taken from the engine's own state.
 */

import { tableHash } from '../../src/core/engine/drawing.ts';
import type { LogLine } from '../../src/core/engine/effect.ts';
import type { Event } from '../../src/core/engine/event.ts';
import type { State } from '../../src/core/engine/state.ts';
import { stateOf } from '../../src/core/engine/state.ts';
import type { Decision, Step } from '../../src/core/engine/step.ts';
import { TABLE } from '../../src/core/engine/table.ts';
import { decisionLine } from '../../src/core/engine/vocabulary.ts';
import { type Letter, otherLetter } from '../../src/core/letter.ts';
import { randomOf } from '../../src/core/simulation/random.ts';
import { parametersOf, simulate, type Watch } from '../../src/core/simulation/simulate.ts';
import { LAYOUTS } from './layouts.ts';
import type { TrueSwitch } from './log-case.ts';
import { withNoise } from './noise.ts';
import { takeScribe } from './scribe.ts';

export interface SimulatedTakeover extends TrueSwitch {
  /** It became active; false if the process died or stepped back on the way. */
  readonly served: boolean;
}

/** One run of a server, from its start to its last step. */
export interface Life {
  readonly from: number;
  readonly to: number;
  /** It ended by itself. */
  readonly stopped: boolean;
}

export interface SimulatedLog {
  readonly title: string;
  /** Its clock at the start of the scenario, in ms after midnight. Its own times are later by this much. */
  readonly startsAt: number;
  readonly lives: readonly Life[];
  /** When it did anything at all. */
  readonly steps: readonly number[];
  readonly own: string;
  /** The flight recorder of the same scenario. */
  readonly recorder: string;
  /** The same scenario in the words of the reference's subsystem. */
  readonly foreign: string;
  readonly takeovers: readonly SimulatedTakeover[];
  /** Those that the reference's subsystem has words for. */
  readonly trueSwitches: readonly TrueSwitch[];
}

const MARK = { note: '', warning: '[Warning] ', error: '[Error] ' } as const;
const MIDNIGHT = Date.UTC(2026, 10, 23);

interface Witness {
  readonly onLog: (at: number, line: LogLine) => void;
  readonly onStep: (at: number, event: Event, result: Step, before: State) => void;
  readonly onDecision: (at: number, decision: Decision, state: State) => void;
  /** What its Notifier logs about a ping. */
  readonly ping: (at: number, id: number, boot: string, words: string) => void;
  readonly finish: () => SimulatedLog;
}

function witness(seed: number, letter: Letter): Witness {
  const rnd = randomOf(seed * 2 + (letter === 'A' ? 0 : 1));
  const startsAt = rnd.between(0, 86_000_000);
  const rows = ['Time\tTopic\tMessage'];
  const scribe = takeScribe(rnd, startsAt);
  const takeovers: SimulatedTakeover[] = [];
  let begun: { readonly at: number; readonly cause: string } | null = null;
  const row = (at: number, topic: string, text: string): void => {
    rows.push(`${new Date(MIDNIGHT + startsAt + at).toISOString()}\t${topic}\t${text}`);
  };
  const recorded: string[] = [];
  let bootId = '';
  const lives: Life[] = [];
  const steps: number[] = [];
  const put = (at: number, entry: object): void => {
    const wall = new Date(MIDNIGHT + startsAt + at).toISOString();
    recorded.push(JSON.stringify({ wall, ...entry }));
  };
  const settle = (served: boolean): void => {
    const isSwitch = begun !== null && begun.cause !== 'start' && begun.cause !== 'resumed';
    if (begun !== null && isSwitch) takeovers.push({ ...begun, decidable: true, served });
    begun = null;
  };
  return {
    onLog: (at, { topic, level, text }) => row(at, topic, MARK[level] + text),
    onStep: (now, event, { rule, decision, refused, state }, before) => {
      steps.push(now);
      const life = { from: now, ...lives.at(-1), to: now, stopped: state.place.startsWith('stopping.') };
      if (before.self.bootId === bootId) lives.splice(-1, 1, life);
      else {
        lives.push({ ...life, from: now });
        put(now, { engine: '0.1.0', rules: tableHash(TABLE), snapshot: before });
      }
      bootId = before.self.bootId;
      const { from, to, says, inputs, thresholds } = decision ?? {};
      const shown = decision === null || decision.quiet ? {} : { from, to, says, inputs, thresholds };
      put(now, { event, ...(decision === null ? { refused } : { rule }), ...shown });
    },
    onDecision: (at, decision, state) => {
      const { event, from, to } = decision;
      if (event === 'start') {
        settle(false);
        row(at, 'SwitchoverMain', startLine(letter, state.self.bootId));
      }
      if (!decision.quiet) row(at, 'Decision', decisionLine(decision));
      if (stateOf(from) !== 'primary' && stateOf(to) === 'primary' && state.takeover !== null) {
        begun = { at: Math.floor(startsAt + at), cause: state.takeover.cause };
      } else if (begun !== null && to === 'primary.serving') settle(true);
      else if (begun !== null && stateOf(to) !== 'primary') settle(false);
      scribe.write(at, decision, state);
    },
    ping: (at, id, boot, words) => row(at, 'Notifier', `Notifier::Ping : Ping [${id}] of boot [${boot}] ${words}`),
    finish: () => {
      settle(false);
      const lines = withNoise(rnd, scribe.lines, { around: 5, between: 0.05, wholeQuotations: true });
      const layout = LAYOUTS[1]!;
      return {
        title: `seed ${seed}, server ${letter}`,
        startsAt,
        lives,
        steps,
        own: `${rows.join('\n')}\n`,
        recorder: `${recorded.join('\n')}\n`,
        foreign: layout.write(lines, rnd),
        takeovers,
        trueSwitches: scribe.switches,
      };
    },
  };
}

function startLine(letter: Letter, boot: string): string {
  return `SwitchoverMain::Start : switchover 0.1.0, pair [recording], server ${letter} [${letter === 'A' ? 'alpha' : 'beta'}], companion [${letter === 'A' ? 'beta' : 'alpha'}], boot [${boot}], rule table [0]`;
}

/** One in this many pings is logged. */
const WRITTEN_DOWN = 16;

export function simulatedLogs(seeds: number): SimulatedLog[] {
  return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) => {
    const witnesses = { A: witness(seed, 'A'), B: witness(seed, 'B') };
    const onStep: Watch['onStep'] = (at, letter, event, result, before) => {
      const boot = before.self.bootId;
      if (event.type === 'ping-answered' && event.id % WRITTEN_DOWN === 0) {
        witnesses[otherLetter(letter)].ping(at, event.id, boot, 'heard on the main connection, answering');
        witnesses[letter].ping(at, event.id, boot, 'answered on the main connection');
      }
      witnesses[letter].onStep(at, event, result, before);
      for (const effect of result.effects) {
        if (effect.type === 'ping' && effect.id % WRITTEN_DOWN === 0) {
          witnesses[letter].ping(at, effect.id, boot, 'sent on the main connection');
        }
      }
    };
    simulate({
      seed,
      parameters: parametersOf(seed),
      watch: {
        onStep,
        onLog: (at, letter, line) => witnesses[letter].onLog(at, line),
        onDecision: (at, letter, decision, state) => witnesses[letter].onDecision(at, decision, state),
      },
    });
    return [witnesses.A.finish(), witnesses.B.finish()];
  });
}
