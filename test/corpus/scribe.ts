/**
 * Writes what a server of a simulated pair saw and decided, in the words of the reference's subsystem. It uses the
 * engine's decisions and state, never what the engine logs.
 */

import type { State } from '../../src/core/engine/state.ts';
import { stateOf } from '../../src/core/engine/state.ts';
import type { Decision } from '../../src/core/engine/step.ts';
import type { Random } from '../../src/core/simulation/random.ts';
import { type Line, type Pen, type TrueSwitch, takePen } from './log-case.ts';
import * as say from './sentences.ts';

export interface Scribe {
  readonly write: (at: number, decision: Decision, state: State) => void;
  readonly lines: readonly Line[];
  /** The switches that it wrote: not those of a starting server, for which it has no words. */
  readonly switches: readonly TrueSwitch[];
}

export function takeScribe(rnd: Random, startsAt: number): Scribe {
  const d = { ...say.anyDialect(rnd), module: 'TsServer' };
  const pen = takePen(rnd, startsAt);
  const switches: TrueSwitch[] = [];
  let since = 0;
  let sockets = 100;
  return {
    lines: pen.lines,
    switches,
    write: (moment, decision, state) => {
      const at = Math.round(moment);
      pen.wait(at - since);
      since = at;
      const before = stateOf(decision.from);
      if (before !== 'backup' && before !== 'reconnecting') return;
      sockets += 1;
      seen(pen, d, decision, state, sockets);
      const cause = decided(pen, d, decision, state);
      if (cause !== null) switches.push({ at: pen.now(), cause, decidable: cause !== 'unknown' });
    },
  };
}

function seen(pen: Pen, d: say.Dialect, { event }: Decision, state: State, socket: number): void {
  const { module, self } = state;
  switch (event) {
    case 'connection-lost':
      say.socketFailure(pen, d, '10054', socket);
      say.connectionLost(pen, d);
      return;
    case 'module-answered':
      say.pingAnswered(pen, d);
      return;
    case 'module-ping-failed': {
      const limit = self.settings.maxModuleFailures;
      if (module.verdict === 'down') say.moduleGivenUp(pen, d, 'timed out', limit);
      else if (module.verdict === 'failing' && module.failures > 0) {
        say.pingFailed(pen, d, 'timed out', module.failures, limit);
      } else if (module.verdict === 'failing') say.roundLost(pen, d, 'main', limit);
      return;
    }
    case 'diagnosed':
      if (state.network !== null) checked(pen, d, state.network.verdict);
  }
}

const NETWORKS: Readonly<Record<string, readonly [say.Network, string]>> = {
  'primary-reached': [{ gateway: 'Reached', netTest: 'Unavailable', primary: 'Reached' }, 'primary reached'],
  'primary-unreachable': [
    { gateway: 'Reached', netTest: 'Unavailable', primary: 'Unreachable' },
    'primary unreachable',
  ],
  'backup-cut-off': [{ gateway: 'Unreachable', netTest: 'Unavailable', primary: 'Unreachable' }, 'backup cut off'],
  'path-or-site-lost': [{ gateway: 'Reached', netTest: 'Unreachable', primary: 'Unreachable' }, 'path or site lost'],
};

function checked(pen: Pen, d: say.Dialect, verdict: string): void {
  const [network, words] = NETWORKS[verdict] ?? [null, ''];
  if (network === null) return;
  say.networkChecks(pen, d, network);
  say.connectionStatus(pen, d, 'both connections down', words);
}

/** The cause of the switch that it writes; null if there is none. */
function decided(pen: Pen, d: say.Dialect, { from, to, event }: Decision, state: State): string | null {
  const [before, after] = [stateOf(from), stateOf(to)];
  if (to === 'reconnecting.waiting' && from !== to) {
    say.reconnectTimer(pen, d, state.self.settings.reconnectTimeoutMs / 1000);
  }
  if (before === 'reconnecting' && after === 'backup') say.restored(pen, d);
  if (after === 'inactive') say.goingTo(pen, 'Backup', 'Another server is active', 'Inactive');
  const cause = state.takeover?.cause;
  if (after !== 'primary' || cause === 'start' || cause === 'resumed') return null;
  switch (cause) {
    case 'module-down':
      say.moduleDecision(pen, d);
      return cause;
    case 'module-restarting':
      say.restartingDecision(pen, d);
      return cause;
    case 'notifier-connection-lost':
      if (event === 'timer:reconnect') say.reconnectExpired(pen, d);
      say.lostDecision(pen, d);
      return cause;
    case 'primary-unreachable':
      say.unreachableDecision(pen, d);
      return cause;
    case 'manual':
      say.olderEvent(pen, 'eInternalSwitchReq');
      say.olderSwitch(pen);
      return cause;
    default:
      // The reference has no words for the others.
      say.MARKERS[1]!(pen);
      return 'unknown';
  }
}
