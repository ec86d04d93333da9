/** Which subsystem wrote a log, and in which generation of wording: every recognised line has a vote. */
import type { MessageFormat } from './formats/format.ts';
import type { Moment } from './moment.ts';

export type LogKind = 'switchover' | 'notifier' | 'tsserver' | 'node' | 'unknown';

/** `current` and `older` are the reference's two generations; `node` is our own log; null if unknown. */
export type LogDialect = 'current' | 'older' | 'node' | null;

/** Topics whose rows belong to the Switchover subsystem, whether or not the message is known. */
export const SWITCHOVER_TOPICS: ReadonlySet<string> = new Set([
  'switchover',
  'switchovermain',
  'switchoverstates',
  'systemmonitor',
  'modulemonitor',
  'primarymonitor',
]);

/**
 * A Notifier's words under a Notifier's topic, which other logs may also contain: they count only if nothing else does.
 */
const NOTIFIER_WORDS: ReadonlySet<string> = new Set(['subsystem-disconnected', 'took-too-long']);

/** How every line of a flight recorder begins. */
export const RECORDER_MARK = '{"wall":"';
/** The pair's name in the start line of a run that comes from a flight recorder. */
export const UNNAMED_PAIR = '?';

/** Lines that are written all the time have no more than this many votes together: they say the same every time. */
const QUIET_VOTES = 200;

export interface Votes {
  readonly ofTopic: (topic: string | null) => void;
  readonly ofMessage: (format: MessageFormat, at: Moment) => void;
  /** True while the topics of rows can still change what kind of log it is. */
  readonly needsTopics: () => boolean;
  readonly kind: (started: boolean) => LogKind;
  readonly dialect: (started: boolean) => LogDialect;
}

export function countVotes(): Votes {
  let quiet = 0;
  const votes = { current: 0, older: 0, zoned: 0, switchover: 0, notifier: 0, tsserver: 0 };
  let notifierWords = 0;
  /**
   * Our own log is the Switchover subsystem's vocabulary with dated, zoned times; the reference's logs have neither.
   */
  const isNode = (started: boolean): boolean => started || (votes.zoned > 0 && votes.switchover > 0);
  return {
    ofTopic: (topic) => {
      if (topic !== null && SWITCHOVER_TOPICS.has(topic.toLowerCase())) votes.switchover += 1;
    },
    needsTopics: () => votes.switchover === 0,
    ofMessage: (format, at) => {
      if (format.quiet === true) {
        quiet += 1;
        if (quiet > QUIET_VOTES) return;
      }
      if (NOTIFIER_WORDS.has(format.id)) notifierWords += 1;
      if (format.writer !== 'any') votes[format.writer] += 1;
      if (format.dialect !== 'any') votes[format.dialect] += 1;
      if (at.calendar === 'zoned') votes.zoned += 1;
    },
    kind: (started) => {
      if (isNode(started)) return 'node';
      if (votes.switchover > 0) return 'switchover';
      if (votes.notifier === 0 && votes.tsserver === 0) return notifierWords > 0 ? 'notifier' : 'unknown';
      return votes.notifier >= votes.tsserver ? 'notifier' : 'tsserver';
    },
    dialect: (started) => {
      if (isNode(started)) return 'node';
      if (votes.current === 0 && votes.older === 0) return null;
      return votes.current >= votes.older ? 'current' : 'older';
    },
  };
}
