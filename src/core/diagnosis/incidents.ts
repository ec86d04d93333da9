/**
 * Follows one server's log and cuts it into incidents: from the first logged failure to the resulting switch, to what
 * averted it, or, if neither is known, to the end of the log.
 *
 * Roles are followed too, because the meaning of a line depends on the role. A lost connection is a threat on a backup,
 * a problem of the other server on an active one, and irrelevant on a stale one. Several of the five phrases that mark
 * a switch (reading R34) may mark the same one.
 */
import { FADED_MS } from '../engine/symptoms.ts';
import {
  BACKUP_ONLY,
  byPhrase,
  CONNECTION_SYMPTOMS,
  countsAgain,
  type Group,
  isDeclaredDown,
  isFaded,
  isOwn,
  isSameSwitch,
  isSwitch,
  type Kept,
  keep,
  keepNewest,
  nothingKept,
  ONE_SWITCH_MS,
  type Open,
  OUT_OF_ORDER_MS,
  onlyModule,
  openWith,
  pingsPassed,
  RECONNECTING,
  recent,
  SAID_ONCE_MS,
  SYMPTOMS,
  stillOpen,
  TAKEOVER_DUE,
} from './incident-grouping.ts';
import type { Moment } from './moment.ts';
import { countNearMisses, type NearMisses, tallied } from './near-misses.ts';
import { type AvertedReason, isSeen, type LogEvent, type Seen, type UnhandledReason } from './observation.ts';
import {
  becomes,
  forbids,
  isStanding,
  openRoles,
  type RoleChange,
  type Roles,
  roleInState,
  unbecome,
} from './roles.ts';

export interface SwitchIncident {
  /** The line saying that the server becomes primary. */
  readonly marker: Seen<'becoming-primary'>;
  /** Everything that marks this switch, `marker` included, in file order. */
  readonly markers: readonly Seen<'becoming-primary'>[];
  /** What led to it: failures, checks, decisions. In file order, bounded. */
  readonly before: readonly LogEvent[];
  /** What followed while the server took over. */
  readonly after: readonly LogEvent[];
}

export interface AvertedIncident {
  readonly reason: AvertedReason;
  /** The line that shows it. */
  readonly by: LogEvent;
  readonly before: readonly LogEvent[];
}

/** A failure that did not end by itself and for which nobody took over. */
export interface UnhandledIncident {
  readonly reason: UnhandledReason;
  /** The line that shows it. */
  readonly by: LogEvent;
  readonly before: readonly LogEvent[];
}

/** A switch that was requested or started, and then given up. */
export interface GivenUpSwitch {
  readonly by: Seen<'switch-given-up' | 'takeover-refused' | 'state-changed'>;
  readonly request: Seen<'switch-requested'> | null;
  /** The decision, if it had been made. */
  readonly begun: Seen<'becoming-primary'> | null;
  readonly before: readonly LogEvent[];
}

/** Logged pings that the module answered. */
export interface Answers {
  readonly module: string;
  readonly count: number;
  readonly last: LogEvent;
}

export interface Incidents {
  readonly switches: readonly SwitchIncident[];
  readonly averted: readonly AvertedIncident[];
  readonly unhandled: readonly UnhandledIncident[];
  readonly givenUp: readonly GivenUpSwitch[];
  /** All failures that ended by themselves, counted. */
  readonly nearMisses: NearMisses;
  /** How many older ones were not kept, only counted. */
  readonly left: { readonly switches: number; readonly others: number };
  /** Failures, or a requested switch, whose outcome the log does not show. Empty if there are none. */
  readonly open: readonly LogEvent[];
  /** The roles of the server over time, each with the line that shows it. In file order, bounded. */
  readonly roles: readonly RoleChange[];
  readonly answers: Answers | null;
  /** The line that set switching to manual, if it still is at the end. */
  readonly manual: LogEvent | null;
}

export interface IncidentFollower {
  readonly see: (logEvent: LogEvent) => void;
  /** Part of the log is skipped: what is open stays open, and nothing that follows belongs to it. */
  readonly leap: () => void;
  /** `last` is the moment of the log's last row, recognised or not. */
  readonly end: (last: Moment | null) => Incidents;
}

/** The follower's memory of one log. */
interface Memory {
  readonly switches: Kept<SwitchIncident>;
  readonly averted: Kept<AvertedIncident>;
  readonly unhandled: Kept<UnhandledIncident>;
  readonly givenUp: Kept<GivenUpSwitch>;
  readonly nearMisses: ReturnType<typeof countNearMisses>;
  readonly roles: Roles;
  activeSince: Moment | null;
  open: Open | null;
  group: Group | null;
  /** Belongs to an incident only if one follows: a ping sent, an event, the checks of a starting server. */
  prelude: LogEvent[];
  answers: Answers | null;
  /** Restarts of the module, newest last: by themselves they are not a threat. */
  restarts: LogEvent[];
  /** Our own engine wrote the log: it logs when a role ends and when a takeover is complete. */
  own: boolean;
}

export function followIncidents(): IncidentFollower {
  const memory: Memory = {
    switches: nothingKept(),
    averted: nothingKept(),
    unhandled: nothingKept(),
    givenUp: nothingKept(),
    nearMisses: countNearMisses(),
    roles: openRoles(),
    activeSince: null,
    open: null,
    group: null,
    prelude: [],
    answers: null,
    restarts: [],
    own: false,
  };
  const end = (last: Moment | null): Incidents => {
    const { switches, averted, unhandled, givenUp, open, answers, nearMisses } = memory;
    const isSettled = open !== null && settle(memory, last);
    const isOver = open !== null && !isSettled && last !== null && isFaded(open, last);
    if (isOver) fade(memory);
    closeGroup(memory);
    const { changes, manual } = memory.roles;
    return {
      switches: switches.newest,
      averted: averted.newest,
      unhandled: unhandled.newest,
      givenUp: givenUp.newest,
      nearMisses: nearMisses.all(),
      left: { switches: switches.left, others: averted.left + unhandled.left + givenUp.left },
      open: open === null || isSettled || isOver ? [] : open.logEvents,
      roles: changes,
      answers,
      manual,
    };
  };
  const leap = (): void => {
    closeGroup(memory);
    settle(memory);
    forgetOpen(memory);
    memory.restarts = [];
    memory.roles.role = null;
    memory.roles.state = null;
  };
  return { see: (logEvent) => see(memory, logEvent), leap, end };
}

function see(memory: Memory, logEvent: LogEvent): void {
  memory.own ||= isOwn(logEvent);
  if (memory.open !== null && isFaded(memory.open, logEvent.at)) {
    if (!settle(memory, logEvent.at)) fade(memory);
    memory.open = null;
  }
  if (isSeen(logEvent, 'becoming-primary')) becomingPrimary(memory, logEvent);
  else if (isSeen(logEvent, 'serving')) serving(memory, logEvent);
  else if (isSeen(logEvent, 'started')) starting(memory, logEvent);
  else if (isSeen(logEvent, 'reconnected')) {
    enter(memory, 'backup', logEvent);
    recovered(memory, logEvent, 'reconnected');
  } else if (isSeen(logEvent, 'state-changed')) changingState(memory, logEvent);
  else if (isInUpgrade(logEvent) && memory.roles.role !== 'upgrade') enter(memory, 'upgrade', logEvent);
  else if (isSeen(logEvent, 'mode-set')) memory.roles.manual = logEvent.saw.mode === 'manual' ? logEvent : null;
  else if (isSeen(logEvent, 'switch-requested')) {
    enter(memory, asBackup(memory), logEvent);
    const open = ensureOpen(memory, logEvent);
    open.request = logEvent;
    add(open, logEvent);
  } else if (isSeen(logEvent, 'switch-given-up', 'takeover-refused')) givingUp(memory, logEvent);
  else if (memory.roles.role === 'starting') watchStart(memory, logEvent);
  else if (!seenAsActive(memory, logEvent)) watch(memory, logEvent);
}

/** An event in an Upgrade state: the log may not show how the server got there. */
function isInUpgrade(logEvent: LogEvent): boolean {
  return isSeen(logEvent, 'state-event') && roleInState(logEvent.saw.state) === 'upgrade';
}

// --- becoming and being the active server ---------------------------------------------------------------------

function becomingPrimary(memory: Memory, marker: Seen<'becoming-primary'>): void {
  const { group } = memory;
  if (group !== null && isSameSwitch(group, marker)) {
    group.markers.push(marker);
    group.marker = group.markers.toSorted(byPhrase)[0] ?? marker;
    return;
  }
  closeGroup(memory);
  // Decisions of the engine that led to something else do not belong to it.
  const near = recent(memory.prelude, marker).filter(
    (each) => !isSeen(each, 'decision') || each.at.ms === marker.at.ms,
  );
  const restarts = marker.saw.reason === 'module-restarting' ? memory.restarts : [];
  const before = [...restarts, ...(memory.open?.logEvents ?? near)].toSorted((a, b) => a.order - b.order);
  memory.restarts = [];
  recordHeld(memory, false);
  memory.group = { marker, markers: [marker], before, after: [], served: false };
  memory.activeSince = marker.at;
  becomes(memory.roles, 'active', marker);
  forgetOpen(memory);
}

function serving(memory: Memory, logEvent: Seen<'serving'>): void {
  memory.activeSince ??= logEvent.at;
  becomes(memory.roles, 'active', logEvent);
  if (memory.group === null) return;
  memory.group.served = true;
  keep(memory.group.after, logEvent);
}

function starting(memory: Memory, logEvent: LogEvent): void {
  enter(memory, 'starting', logEvent);
  memory.roles.manual = null;
  settle(memory);
  forgetOpen(memory);
}

function changingState(memory: Memory, logEvent: Seen<'state-changed'>): void {
  const { from, to } = logEvent.saw;
  const { group } = memory;
  if (to === 'Reconnecting') {
    enter(memory, asBackup(memory), logEvent);
    add(ensureOpen(memory, logEvent), logEvent);
    return;
  }
  // It had decided to take over, but stepped back before it became active.
  if (group !== null && memory.own && from === 'Primary' && !group.served && isSwitch(group)) undo(memory, logEvent);
  if (to === 'Backup' && (from === 'Reconnecting' || from === 'Init')) recovered(memory, logEvent, 'reconnected');
  else settle(memory);
  forgetOpen(memory);
  enter(memory, roleInState(to), logEvent);
}

/** A requested switch or a takeover in progress was given up. */
function givingUp(memory: Memory, by: Seen<'switch-given-up' | 'takeover-refused'>): void {
  const { group } = memory;
  if (group !== null && !group.served && isSwitch(group)) {
    undo(memory, by);
    becomes(memory.roles, 'backup', by);
    // What led to it is still open: a takeover that did not happen does not resolve the failures.
    memory.open = stillOpen(group.before);
    return;
  }
  const last = memory.givenUp.newest.at(-1)?.request;
  // The takeover was undone, and with it the request behind it: that is already recorded.
  if (isSeen(by, 'switch-given-up') && last?.saw.transaction === by.saw.transaction) return;
  const before = memory.open?.logEvents ?? [];
  keepNewest(memory.givenUp, { by, request: requestIn(before), begun: null, before });
  memory.open = stillOpen(before);
}

/** Takes the decision back: it did not lead to a switch. */
function undo(memory: Memory, by: GivenUpSwitch['by']): void {
  const { group } = memory;
  if (group === null) return;
  const { before, marker } = group;
  keepNewest(memory.givenUp, { by, request: requestIn(before), begun: marker, before });
  unbecome(memory.roles, marker);
  memory.group = null;
  memory.activeSince = null;
}

function requestIn(logEvents: readonly LogEvent[]): Seen<'switch-requested'> | null {
  const request = logEvents.findLast((each) => isSeen(each, 'switch-requested'));
  return request !== undefined && isSeen(request, 'switch-requested') ? request : null;
}

function closeGroup(memory: Memory): void {
  if (memory.group !== null && isSwitch(memory.group)) keepNewest(memory.switches, { ...memory.group });
  memory.group = null;
  memory.activeSince = null;
}

/** The server has another role from here on. */
function enter(memory: Memory, role: RoleChange['role'], by: LogEvent): void {
  closeGroup(memory);
  if (role === 'active') memory.activeSince = by.at;
  becomes(memory.roles, role, by);
}

/** A backup in an Upgrade state stays in it, whatever it does. */
function asBackup({ roles }: Memory): RoleChange['role'] {
  return roles.role === 'upgrade' ? 'upgrade' : 'backup';
}

/** While the server is active: true if the logEvent needs no further examination. */
function seenAsActive(memory: Memory, logEvent: LogEvent): boolean {
  if (isSeen(logEvent, 'state-event') && logEvent.saw.state === 'Primary' && memory.activeSince === null) {
    settle(memory);
    forgetOpen(memory);
    enter(memory, 'active', logEvent);
  }
  if (memory.activeSince === null) return false;
  const since = logEvent.at.ms - memory.activeSince.ms;
  const asked = isSeen(logEvent, 'state-event') && logEvent.saw.state === 'Backup';
  // Only a backup gets an event in the state Backup; it follows the switch only if threads write out of order.
  const isLate = since > OUT_OF_ORDER_MS && asked && !memory.own;
  // Only the state machine starts to reconnect, and never while this server is active.
  const isBack = since > SAID_ONCE_MS && isSeen(logEvent, ...RECONNECTING) && !memory.own;
  if ((since <= ONE_SWITCH_MS && !isLate && !isBack) || isSeen(logEvent, 'two-actives')) {
    if (memory.group !== null) keep(memory.group.after, logEvent);
    return true;
  }
  // Our own log shows when a role ends. The reference's may not; then only something that only a backup does shows it.
  const isBackup = isSeen(logEvent, ...BACKUP_ONLY) || asked;
  if (!memory.own && isBackup) {
    enter(memory, 'backup', logEvent);
    return false;
  }
  if (isSeen(logEvent, ...CONNECTION_SYMPTOMS)) memory.prelude = [...memory.prelude.slice(-11), logEvent];
  return true;
}

// --- watching the active server -----------------------------------------------------------------------------------

function watch(memory: Memory, logEvent: LogEvent): void {
  if (isSeen(logEvent, ...BACKUP_ONLY) && memory.roles.role === null) becomes(memory.roles, 'backup', logEvent);
  if (memory.roles.role === 'aside' && !isStanding(memory.roles)) return;
  if (isSeen(logEvent, 'module-ping-answered', 'verification-answered')) answered(memory, logEvent);
  else if (isSeen(logEvent, 'module-ping-sent')) pinging(memory, logEvent);
  else if (isSeen(logEvent, 'module-restarted')) {
    const since = (each: LogEvent): boolean => logEvent.at.ms - each.at.ms <= FADED_MS;
    memory.restarts = [...memory.restarts.filter(since).slice(-7), logEvent];
  } else if (isSeen(logEvent, 'state-event', 'switch-reason', 'cause-named', 'decision')) {
    if (isSeen(logEvent, 'decision') && logEvent.saw.from === logEvent.saw.to) return;
    if (memory.open === null) memory.prelude = [...memory.prelude.slice(-3), logEvent];
    else add(memory.open, logEvent);
  } else if (isSeen(logEvent, ...SYMPTOMS)) {
    if (memory.open !== null && countsAgain(memory.open, logEvent)) recovered(memory, logEvent, 'module-recovered');
    const open = ensureOpen(memory, logEvent);
    add(open, logEvent);
    open.answered = null;
    if (isSeen(logEvent, 'held-back')) open.held = [...open.held.slice(-20), logEvent];
  } else if (memory.open !== null) add(memory.open, logEvent);
}

function answered(memory: Memory, logEvent: Seen<'module-ping-answered' | 'verification-answered'>): void {
  const { open, answers } = memory;
  memory.prelude = [];
  memory.answers = { module: logEvent.saw.module, count: (answers?.count ?? 0) + 1, last: logEvent };
  if (open === null) return;
  if (onlyModule(open)) recovered(memory, logEvent, 'module-recovered');
  // The module monitor pauses while the backup reconnects, so one of its pings shows that this is over.
  else if (open.request === null && open.logEvents.some((each) => isSeen(each, ...RECONNECTING))) {
    recovered(memory, logEvent, 'reconnected');
  } else open.answered = logEvent;
}

/** A count of 0 after a failure was reset by an answer. */
function pinging(memory: Memory, logEvent: Seen<'module-ping-sent'>): void {
  if (logEvent.saw.failures === 0 && memory.open !== null && onlyModule(memory.open)) {
    recovered(memory, logEvent, 'module-recovered');
  }
  if (memory.open === null) memory.prelude = [logEvent];
  else add(memory.open, logEvent);
}

/** A starting server: nothing is a symptom yet, but a fail-safe start is based on its checks. */
function watchStart(memory: Memory, logEvent: LogEvent): void {
  if (isSeen(logEvent, 'decision') && logEvent.saw.from === logEvent.saw.to) return;
  const repeated = memory.prelude.some((each) => isSeen(each, 'held-back'));
  if (!repeated && isSeen(logEvent, 'held-back') && logEvent.saw.reason !== null) {
    const { reason } = logEvent.saw;
    if (isOfNobody(reason)) keepNewest(memory.unhandled, { reason, by: logEvent, before: memory.prelude });
    else keepNewest(memory.averted, { reason, by: logEvent, before: memory.prelude });
  }
  memory.prelude = [...memory.prelude.slice(-11), logEvent];
}

function ensureOpen(memory: Memory, logEvent: LogEvent): Open {
  memory.open ??= openWith(recent(memory.prelude, logEvent));
  return memory.open;
}

function forgetOpen(memory: Memory): void {
  memory.open = null;
  memory.prelude = [];
}

/** What failed is working again. Once the module was declared down, a takeover was due, whatever it did afterwards. */
function recovered(memory: Memory, by: LogEvent, reason: AvertedReason): void {
  const { open } = memory;
  if (open !== null) {
    const wasDue = isDeclaredDown(open) && !isSeen(by, 'verification-answered');
    const forbidden = forbids(memory.roles);
    const isHeld = recordHeld(memory, wasDue);
    if (!isHeld && wasDue && forbidden !== null) recordForbidden(memory, open, forbidden);
    else if (!isHeld) {
      keepNewest(memory.averted, { reason, by, before: open.logEvents });
      memory.nearMisses.recovered(open.tally, by);
    }
  }
  forgetOpen(memory);
}

/** Records why the open failures did not lead to a switch, if that is known; otherwise false. */
function settle(memory: Memory, now: Moment | null = null): boolean {
  if (recordHeld(memory, true)) return true;
  const { open, roles } = memory;
  if (open === null || open.request !== null) return false;
  const reason = forbids(roles);
  if (reason !== null && (open.answered === null || isDeclaredDown(open))) {
    return recordForbidden(memory, open, reason);
  }
  const by = open.answered ?? open.logEvents.findLast((each) => isSeen(each, ...SYMPTOMS));
  const passed = memory.own && now !== null && pingsPassed(open, now);
  if ((open.answered === null && !passed) || by === undefined) return false;
  const before = open.logEvents.filter((each) => each !== by);
  keepNewest(memory.averted, { reason: reason ?? 'reconnected', by, before });
  memory.nearMisses.recovered(open.tally, by);
  return true;
}

/** What has had no consequence for a long time: unless a takeover was due, it ended by itself. */
function fade(memory: Memory): void {
  const { open } = memory;
  if (open === null || open.request !== null) return;
  const due = open.logEvents.findLast((each) => isSeen(each, ...TAKEOVER_DUE));
  if (due === undefined) memory.nearMisses.recovered(open.tally, null);
  else {
    const before = open.logEvents.filter((each) => each !== due);
    keepNewest(memory.unhandled, { reason: 'unknown', by: due, before });
  }
}

function recordForbidden({ unhandled }: Memory, open: Open, reason: UnhandledReason): boolean {
  const by = open.logEvents.findLast((each) => isSeen(each, ...SYMPTOMS));
  if (by === undefined) return false;
  keepNewest(unhandled, { reason, by, before: open.logEvents.filter((each) => each !== by) });
  return true;
}

/** Reasons for which a backup cannot take over whatever has failed; the others say that nothing may have failed. */
const NOBODY_TAKES_OVER: ReadonlySet<AvertedReason> = new Set<AvertedReason & UnhandledReason>([
  'manual-mode',
  'upgrade-state',
  'backup-starting',
  'no-backup',
]);

function isOfNobody(reason: AvertedReason): reason is AvertedReason & UnhandledReason {
  return NOBODY_TAKES_OVER.has(reason);
}

/**
 * Records what held a switch back, once for each reason; false if nothing did. `failedOn`: whether the failure went on,
 * so that, if this server could not take over, nobody did.
 */
function recordHeld(memory: Memory, failedOn: boolean): boolean {
  const seen = new Set<AvertedReason>();
  for (const held of memory.open?.held ?? []) {
    const { reason } = held.saw;
    if (reason === null || seen.has(reason)) continue;
    seen.add(reason);
    const before = (memory.open?.logEvents ?? []).filter((logEvent) => logEvent.order < held.order);
    if (isOfNobody(reason) && failedOn) keepNewest(memory.unhandled, { reason, by: held, before });
    else keepNewest(memory.averted, { reason, by: held, before });
  }
  return seen.size > 0;
}

function add(to: Open, logEvent: LogEvent): void {
  keep(to.logEvents, logEvent);
  to.tally = tallied(to.tally, logEvent);
  if (isSeen(logEvent, 'reconnect-started')) {
    to.fadesAfterMs = Math.max(to.fadesAfterMs, logEvent.saw.limitMs + ONE_SWITCH_MS);
  }
}
