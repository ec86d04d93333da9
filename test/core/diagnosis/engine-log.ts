/**
 * Runs the real engine of one server and keeps the log it writes, as in the server's own log file. Whatever the engine
 * asks of the machine succeeds immediately, unless a test says otherwise.
 */

import { settingsOf } from '../../../src/core/config/parameters/settings.ts';
import { tableHash } from '../../../src/core/engine/drawing.ts';
import { createDriver } from '../../../src/core/engine/driver.ts';
import type { Effect } from '../../../src/core/engine/effect.ts';
import type { UntimedEvent } from '../../../src/core/engine/event.ts';
import type { NetworkChecks } from '../../../src/core/engine/monitors/network.ts';
import type { State, View } from '../../../src/core/engine/state.ts';
import { NEVER_RAN, viewOf } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import { TABLE } from '../../../src/core/engine/table.ts';
import { decisionLine } from '../../../src/core/engine/vocabulary.ts';

export interface EngineLog {
  readonly happens: (...events: readonly UntimedEvent[]) => void;
  /** Who answers connection attempts from now on; at first nobody. */
  readonly answers: (companion: View | null) => void;
  /** Lets time pass, firing the timers that are due. */
  readonly waits: (ms: number) => void;
  readonly state: () => State;
  readonly text: () => string;
  /** The flight recorder of the same run. */
  readonly recording: () => string;
}

export const GOOD_NETWORK: NetworkChecks = {
  link: { result: 'reached', address: 'eth0' },
  gateway: { result: 'reached', address: '10.0.0.1' },
  netTest: { result: 'off' },
  primary: { result: 'reached', address: '10.0.0.2' },
};

const MARK = { note: '', warning: '[Warning] ', error: '[Error] ' } as const;

export interface Circumstances {
  readonly mode?: State['mode'];
  readonly checks?: NetworkChecks;
  readonly claims?: boolean;
}

export function runEngine({ mode = 'automatic', checks = GOOD_NETWORK, claims = true }: Circumstances = {}): EngineLog {
  const begin = Date.UTC(2026, 10, 23, 0, 22, 28);
  const self: State['self'] = {
    letter: 'B',
    name: 'beta',
    companionName: 'alpha',
    bootId: 'b0',
    release: '0.1.0',
    settings: settingsOf({}, 'B'),
    module: null,
    hookLimitMs: 10_000,
    forceBackup: false,
    forcePrimary: false,
  };
  let now = 0;
  let companion: View | null = null;
  const first = initialState(self, NEVER_RAN, mode, now);
  const driver = createDriver(first);
  const lines = ['Time\tTopic\tMessage'];
  const wall = (): string => new Date(begin + now).toISOString();
  const recording = [JSON.stringify({ wall: wall(), engine: '0.1.0', rules: tableHash(TABLE), snapshot: first })];
  const log = (topic: string, text: string): void => {
    lines.push(`${new Date(begin + now).toISOString()}\t${topic}\t${text}`);
  };

  const answerTo = (effect: Effect): UntimedEvent | null => {
    switch (effect.type) {
      case 'persist':
        return { type: 'persisted', id: effect.id };
      case 'claim':
        return claims ? { type: 'claimed', id: effect.id } : { type: 'claim-refused', id: effect.id, detail: 'exit 1' };
      case 'commence':
        return { type: 'commenced', id: effect.id };
      case 'drain':
        return { type: 'drained', id: effect.id };
      case 'discontinue':
        return { type: 'discontinued', id: effect.id };
      case 'diagnose':
        return { type: 'diagnosed', id: effect.id, checks };
      case 'ping':
        return { type: 'ping-answered', connection: effect.connection, id: effect.id };
      case 'dial':
        return companion === null
          ? { type: 'dial-failed', connection: effect.connection, reason: 'ECONNREFUSED' }
          : { type: 'connection-up', connection: effect.connection, view: companion };
      default:
        return null;
    }
  };

  const happens = (...events: readonly UntimedEvent[]): void => {
    events.forEach(driver.post);
    for (let next = driver.next(); next !== null; next = driver.next()) {
      const { event, result } = driver.take(next, now);
      const { decision } = result;
      const { from = '', to = '', says = '', inputs = {}, thresholds = {} } = decision?.quiet === false ? decision : {};
      const shown = decision?.quiet === false ? { from, to, says, inputs, thresholds } : {};
      recording.push(JSON.stringify({ wall: wall(), event, rule: result.rule, ...shown }));
      if (decision?.quiet === false) log('Decision', decisionLine(decision));
      for (const effect of result.effects) {
        if (effect.type === 'log') log(effect.topic, `${MARK[effect.level]}${effect.text}`);
        const answer = answerTo(effect);
        if (answer !== null) driver.post(answer);
      }
    }
  };

  const waits = (ms: number): void => {
    const until = now + ms;
    for (let turn = 0; turn < 10_000; turn += 1) {
      const wake = driver.nextWake();
      if (wake === null || wake.at > until) break;
      now = Math.max(now, wake.at);
      happens({ type: 'timer', timer: wake.timer });
    }
    now = until;
  };

  log(
    'SwitchoverMain',
    'SwitchoverMain::Start : switchover 0.1.0, pair [demo], server B [beta], companion [alpha], boot [b0], rule table [0]',
  );
  happens({ type: 'start' });
  const answers = (view: View | null): void => {
    companion = view;
  };
  return {
    happens,
    answers,
    waits,
    state: driver.state,
    text: () => `${lines.join('\n')}\n`,
    recording: () => `${recording.join('\n')}\n`,
  };
}

/** What the companion, active in term 1, says about itself. */
export function activeCompanion(of: EngineLog): View {
  const view = viewOf(of.state());
  return {
    ...view,
    letter: 'A',
    name: 'alpha',
    place: 'primary.serving',
    serving: true,
    term: 1,
    highestTerm: 1,
    lastPrimaryTerm: 1,
  };
}

/** Both connections come up and the companion is active, so this server is its backup. Takes up to `ms`. */
export function becomesBackup(of: EngineLog, ms = 100): void {
  of.answers(activeCompanion(of));
  of.waits(ms);
}

export function losesBoth(of: EngineLog): void {
  of.answers(null);
  of.happens(
    { type: 'connection-lost', connection: 'main', reason: 'ECONNRESET' },
    { type: 'connection-lost', connection: 'aux', reason: 'ECONNRESET' },
  );
}
