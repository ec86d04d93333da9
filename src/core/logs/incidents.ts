/**
 * Follows one server's log and cuts it into incidents: from the first logged failure to the switch that came of it, or
 * to what averted it, or to the end of the log where neither is known.
 *
 * Roles are followed too. After a switch the server is the active one until the log shows that it is backup again, and
 * what it then says of lost connections is the other server's trouble, not a reason for it to switch. Several of the
 * five marking phrases (reading R34) for one switch are one switch.
 */
import {
  byPhrase,
  CONNECTION_SYMPTOMS,
  countsAgain,
  FADED_MS,
  type Group,
  isFaded,
  isSameSwitch,
  isSwitch,
  keep,
  keepIncident,
  ONE_SWITCH_MS,
  type Open,
  onlyModule,
  recent,
  SYMPTOMS,
  stillOpen,
} from './belonging.ts';
import type { Moment } from './moment.ts';
import { type AvertedReason, isSeen, type Seen, type Sighting } from './observation.ts';

export interface SwitchIncident {
  /** The line that says the server becomes primary. */
  readonly marker: Seen<'becoming-primary'>;
  /** Everything that marks this switch, `marker` included, in file order. */
  readonly markers: readonly Seen<'becoming-primary'>[];
  /** What led to it: failures, checks, decisions. In file order, bounded. */
  readonly before: readonly Sighting[];
  /** What followed while the server took over. */
  readonly after: readonly Sighting[];
}

export interface AvertedIncident {
  readonly reason: AvertedReason;
  /** The line that shows it. */
  readonly by: Sighting;
  readonly before: readonly Sighting[];
}

export interface GivenUpSwitch {
  readonly by: Seen<'switch-given-up' | 'takeover-refused'>;
  readonly request: Seen<'switch-requested'> | null;
}

export interface Incidents {
  readonly switches: readonly SwitchIncident[];
  readonly averted: readonly AvertedIncident[];
  readonly givenUp: readonly GivenUpSwitch[];
  /** Failures, or a requested switch, whose outcome the log does not show. Empty where there is none. */
  readonly open: readonly Sighting[];
}

export interface IncidentFollower {
  readonly see: (sighting: Sighting) => void;
  /** `last` is the moment of the log's last row, known or not. */
  readonly end: (last: Moment | null) => Incidents;
}

/** For so long after a switch the stopping monitors may still write what they had begun. */
const STOPPING_MS = 10_000;

/**
 * What the server is, as far as the log says. Only one that watches the other can have a reason to switch: lost
 * connections of a starting, active or stale server are no symptoms. A log that says nothing is taken for a backup's.
 */
type Role = 'watching' | 'starting' | 'active' | 'aside';

/** The follower's memory of one log. */
interface Memory {
  readonly switches: SwitchIncident[];
  readonly averted: AvertedIncident[];
  readonly givenUp: GivenUpSwitch[];
  role: Role;
  activeSince: Moment | null;
  open: Open | null;
  group: Group | null;
  /** What belongs to an incident only if one follows: a ping sent, an event, the checks of a starting server. */
  prelude: Sighting[];
}

export function followIncidents(): IncidentFollower {
  const memory: Memory = {
    switches: [],
    averted: [],
    givenUp: [],
    role: 'watching',
    activeSince: null,
    open: null,
    group: null,
    prelude: [],
  };
  const end = (last: Moment | null): Incidents => {
    const { open, switches, averted, givenUp } = memory;
    const isOpen = open !== null && !recordHeld(memory) && !(last !== null && isFaded(open, last));
    closeGroup(memory, 'watching');
    return { switches, averted, givenUp, open: isOpen ? open.sightings : [] };
  };
  return { see: (sighting) => see(memory, sighting), end };
}

function see(memory: Memory, sighting: Sighting): void {
  if (memory.open !== null && isFaded(memory.open, sighting.at)) memory.open = null;
  if (isSeen(sighting, 'becoming-primary')) becomingPrimary(memory, sighting);
  else if (isSeen(sighting, 'serving')) serving(memory, sighting);
  else if (isSeen(sighting, 'started')) {
    closeGroup(memory, 'starting');
    recordHeld(memory);
    forgetOpen(memory);
  } else if (isSeen(sighting, 'reconnected')) {
    closeGroup(memory, 'watching');
    recovered(memory, sighting, 'reconnected');
  } else if (isSeen(sighting, 'state-changed')) changingState(memory, sighting);
  else if (isSeen(sighting, 'switch-requested')) {
    closeGroup(memory, 'watching');
    const open = ensureOpen(memory, sighting);
    open.request = sighting;
    add(open, sighting);
  } else if (isSeen(sighting, 'switch-given-up', 'takeover-refused')) givingUp(memory, sighting);
  else if (memory.role === 'starting') watchStart(memory, sighting);
  else if (memory.role !== 'aside' && !seenAsActive(memory, sighting)) watch(memory, sighting);
}

// --- becoming and being the active server ---------------------------------------------------------------------

function becomingPrimary(memory: Memory, marker: Seen<'becoming-primary'>): void {
  const { group } = memory;
  if (group !== null && isSameSwitch(group, marker)) {
    group.markers.push(marker);
    group.marker = group.markers.toSorted(byPhrase)[0] ?? marker;
    return;
  }
  closeGroup(memory, 'active');
  const before = memory.open?.sightings ?? recent(memory.prelude, marker);
  recordHeld(memory);
  memory.group = { marker, markers: [marker], before, after: [], served: false };
  memory.activeSince = marker.at;
  forgetOpen(memory);
}

function serving(memory: Memory, sighting: Seen<'serving'>): void {
  memory.activeSince ??= sighting.at;
  memory.role = 'active';
  if (memory.group === null) return;
  memory.group.served = true;
  keep(memory.group.after, sighting);
}

function changingState(memory: Memory, sighting: Seen<'state-changed'>): void {
  const { from, to } = sighting.saw;
  if (to === 'Reconnecting') {
    closeGroup(memory, 'watching');
    add(ensureOpen(memory, sighting), sighting);
    return;
  }
  closeGroup(memory, ROLE_IN_STATE[to] ?? 'watching');
  if (to === 'Backup' && (from === 'Reconnecting' || from === 'Init')) recovered(memory, sighting, 'reconnected');
  else {
    recordHeld(memory);
    forgetOpen(memory);
  }
}

/** A requested switch, or a takeover under way, came to nothing. */
function givingUp(memory: Memory, by: Seen<'switch-given-up' | 'takeover-refused'>): void {
  const { group } = memory;
  const undone = group !== null && !group.served && isSwitch(group);
  const request = [...(memory.open?.sightings ?? []), ...(undone ? group.before : [])].findLast((each) =>
    isSeen(each, 'switch-requested'),
  );
  keepIncident(memory.givenUp, {
    by,
    request: request !== undefined && isSeen(request, 'switch-requested') ? request : null,
  });
  if (undone) {
    memory.group = null;
    memory.activeSince = null;
    memory.role = 'watching';
    // What led to it still stands: the failures are not answered by a takeover that did not happen.
    memory.open = stillOpen(group.before);
  } else if (memory.open !== null) memory.open = stillOpen(memory.open.sightings);
}

function closeGroup(memory: Memory, role: Role): void {
  if (memory.group !== null && isSwitch(memory.group)) keepIncident(memory.switches, { ...memory.group });
  memory.group = null;
  memory.activeSince = null;
  memory.role = role;
}

/** While the server is the active one: true where the sighting needs no further look. */
function seenAsActive(memory: Memory, sighting: Sighting): boolean {
  if (memory.activeSince === null) return false;
  const since = sighting.at.ms - memory.activeSince.ms;
  const ofConnections = isSeen(sighting, ...CONNECTION_SYMPTOMS, 'network-check', 'diagnosis');
  // Our own log always says when a role ends; the reference's may not, and only a backup watches anything.
  const still = sighting.at.calendar === 'zoned' || since <= STOPPING_MS || (ofConnections && since <= ONE_SWITCH_MS);
  if (still && memory.group !== null && since <= ONE_SWITCH_MS) keep(memory.group.after, sighting);
  if (!still && isSeen(sighting, ...SYMPTOMS)) closeGroup(memory, 'watching');
  return still;
}

// --- watching the active server -----------------------------------------------------------------------------------

function watch(memory: Memory, sighting: Sighting): void {
  const { open } = memory;
  if (isSeen(sighting, 'module-ping-answered', 'verification-answered')) {
    memory.prelude = [];
    if (open !== null && onlyModule(open)) recovered(memory, sighting, 'module-recovered');
  } else if (isSeen(sighting, 'module-ping-sent')) {
    // A count of 0 after a failure was set back by an answer.
    if (sighting.saw.failures === 0 && open !== null && onlyModule(open)) {
      recovered(memory, sighting, 'module-recovered');
    }
    if (memory.open === null) memory.prelude = [sighting];
    else add(memory.open, sighting);
  } else if (isSeen(sighting, 'state-event', 'switch-reason')) {
    if (open === null) memory.prelude = [...memory.prelude.slice(-3), sighting];
    else add(open, sighting);
  } else if (isSeen(sighting, ...SYMPTOMS)) {
    if (open !== null && countsAgain(open, sighting)) recovered(memory, sighting, 'module-recovered');
    const to = ensureOpen(memory, sighting);
    add(to, sighting);
    if (isSeen(sighting, 'held-back')) to.held = [...to.held.slice(-20), sighting];
  } else if (open !== null) add(open, sighting);
}

/** A starting server: nothing is a symptom yet, but a fail-safe start rests on what it checks. */
function watchStart(memory: Memory, sighting: Sighting): void {
  const repeated = memory.prelude.some((each) => isSeen(each, 'held-back'));
  if (!repeated && isSeen(sighting, 'held-back') && sighting.saw.reason !== null) {
    keepIncident(memory.averted, { reason: sighting.saw.reason, by: sighting, before: memory.prelude });
  }
  memory.prelude = [...memory.prelude.slice(-11), sighting];
}

function ensureOpen(memory: Memory, sighting: Sighting): Open {
  const sightings = recent(memory.prelude, sighting);
  memory.open ??= { sightings, request: null, held: [], fadesAfterMs: FADED_MS };
  return memory.open;
}

function forgetOpen(memory: Memory): void {
  memory.open = null;
  memory.prelude = [];
}

function recovered(memory: Memory, by: Sighting, reason: AvertedReason): void {
  const { open } = memory;
  if (open !== null && !recordHeld(memory)) keepIncident(memory.averted, { reason, by, before: open.sightings });
  forgetOpen(memory);
}

/** Records what held a switch back, once for each reason; false where nothing did. */
function recordHeld(memory: Memory): boolean {
  const seen = new Set<AvertedReason>();
  for (const held of memory.open?.held ?? []) {
    const { reason } = held.saw;
    if (reason === null || seen.has(reason)) continue;
    seen.add(reason);
    const before = (memory.open?.sightings ?? []).filter((sighting) => sighting.order < held.order);
    keepIncident(memory.averted, { reason, by: held, before });
  }
  return seen.size > 0;
}

function add(to: Open, sighting: Sighting): void {
  keep(to.sightings, sighting);
  if (isSeen(sighting, 'reconnect-started')) {
    to.fadesAfterMs = Math.max(to.fadesAfterMs, sighting.saw.limitMs + ONE_SWITCH_MS);
  }
}

/** What a server is in the states of the reference, where that is not watching. */
const ROLE_IN_STATE: Readonly<Record<string, Role>> = {
  Inactive: 'aside',
  Stopping: 'aside',
  Error: 'aside',
  Init: 'starting',
};
