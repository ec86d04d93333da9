/**
 * Turns the readings of all logs into the answer: whether a switch happened, why, how certain that is, and what is
 * missing. Scripts rely on its shape. Times become text here and nowhere else.
 */

import { type AlignedLog, alignLogs } from './aligned-logs.ts';
import { compareClocks } from './clocks.ts';
import { type Evidence, evidenceOf, withoutTwins } from './evidence.ts';
import { OWN_REQUESTER } from './exchanges.ts';
import { isFailure } from './failures.ts';
import {
  findingOfAverted,
  meaningOfAverted,
  meaningOfReason,
  nextAfterAverted,
  outageOf,
  ruleOfGivenUp,
  sayGivenUp,
  whyGivenUp,
} from './findings/averted-rules.ts';
import { NO_SWITCH_RULES, neverStarted, noSwitchReasons } from './findings/no-switch-rules.ts';
import { HINT_RULES } from './findings/peer-correlation.ts';
import type { AvertedIncident, GivenUpSwitch, SwitchIncident, UnhandledIncident } from './incidents.ts';
import { type LogReport, letterByNetTest, reportLog } from './log-report.ts';
import { meaningOf } from './meaning.ts';
import { timeOfDay, writeMoment } from './moment.ts';
import { type NearMissReport, reportNearMisses } from './near-miss-report.ts';
import { type AvertedReason, isSeen, type LogEvent, type UnhandledReason } from './observation.ts';
import type { LogReading } from './reading.ts';
import { placesOf, reportSwitch, type SwitchReport } from './switch-report.ts';

export type Verdict = 'switched' | 'not-switched' | 'undetermined';

export interface AvertedReport {
  readonly at: string;
  readonly reason: AvertedReason;
  /** Number of the finding. */
  readonly finding: number | null;
  readonly means: string;
  /** From the first failure to the recovery; null if it did not recover, or if the clock was set back. */
  readonly outageMs: number | null;
  readonly next: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A switch that was requested or started, and then given up. */
export interface GivenUpReport {
  readonly at: string;
  readonly finding: number;
  readonly requestedBy: string | null;
  /** When the takeover was decided; null if it was not. */
  readonly begunAt: string | null;
  readonly why: string;
  readonly means: string;
  readonly evidence: readonly Evidence[];
}

/** A failure for which nobody took over. */
export interface UnhandledReport extends Omit<AvertedReport, 'reason' | 'outageMs' | 'next'> {
  readonly reason: UnhandledReason;
}

export interface NoSwitchReport {
  readonly finding: number;
  readonly means: string;
  readonly next: readonly string[];
  readonly evidence: readonly Evidence[];
}

export interface LeftAside {
  readonly file: string;
  readonly why: string;
}

/** The options as given; null for those that were not. */
export interface AskedRange {
  readonly since: string | null;
  readonly until: string | null;
  readonly at: string | null;
}

export interface WhySwitched {
  /** Also `undetermined` if switches were found but a later failure is still open at the end of the logs. */
  readonly verdict: Verdict;
  /** The requested part of the time, as given; null for all of it. */
  readonly range: AskedRange | null;
  readonly switches: readonly SwitchReport[];
  /** How many switches the logs contain; `switches` has only the last one unless all were requested. */
  readonly switchesFound: number;
  readonly averted: readonly AvertedReport[];
  readonly unhandled: readonly UnhandledReport[];
  readonly givenUp: readonly GivenUpReport[];
  /** Why there was no switch, apart from averted threats. Empty if there was a switch, or if nothing can be said. */
  readonly whyNot: readonly NoSwitchReport[];
  readonly logs: readonly LogReport[];
  /** Files found in a folder or an archive that were not read as logs. */
  readonly leftAside: readonly LeftAside[];
  /** Why the verdict is `undetermined`, and what would settle it. Empty otherwise. */
  readonly undetermined: readonly string[];
  /** Failures whose outcome the logs do not show. */
  readonly open: readonly Evidence[];
  /** Failures that ended by themselves, summed up; null unless everything was asked for. */
  readonly nearMisses: NearMissReport | null;
  /** Other facts that an operator wants to know: settings in use, requests seen on both sides. */
  readonly notes: readonly Evidence[];
}

/** What was requested: `range` if only part of the time, to which the logs have already been narrowed. */
export interface Question {
  /** Every switch; otherwise only the last one. */
  readonly all: boolean;
  readonly range?: AskedRange | null;
  /** Logs without rows from that time, one sentence each. */
  readonly outside?: readonly string[];
  readonly leftAside?: readonly LeftAside[];
}

/** Builds the answer. Logs in the order given, at least one. */
export function explain(readings: readonly LogReading[], options: Question): WhySwitched {
  const logs = alignLogs(readings, compareClocks(readings));
  const place = placesOf(logs);
  const switches = switchesIn(logs);
  const open = stillOpen(logs, switches);
  const isTakenOver = (each: UnhandledIncident): each is UnhandledIncident & { reason: AvertedReason } =>
    each.reason !== 'unknown' && isFollowed(place(each.by), switches);
  const isOpen = open.length > 0 || switches.length === 0;
  const undetermined = [...sayDisorder(readings), ...(isOpen ? whatIsMissing(logs, open, options.outside ?? []) : [])];
  const verdict = undetermined.length > 0 ? 'undetermined' : switches.length > 0 ? 'switched' : 'not-switched';
  return {
    verdict,
    range: options.range ?? null,
    switches: (options.all ? switches : switches.slice(-1)).map(({ incident, log }) =>
      reportSwitch(
        incident,
        log,
        logs.filter((other) => other !== log),
      ),
    ),
    switchesFound: switches.length + (options.range == null ? countLeft(readings) : 0),
    averted: inTime(
      logs,
      (reading) => [...reading.incidents.averted, ...unhandled(reading).filter(isTakenOver)],
      ({ by }) => by,
    ).map((each) => reportAverted(each, place)),
    unhandled: inTime(
      logs,
      (reading) => unhandled(reading).filter((each) => !isTakenOver(each)),
      ({ by }) => by,
    ).map((each) => reportFailure(each, place)),
    givenUp: inTime(
      logs,
      ({ incidents }) => incidents.givenUp,
      ({ by }) => by,
    ).map((each) => reportGivenUp(each, place)),
    whyNot:
      verdict === 'not-switched'
        ? noSwitchReasons(readings.filter(couldTell)).map(({ rule, means, next, by }) => ({
            finding: rule.number,
            means,
            next,
            evidence: by === null ? [] : [evidenceOf(by, place)],
          }))
        : [],
    logs: logs.map((log) => reportLog(log, logs)),
    leftAside: options.leftAside ?? [],
    undetermined,
    open: open.flatMap(({ logEvents }) => withoutTwins(logEvents)).map((logEvent) => evidenceOf(logEvent, place)),
    nearMisses: options.all ? reportNearMisses(readings) : null,
    notes: [
      ...readings.flatMap((reading) => settings(reading, place)),
      ...requests(logs, place),
      ...(switches.length === 0 ? pointers(readings, place) : []),
      ...(verdict === 'not-switched' ? [] : stoppedThreads(readings, place)),
      ...(verdict === 'not-switched' ? [] : stalls(readings, place)),
    ],
  };
}

interface FoundSwitch {
  readonly incident: SwitchIncident;
  readonly log: AlignedLog;
  /** On the shared axis. */
  readonly at: number;
}

function countLeft(readings: readonly LogReading[]): number {
  return readings.reduce((sum, { incidents }) => sum + incidents.left.switches, 0);
}

/** In order of time; the same lines in two copies of a log are one switch. */
function switchesIn(logs: readonly AlignedLog[]): readonly FoundSwitch[] {
  const found = logs
    .flatMap((log) =>
      log.reading.incidents.switches.map((incident) => ({ incident, log, at: log.place(incident.marker.at) })),
    )
    .toSorted((a, b) => a.at - b.at);
  return found.filter(
    (each, index) => !found.slice(Math.max(0, index - 4), index).some((earlier) => isCopy(earlier, each)),
  );
}

function isCopy(one: FoundSwitch, other: FoundSwitch): boolean {
  const [a, b] = [one.incident, other.incident];
  const texts = ({ before, markers }: SwitchIncident): string =>
    [...before, ...markers].map(({ text }) => text).join('\n');
  return (
    one.log !== other.log &&
    a.marker.at.ms === b.marker.at.ms &&
    a.marker.text === b.marker.text &&
    (texts(a).endsWith(texts(b)) || texts(b).endsWith(texts(a)))
  );
}

interface OpenFailure {
  readonly log: AlignedLog;
  readonly logEvents: readonly LogEvent[];
}

/** For a server that lost its companion, the outcome may be in the companion's log, which shows a takeover. */
const OUTCOME_MS = 120_000;

/** Failures at the end of a log whose outcome no log shows. */
function stillOpen(logs: readonly AlignedLog[], switches: readonly FoundSwitch[]): readonly OpenFailure[] {
  return logs.flatMap((log) => {
    const logEvents = log.reading.incidents.open;
    const first = logEvents.find(isFailure) ?? logEvents[0];
    if (first === undefined) return [];
    const since = log.place(first.at) - OUTCOME_MS;
    return switches.some((each) => each.log !== log && each.at >= since) ? [] : [{ log, logEvents }];
  });
}

function inTime<T>(
  logs: readonly AlignedLog[],
  of: (reading: LogReading) => readonly T[],
  by: (each: T) => LogEvent,
): readonly T[] {
  return logs
    .flatMap((log) => of(log.reading).map((each) => ({ each, at: log.place(by(each).at) })))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
}

/** Including the failure that the state machine does not know: a service that never started. */
function unhandled(reading: LogReading): readonly UnhandledIncident[] {
  const failed = neverStarted(reading);
  const none: UnhandledIncident[] = failed === null ? [] : [{ reason: 'no-backup', by: failed, before: [] }];
  return [...reading.incidents.unhandled, ...none];
}

/** Somebody else, or an operator, took over after all. */
function isFollowed(at: number, switches: readonly FoundSwitch[]): boolean {
  return switches.some((each) => each.at >= at && each.at <= at + OUTCOME_MS);
}

type Place = (logEvent: LogEvent) => number;

interface Failure<R> {
  readonly reason: R;
  readonly by: LogEvent;
  readonly before: readonly LogEvent[];
}

/** What an averted and an unhandled failure have in common. */
function reportFailure<R extends AvertedReason | UnhandledReason>(
  { reason, by, before }: Failure<R>,
  place: Place,
): Omit<UnhandledReport, 'reason'> & { readonly reason: R } {
  return {
    at: writeMoment(by.at),
    reason,
    finding: findingOfAverted({ reason }),
    means: meaningOfReason(reason),
    evidence: withoutTwins([...before, by])
      .toSorted((a, b) => a.order - b.order)
      .map((logEvent) => evidenceOf(logEvent, place)),
  };
}

function reportAverted(incident: AvertedIncident, place: Place): AvertedReport {
  return {
    ...reportFailure(incident, place),
    means: meaningOfAverted(incident),
    outageMs: outageOf(incident),
    next: nextAfterAverted(incident),
  };
}

function reportGivenUp(given: GivenUpSwitch, place: Place): GivenUpReport {
  const { by, begun, before, request } = given;
  const lines = [...before, ...(begun === null ? [] : [begun]), by];
  return {
    at: writeMoment(by.at),
    finding: ruleOfGivenUp(given).number,
    requestedBy: request?.saw.by ?? null,
    begunAt: begun === null ? null : writeMoment(begun.at),
    why: whyGivenUp(given),
    means: sayGivenUp(given),
    evidence: withoutTwins(lines)
      .toSorted((a, b) => a.order - b.order)
      .map((logEvent) => evidenceOf(logEvent, place)),
  };
}

/** Only a log of the Switchover subsystem, of either product, would show a switch. */
function couldTell(log: LogReading): boolean {
  return log.kind === 'switchover' || log.kind === 'node';
}

/** Logs whose events may have happened in any order. */
function sayDisorder(readings: readonly LogReading[]): readonly string[] {
  return readings
    .filter((reading) => couldTell(reading) && !reading.isInOrder)
    .map(
      ({ file }) =>
        `the rows of ${file} are in no order of time and cannot be sorted, so what happened first is unknown; sort them by time, the oldest first, and run why-switched again`,
    );
}

function whatIsMissing(
  logs: readonly AlignedLog[],
  open: readonly OpenFailure[],
  outside: readonly string[],
): readonly string[] {
  if (open.length > 0) {
    return open.map(({ log: { reading }, logEvents }) => {
      const last = logEvents.at(-1);
      const when = last === undefined ? '' : ` after ${writeMoment(last.at)}`;
      return `${reading.file} ends before the outcome of ${whatIsOpen(logEvents)}; the lines${when} would show it`;
    });
  }
  const telling = logs.filter(({ reading }) => couldTell(reading));
  if (telling.length > 0 && outside.length >= telling.length) return outside;
  if (telling.length > 0) return [];
  if (logs.some(({ reading: { timeless, first } }) => timeless > 0 && first === null)) return [NO_TIMES];
  return [
    logs.every(({ reading }) => reading.understood === 0)
      ? 'nothing in these files was recognised; give the Switchover log of the server that is or was the backup'
      : 'these logs do not record switches; give the Switchover log of the server that is or was the backup',
  ];
}

const NO_TIMES =
  'these rows have no time, so their order and their distances are unknown; give the log file of the server (logs/switchover.log in its data folder), or export the rows with "docker logs --timestamps" or "journalctl -o short-iso-precise"';

function whatIsOpen(logEvents: readonly LogEvent[]): string {
  if (!logEvents.some((each) => isSeen(each, 'switch-requested'))) return 'a failure';
  return logEvents.some(isFailure) ? 'a failure and a requested switch' : 'a requested switch';
}

/** Which NetTest address is in use (reference: "Switchover NetTest server parameters"). */
function settings(log: LogReading, place: Place): readonly Evidence[] {
  const effective = log.netTest.find(({ saw }) => saw.entry === 'effective');
  if (effective === undefined) return [];
  const { address } = effective.saw;
  const letter = letterByNetTest(log)?.letter;
  const means =
    letter === undefined
      ? `the NetTest address in use is ${address}; the log does not show whether it is NetTest A or NetTest B`
      : `the NetTest address in use is NetTest ${letter}, ${address}, so this is the log of server ${letter} as backup`;
  return [evidenceOf(effective, place, means)];
}

/** What a Notifier log points to if no switch is found: useful if it is the only log given. */
function pointers(readings: readonly LogReading[], place: Place): readonly Evidence[] {
  const hints = readings.flatMap((reading) => reading.hints);
  return [HINT_RULES.disconnects, HINT_RULES.tookTooLong].flatMap((rule) => {
    const kind = rule === HINT_RULES.disconnects ? 'subsystem-disconnected' : 'took-too-long';
    const found = hints.filter((hint) => isSeen(hint, kind));
    const last = found.at(-1);
    if (last === undefined) return [];
    const times = found.length === 1 ? 'once' : `${found.length} times, most recently`;
    const what = rule === HINT_RULES.disconnects ? 'a remote subsystem disconnected' : 'something took too long';
    return [
      evidenceOf(last, place, `${what} (${times} at ${writeMoment(last.at)}), which points to the ${rule.pointsTo}`),
    ];
  });
}

/** Whatever else happened, a server that stood still saw nothing of it. Only the last of each log. */
function stalls(readings: readonly LogReading[], place: Place): readonly Evidence[] {
  return readings.flatMap(({ runs: { standstills } }) => {
    const last = standstills.at(-1);
    if (last === undefined) return [];
    const means = `this server's process was stalled for ${(last.saw.forMs / 1000).toFixed(1)} s until ${timeOfDay(last.at).slice(0, 8)}: in that time it monitored nothing`;
    return [evidenceOf(last, place, means)];
  });
}

/** A stopped thread of the service may be why something else failed; by itself it is not a cause. */
function stoppedThreads(readings: readonly LogReading[], place: Place): readonly Evidence[] {
  return readings.flatMap((reading) => {
    const stopped = reading.hints.findLast((hint) => isSeen(hint, 'thread-stopped'));
    return stopped === undefined
      ? []
      : [evidenceOf(stopped, place, `${meaningOf(stopped)}: ${NO_SWITCH_RULES.threadStopped.next.join('; ')}`)];
  });
}

/** The newest request seen in several logs, at its first stage. */
function requests(logs: readonly AlignedLog[], place: Place): readonly Evidence[] {
  const newest = logs.flatMap(({ clock }) => clock.shared).findLast(({ requester }) => requester !== OWN_REQUESTER);
  if (newest === undefined) return [];
  const seen = logs.flatMap(({ reading }) => reading.exchanges.filter(({ key }) => key === newest.key));
  const stages = seen.flatMap(({ logEvents }) => logEvents).toSorted((a, b) => a.saw.stage - b.saw.stage);
  const [first] = stages;
  if (first === undefined) return [];
  const answered = stages.some(({ saw }) => saw.stage === 6) ? 'sent and answered' : 'sent';
  const means = `request ${newest.request} (${newest.subject}) was ${answered}; ${seen.length} logs show it`;
  return [evidenceOf(first, place, means)];
}
