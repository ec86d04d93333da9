import { anyUp, bothUp } from '../health/connections.ts';
import { forbidsTakeover } from '../health/network.ts';
import { winsContest } from './contest.ts';
import type { Event } from './event.ts';
import { guard, not } from './row.ts';
import type { SettledSwitch, State } from './state.ts';
import { stateOf, termOf } from './state.ts';

export const connected = guard('a connection is up', (s) => anyUp(s.connections));
export const bothDown = not(connected);
export const oneDown = guard('one connection is left', (s) => anyUp(s.connections) && !bothUp(s.connections));

export const companionServes = guard('the companion serves', (s) => s.companion?.serving === true);
export const companionIsTaking = guard(
  'the companion is in the primary state, but not serving',
  (s) => s.companion !== null && stateOf(s.companion.place) === 'primary' && !s.companion.serving,
);
/** In either phase it holds, or is about to hold, the role. */
export const companionIsPrimary = guard(
  'the companion is in the primary state',
  (s) => s.companion !== null && stateOf(s.companion.place) === 'primary',
);
export const companionStarts = guard(
  'the companion is starting',
  (s) => s.companion !== null && (stateOf(s.companion.place) === 'init' || companionIsTaking.holds(s, NOTHING)),
);
export const companionGaveUp = guard(
  'the companion gave up its role',
  (s) => s.companion !== null && ['inactive', 'error'].includes(stateOf(s.companion.place)),
);
export const companionIsNoPrimary = guard(
  'the companion answers and is no primary either',
  (s) => s.companion !== null && stateOf(s.companion.place) !== 'primary' && stateOf(s.companion.place) !== 'stopping',
);
export const companionIsBackup = guard(
  'the companion is a backup too',
  (s) => s.companion !== null && ['backup', 'reconnecting'].includes(stateOf(s.companion.place)),
);

/** Guards that look at the state alone are composed with this in place of an event. */
const NOTHING: Event = { type: 'start', at: 0 };

export const newerHere = guard(
  'the last own term is above that of the active server',
  (s) => s.companion !== null && s.durable.lastPrimaryTerm > s.companion.term,
);
export const higherTermThere = guard(
  'the companion has the higher term',
  (s) => s.companion !== null && s.companion.term > termOf(s),
);
export const winsTheContest = guard('this server goes first', winsContest);
export const wasPrimary = guard('it was primary before', (s) => s.durable.role === 'primary');
export const isStale = guard('it is stale', (s) => s.durable.role === 'stale' && !s.self.forcePrimary);
export const isForcedBackup = guard('it was told to be the backup', (s) => s.self.forceBackup);

export const isManual = guard('manual mode', (s) => s.mode === 'manual');
export const networkForbids = guard(
  'the last completed network check forbids it',
  (s) => s.network !== null && forbidsTakeover(s.network.verdict),
);
export const cutOff = guard('this server is cut off', (s) => s.network?.verdict === 'backup-cut-off');
export const pathLost = guard('the path or the site is lost', (s) => s.network?.verdict === 'path-or-site-lost');
export const primaryUnreachable = guard(
  "the primary's server is unreachable",
  (s) => s.network?.verdict === 'primary-unreachable',
);
export const noReconnectTime = guard(
  'Switchover Reconnect Timeout is 0',
  (s) => s.self.settings.reconnectTimeoutMs === 0,
);
export const notExtended = guard('not extended before', (s) => !s.extended);

export const inControlledSwitch = guard('a controlled switch is under way', (s) => s.transaction?.controlled === true);
export const abandoned = guard(
  'the companion gave up, or cannot be heard any longer',
  (s) => s.transaction?.abandoned === true || !anyUp(s.connections),
);
export const sameTransaction = guard(
  'it belongs to the switch under way',
  (s, e) => e.type === 'message' && 'id' in e.message && e.message.id === s.transaction?.id,
);
export const prepareFits = guard(
  'it names the term served here',
  (s, e) => e.type === 'message' && e.message.kind === 'prepare' && e.message.expectedTerm === termOf(s),
);

/** The settled switch that a request or a message repeats. */
export function settledSwitch(state: State, event: Event): SettledSwitch | undefined {
  if (event.type !== 'switch-requested') return undefined;
  return state.settled.find((each) => each.id === event.request.id);
}

export const isRepeat = guard('that switch has been decided before', (s, e) => settledSwitch(s, e) !== undefined);
export const isUnderWay = guard(
  'that switch is under way',
  (s, e) => e.type === 'switch-requested' && s.transaction?.id === e.request.id,
);
export const isImmediate = guard('immediate', (_s, e) => e.type === 'switch-requested' && e.request.immediate);
export const expectsAnother = guard('the pair is not as the operator saw it', (s, e) => {
  if (e.type !== 'switch-requested') return false;
  const { expectedTerm } = e.request;
  const serving = s.companion?.serving === true && anyUp(s.connections) ? s.companion.term : null;
  return expectedTerm !== serving;
});

export const takeoverWanted = guard(
  'the backup shall take over',
  (_s, e) => e.type === 'message' && e.message.kind === 'stopped' && e.message.takeover,
);
export const isExhausted = guard('all pings failed', (s, e) => e.type === 'ping-failed' && !anyUp(s.connections));
