/**
 * What belongs to one incident and to one switch: the decisions behind following a log, one function each.
 */
import { FADED_MS } from '../engine/symptoms.ts';
import type { Moment } from './moment.ts';
import { type FailureTally, NOTHING_FAILED, tallied } from './near-misses.ts';
import { isSeen, type LogEvent, PING_FAILURES, type Seen, type SwitchPhrase } from './observation.ts';

/** Markers closer than this, with no change of role in between, mark one switch. A server restart takes longer. */
export const ONE_SWITCH_MS = 60_000;
/** Threads write out of order: a line that belongs before another may come this long after it. */
export const OUT_OF_ORDER_MS = 1_000;
/**
 * A server says only once that it becomes active: if it says so again after this long, or acts as a backup, it was not
 * active.
 */
export const SAID_ONCE_MS = 5_000;
/**
 * A count that is back at one this long after a failure was reset by an answer; two lines of one failure are closer
 * together.
 */
const COUNT_AGAIN_MS = 2_000;
/** A single event, or a ping sent, belongs to what follows it within this time. */
const BELONGS_MS = 90_000;
/** Limits of what is kept: the beginning and the end of an incident are the most informative. */
const KEPT_FIRST = 20;
const KEPT_ALL = 60;
const KEPT_NEWEST = 500;

/** Most informative first; the time of a switch is that of its most informative phrase. */
const PHRASES: readonly SwitchPhrase[] = [
  'going-to-state-primary',
  'switching-to-primary-mode',
  'switch-initiated',
  'initiating-connections-switch',
  'initiating-switch',
];

export const MODULE_SYMPTOMS = [...PING_FAILURES, 'module-reported-down'] as const;
export const CONNECTION_SYMPTOMS = ['notifier-ping-failed', 'socket-failed', 'connection-lost'] as const;
export const RECONNECTING = ['reconnect-started', 'reconnect-expired', 'ping-sets-left', 'held-back'] as const;
/** Only a backup monitors, so a server that writes these is one. */
export const BACKUP_ONLY = [
  ...MODULE_SYMPTOMS,
  ...RECONNECTING,
  'module-ping-sent',
  'module-ping-answered',
  'module-restarted',
  'verification-started',
  'verification-failed',
  'verification-answered',
  'notifier-ping-failed',
] as const;
export const SYMPTOMS = [...MODULE_SYMPTOMS, ...CONNECTION_SYMPTOMS, ...RECONNECTING] as const;

const DECLARED_DOWN = ['module-given-up', 'module-reported-down', 'verification-failed'] as const;
/** After one of these, a backup that may take over does. */
export const TAKEOVER_DUE = [...DECLARED_DOWN, 'reconnect-expired'] as const;

/** Failures, or a request, whose outcome is not known yet. */
export interface Open {
  logEvents: LogEvent[];
  request: Seen<'switch-requested'> | null;
  held: Seen<'held-back'>[];
  /** A ping answered since then, although it does not show that both connections are back. */
  answered: LogEvent | null;
  tally: FailureTally;
  fadesAfterMs: number;
}

/** The lines that mark one switch, and those around them. */
export interface Group {
  marker: Seen<'becoming-primary'>;
  readonly markers: Seen<'becoming-primary'>[];
  readonly before: readonly LogEvent[];
  readonly after: LogEvent[];
  served: boolean;
}

/** A start agreed with the companion is not a switch, nor is a primary that remains primary. */
export function isSwitch(group: Group): boolean {
  return !group.markers.some((marker) => marker.saw.reason === 'start' || marker.saw.reason === 'resumed');
}

/** Written by our own engine, which logs the rule behind what it does. */
export function isOwn(logEvent: LogEvent): boolean {
  return logEvent.rule !== null || isSeen(logEvent, 'started', 'serving', 'decision', 'mode-set');
}

/**
 * Two lines with different reasons are two decisions. Our own engine writes `Initiating switch` after every decision,
 * however long its disk took.
 */
export function isSameSwitch(group: Group, marker: Seen<'becoming-primary'>): boolean {
  const { reason, phrase } = marker.saw;
  if (marker.rule !== null && phrase === 'initiating-switch' && !group.served) return true;
  const since = marker.at.ms - group.marker.at.ms;
  if (since > ONE_SWITCH_MS) return false;
  const isSaidAgain = phrase === 'going-to-state-primary' && group.markers.some(({ saw }) => saw.phrase === phrase);
  if (isSaidAgain && since > SAID_ONCE_MS) return false;
  return reason === null || group.markers.every(({ saw }) => saw.reason === null || saw.reason === reason);
}

export function byPhrase(a: Seen<'becoming-primary'>, b: Seen<'becoming-primary'>): number {
  return PHRASES.indexOf(a.saw.phrase) - PHRASES.indexOf(b.saw.phrase) || a.order - b.order;
}

export function isFaded(open: Open, now: Moment): boolean {
  const last = open.logEvents.at(-1);
  return last !== undefined && now.ms - last.at.ms > open.fadesAfterMs;
}

/** The module was declared down, and not found well by the verification. */
export function isDeclaredDown(open: Open): boolean {
  return open.logEvents.some((each) => isSeen(each, ...DECLARED_DOWN));
}

export function onlyModule(open: Open): boolean {
  return (
    open.request === null &&
    open.logEvents.some((logEvent) => isSeen(logEvent, ...MODULE_SYMPTOMS)) &&
    !open.logEvents.some((logEvent) => isSeen(logEvent, ...CONNECTION_SYMPTOMS, ...RECONNECTING))
  );
}

/**
 * Only pings to the Notifier failed, fewer than allowed, and nothing followed. Our own log has every failed ping but not
 * the answers, so the next one was answered.
 */
export function pingsPassed(open: Open, now: Moment): boolean {
  const symptoms = open.logEvents.filter((each) => isSeen(each, ...SYMPTOMS));
  const last = symptoms.at(-1);
  if (open.request !== null || last === undefined || now.ms - last.at.ms <= ONE_SWITCH_MS) return false;
  return symptoms.every((each) => isSeen(each, 'notifier-ping-failed') && each.saw.failures <= each.saw.limit);
}

/** The failure count is 1 again although the previous round was neither lost nor given up: an answer reset it. */
export function countsAgain(open: Open, logEvent: LogEvent): boolean {
  if (!isSeen(logEvent, 'module-ping-failed') || logEvent.saw.failures !== 1 || !onlyModule(open)) return false;
  const before = open.logEvents.findLast((each) => isSeen(each, ...MODULE_SYMPTOMS));
  return before !== undefined && isSeen(before, 'module-ping-failed') && logEvent.at.ms - before.at.ms > COUNT_AGAIN_MS;
}

export function openWith(logEvents: LogEvent[]): Open {
  const tally = logEvents.reduce(tallied, NOTHING_FAILED);
  return { logEvents, request: null, held: [], answered: null, tally, fadesAfterMs: FADED_MS };
}

/** What stays open after a request is gone: the failures, if there are any. */
export function stillOpen(before: readonly LogEvent[]): Open | null {
  const logEvents = before.filter((logEvent) => !isSeen(logEvent, 'switch-requested'));
  const failing = logEvents.some((logEvent) => isSeen(logEvent, ...SYMPTOMS));
  return failing ? openWith(logEvents) : null;
}

/** What happened shortly before a logEvent. */
export function recent(logEvents: readonly LogEvent[], logEvent: LogEvent): LogEvent[] {
  return logEvents.filter((each) => logEvent.at.ms - each.at.ms <= BELONGS_MS);
}

export function keep(list: LogEvent[], logEvent: LogEvent): void {
  list.push(logEvent);
  if (list.length > KEPT_ALL) list.splice(KEPT_FIRST, 1);
}

/** The newest of one kind, and how many older ones there were. */
export interface Kept<T> {
  readonly newest: T[];
  left: number;
}

export function nothingKept<T>(): Kept<T> {
  return { newest: [], left: 0 };
}

export function keepNewest<T>(kept: Kept<T>, next: T): void {
  kept.newest.push(next);
  if (kept.newest.length <= KEPT_NEWEST) return;
  kept.newest.shift();
  kept.left += 1;
}
