/**
 * A log line as a report shows it: where it is, what it says, what that means, and which lane of the picture it belongs
 * to.
 */
import { meaningOf } from './meaning.ts';
import { writeMoment } from './moment.ts';
import type { LogEvent, Observation } from './observation.ts';

/** What a line is about: the lanes of the timeline. */
export type About = 'module' | 'connections' | 'network' | 'state' | 'decision' | 'active-server';
export type Tone = 'bad' | 'good' | 'neutral';

export interface Evidence {
  readonly file: string;
  readonly line: number;
  readonly at: string;
  /** The same on the time axis shared by all logs of one answer, in ms; for differences only. */
  readonly sharedMs: number;
  /** How far the clock had been put forward since the first row of the log, in ms: an hour for daylight saving time. */
  readonly forwardMs?: number;
  readonly text: string;
  readonly means: string;
  /** Which known kind of line it is. */
  readonly kind: Observation['kind'];
  readonly about: About;
  readonly tone: Tone;
}

/** Milliseconds on the shared axis, from a log's own moment. */
export type Place = (logEvent: LogEvent) => number;

export function evidenceOf(logEvent: LogEvent, place: Place, means = meaningOf(logEvent)): Evidence {
  const { file, line, at, text, saw } = logEvent;
  return {
    file,
    line,
    at: writeMoment(at),
    sharedMs: place(logEvent),
    ...(at.forwardMs === undefined ? {} : { forwardMs: at.forwardMs }),
    text,
    means,
    kind: saw.kind,
    ...characterOf(saw),
  };
}

/** Without the engine's decision where another line states it: the same rule at the same time. */
export function withoutTwins(logEvents: readonly LogEvent[]): readonly LogEvent[] {
  const isStated = ({ rule, at }: LogEvent): boolean =>
    logEvents.some(({ saw, ...each }) => saw.kind !== 'decision' && each.rule === rule && each.at.ms === at.ms);
  return logEvents.filter((each) => each.saw.kind !== 'decision' || each.rule === null || !isStated(each));
}

function characterOf(saw: Observation): { readonly about: About; readonly tone: Tone } {
  switch (saw.kind) {
    case 'module-ping-failed':
    case 'module-round-lost':
    case 'module-given-up':
    case 'module-reported-down':
    case 'module-restarted':
    case 'verification-failed':
      return { about: 'module', tone: 'bad' };
    case 'module-ping-answered':
    case 'verification-answered':
      return { about: 'module', tone: 'good' };
    case 'module-ping-sent':
    case 'module-retry-scheduled':
    case 'verification-started':
      return { about: 'module', tone: 'neutral' };
    case 'socket-failed':
    case 'connection-lost':
    case 'notifier-ping-failed':
    case 'reconnect-expired':
      return { about: 'connections', tone: 'bad' };
    case 'reconnected':
      return { about: 'connections', tone: 'good' };
    case 'reconnect-started':
      return { about: 'connections', tone: 'neutral' };
    case 'network-check':
      return { about: 'network', tone: TONE_OF_RESULT[saw.result] };
    case 'diagnosis':
    case 'net-test-address':
    case 'ping-sets-left':
      return { about: 'network', tone: 'neutral' };
    case 'becoming-primary':
    case 'cause-named':
    case 'decision':
    case 'held-back':
    case 'switch-requested':
    case 'switch-reason':
    case 'switch-given-up':
    case 'takeover-refused':
      return { about: 'decision', tone: 'neutral' };
    case 'subsystem-disconnected':
    case 'took-too-long':
      return { about: 'active-server', tone: 'bad' };
    case 'exchange':
      // The backup sends the request and gets the answer; everything in between happens on the active server.
      return { about: saw.stage === 1 || saw.stage === 6 ? 'module' : 'active-server', tone: 'neutral' };
    case 'stood-still':
    case 'thread-stopped':
    case 'start-failed':
    case 'two-actives':
      return { about: 'state', tone: 'bad' };
    case 'serving':
      return { about: 'state', tone: 'good' };
    case 'state-changed':
    case 'state-event':
    case 'started':
    case 'unrecognised':
    case 'mode-set':
      return { about: 'state', tone: 'neutral' };
  }
}

const TONE_OF_RESULT = { reached: 'good', unreachable: 'bad', off: 'neutral', unknown: 'neutral' } as const;
