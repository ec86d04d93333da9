/**
 * The invariant of the bounds (`core/bounds`): a healthy pair meets a single failure of a known class, and its backup
 * takes over no earlier and no later than `params bounds` says, or not at all if it says never.
 */

import type { Settings } from '../config/parameters/settings.ts';
import type { Failure, TakeoverBound } from '../engine/bounds/takeover.ts';
import { takeoverBounds } from '../engine/bounds/takeover.ts';
import { CONNECTION_NAMES } from '../engine/monitors/connections.ts';
import type { State } from '../engine/state.ts';
import type { Letter } from '../letter.ts';
import { LETTERS, otherLetter } from '../letter.ts';
import type { Fault } from './faults.ts';
import { lasts } from './faults.ts';
import type { Invariant, InvariantContext, PairStates } from './invariant.ts';

/** How long nothing else may have happened before, so that whatever was under way has ended, in ms. */
const QUIET_MS = 15_000;
/** How long repeated requests and duplicate messages may still arrive, in ms. */
const ECHO_MS = 20_000;
/** For packet latency, in ms, and for clock drift, as a share of the time. */
const MARGIN_MS = 100;
const DRIFT = 0.002;

/** A failure under way and what is expected of the backup. */
interface Expectation {
  readonly bound: TakeoverBound;
  readonly backup: Letter;
  readonly at: number;
}

/** What the class of a failure depends on besides its kind. */
interface Struck {
  readonly isActive: boolean;
  /** Of the backup. */
  readonly settings: Settings;
}

export function checkBounds(context: InvariantContext, find: (what: string) => void): Omit<Invariant, 'name'> {
  let broken = 0;
  let quietFrom = QUIET_MS;
  let expected: Expectation | null = null;

  const disturbed = (echoMs: number): void => {
    expected = null;
    quietFrom = Math.max(quietFrom, context.now() + echoMs + QUIET_MS);
  };

  const arm = (fault: Fault): Expectation | null => {
    if (broken > 0 || context.now() < quietFrom) return null;
    const states = context.states();
    const backup = LETTERS.find((letter) => isReady(states, letter));
    if (backup === undefined || !context.isSound()) return null;
    const settings = states[backup]!.self.settings;
    const active = otherLetter(backup);
    const failure = classOf(fault, { isActive: targetOf(fault) === active, settings });
    if (failure === null) return null;
    const bounds = takeoverBounds({ settings, hasModule: true, mode: 'automatic' });
    return { bound: bounds.find((bound) => bound.failure === failure)!, backup, at: context.now() };
  };

  return {
    onFault: (fault, ended) => {
      const armed: Expectation | null = fault === null || ended ? null : arm(fault);
      if (fault === null) broken = 0;
      else if (lasts(fault) > 0) broken = Math.max(0, broken + (ended ? -1 : 1));
      disturbed(fault?.kind === 'switch' ? fault.times * ECHO_MS : 0);
      if (fault?.kind === 'duplicates' && ended) disturbed(ECHO_MS);
      expected = armed;
    },
    onRise: ({ letter, rule }) => {
      if (expected === null) return;
      const { bound, backup, at } = expected;
      expected = null;
      if (letter !== backup) return;
      const ms = context.now() - at;
      context.onTimed(bound.failure);
      if (bound.never !== null)
        find(`${letter} takes over after ${say(ms)} (rule ${rule}), ${bound.failure}: ${bound.never}`);
      else if (ms < shortest(bound)) find(`${letter} takes over after ${say(ms)} (rule ${rule}), ${describe(bound)}`);
    },
    onSecond: () => {
      if (expected === null) return;
      const { bound, backup, at } = expected;
      const ms = context.now() - at;
      if (bound.never !== null || ms <= longest(bound)) return;
      expected = null;
      find(`${backup} has not taken over after ${say(ms)}, ${describe(bound)}`);
    },
  };
}

function shortest({ shortestMs }: TakeoverBound): number {
  return (shortestMs ?? 0) * (1 - DRIFT) - MARGIN_MS;
}

function longest({ longestMs }: TakeoverBound): number {
  return (longestMs ?? 0) * (1 + DRIFT) + MARGIN_MS;
}

function describe({ failure, shortestMs, longestMs }: TakeoverBound): string {
  return `${failure}: ${say(shortestMs ?? 0)} to ${say(longestMs ?? 0)}`;
}

function say(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** A backup with nothing in doubt and both connections to its active server. */
function isReady(states: PairStates, letter: Letter): boolean {
  const backup = states[letter];
  const active = states[otherLetter(letter)];
  if (backup === null || active === null || active.place !== 'primary.serving') return false;
  const { module, mode, place, startedUp } = backup;
  return (
    place === 'backup.watching' &&
    mode === 'automatic' &&
    startedUp &&
    isConnected(backup) &&
    isConnected(active) &&
    module.verdict === 'answering' &&
    module.failures === 0 &&
    module.restarts.length === 0 &&
    backup.companion?.serving === true
  );
}

function isConnected({ connections, monitors }: State): boolean {
  return CONNECTION_NAMES.every((name) => connections[name].status === 'up' && monitors[name].failures === 0);
}

/** Null: the pair, or the network in between. */
function targetOf(fault: Fault): Letter | null {
  if (fault.kind === 'switch') return fault.to;
  return 'server' in fault ? fault.server : null;
}

/** Null if no bound covers it. */
function classOf(fault: Fault, { isActive, settings }: Struck): Failure | null {
  switch (fault.kind) {
    case 'kill':
      return isActive ? 'process-killed' : null;
    case 'freeze':
      return isActive ? 'both-connections' : null;
    case 'power-off':
    case 'cable':
      return isActive ? 'primary-unreachable' : null;
    case 'gateway':
      return isActive ? 'primary-unreachable' : 'backup-cut-off';
    case 'connection':
      return fault.connection === 'main' ? 'main-connection-only' : null;
    case 'module-hangs':
      return isActive ? 'module-hung' : null;
    case 'module-gone':
      return isActive ? 'module-gone' : null;
    case 'module-restarts':
      return isActive && fault.everyMs <= settings.moduleTimeoutMs ? 'module-restarting' : null;
    case 'switch':
      if (fault.times > 1 || isActive) return null;
      return fault.immediate ? 'immediate-switch' : 'controlled-switch';
    default:
      return null;
  }
}
