/**
 * How much of a log must be read to explain its last switch: enough that nothing earlier can change the explanation.
 * This is tested: the logEvents are followed again after every kind of past that a server may have had.
 */
import { ONE_SWITCH_MS } from './incident-grouping.ts';
import { followIncidents, type SwitchIncident } from './incidents.ts';
import type { Moment } from './moment.ts';
import { isSeen, type LogEvent, type Observation } from './observation.ts';

/** What a log may have said last before the part that is read: each leaves something open, or a role. */
const PASTS: readonly Observation[] = [
  // A backup whose connection failed; one whose module failed; one that received a switch request.
  { kind: 'connection-lost', connection: null },
  { kind: 'module-given-up', module: null, how: null, limit: null },
  { kind: 'module-restarted', module: '', inARow: 1, inPeriod: 1 },
  { kind: 'switch-requested', by: '', immediate: false, transaction: '' },
  { kind: 'cause-named', cause: 'unknown', words: '' },
  // One that became active, in each of the ways in which a switch starts.
  { kind: 'becoming-primary', phrase: 'initiating-switch', reason: null, words: '' },
  { kind: 'state-changed', from: 'Backup', to: 'Primary', words: '' },
  // One that is reconnecting, that may not switch, that is stale.
  { kind: 'state-changed', from: 'Backup', to: 'Reconnecting', words: '' },
  { kind: 'state-changed', from: 'Backup', to: 'UpgradeHigher', words: '' },
  { kind: 'state-changed', from: 'Primary', to: 'Inactive', words: '' },
  { kind: 'mode-set', mode: 'manual', by: null },
];

/** After a calm of this length, nothing is related any more except what stays open, and the role. */
const CALM_MS = 2 * ONE_SWITCH_MS;

/** True if the last switch of these logEvents is the same whatever happened before `begin`, the first row's moment. */
export function isSettled(found: SwitchIncident, logEvents: readonly LogEvent[], begin: Moment): boolean {
  const calm = afterCalm(logEvents, begin);
  if (calm === null) return false;
  const same = linesOf(found);
  return PASTS.every((saw) => {
    const follower = followIncidents();
    follower.see({ file: '', line: 0, order: -1, at: calm.since, text: '', rule: null, saw });
    calm.logEvents.forEach(follower.see);
    const last = follower.end(logEvents.at(-1)?.at ?? null).switches.at(-1);
    return last !== undefined && linesOf(last) === same;
  });
}

/**
 * What follows the first calm; null if there is none. Pings are sent and answered all the time and do not end a calm.
 */
function afterCalm(
  logEvents: readonly LogEvent[],
  begin: Moment,
): { readonly since: Moment; readonly logEvents: readonly LogEvent[] } | null {
  let [since, from] = [begin, 0];
  for (const [index, logEvent] of logEvents.entries()) {
    if (isSeen(logEvent, 'module-ping-sent', 'module-ping-answered')) continue;
    if (logEvent.at.ms - since.ms > CALM_MS) return { since, logEvents: logEvents.slice(from) };
    [since, from] = [logEvent.at, index + 1];
  }
  return null;
}

function linesOf({ marker, markers, before, after }: SwitchIncident): string {
  return [[marker], markers, before, after].map((each) => each.map(({ order }) => order).join()).join(';');
}
