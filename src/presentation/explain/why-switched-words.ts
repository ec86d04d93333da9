/** Puts the codes of the interface into words. The text and the page share them. */
import type { LogReport, RoleReport } from '../../core/diagnosis/log-report.ts';
import type { AvertedReport, GivenUpReport, WhySwitched } from '../../core/diagnosis/report.ts';
import type { SwitchReport, ThresholdReport } from '../../core/diagnosis/switch-report.ts';
import { readInstant, sayExactly } from '../text/instants.ts';

type Cause = SwitchReport['cause'];

export const HEADLINE_CAUSES: Readonly<Record<Cause, (found: SwitchReport) => string>> = {
  'module-down': ({ module }) => `${module ?? 'the monitored module'} on the active server did not answer`,
  'module-restarting': ({ module }) => `${module ?? 'the monitored module'} on the active server restarted too often`,
  'notifier-connection-lost': () => 'both connections to the active server were lost',
  'primary-unreachable': () => 'the active server could not be reached',
  'primary-stopped': () => 'the active server shut down cleanly',
  'primary-gave-up': () => 'the active server was running but no longer active',
  'fail-safe-start': () => 'this server started and its companion did not answer',
  manual: ({ requestedBy }) =>
    requestedBy === null ? 'requested, but the log does not say by whom' : `requested by ${requestedBy}`,
  unknown: () => 'the log does not say why',
};

/** The answer in one sentence: the first line of the text, and the title of the page. */
export function headline(report: WhySwitched): string {
  const last = report.switches.at(-1);
  if (report.verdict === 'undetermined')
    return `CANNOT TELL: ${withReadableTimes(report.undetermined[0] ?? 'the logs do not show it')}`;
  if (report.verdict === 'switched' && last !== undefined) return switchLine(last);
  const where = `${report.logs.length > 1 ? 'these logs' : 'this log'}${sayRange(report)}`;
  const failure = report.unhandled.at(-1);
  return failure === undefined
    ? `NO SWITCH in ${where}: ${nearest(report)}`
    : `NO SWITCH in ${where}, although there was a failure: nobody took over at ${sayUnhandled(failure)}`;
}

/** The requested part of the time. */
function sayRange({ range }: WhySwitched): string {
  if (range === null) return '';
  if (range.at !== null) return ` near ${range.at}`;
  const parts = [
    range.since === null ? '' : ` since ${range.since}`,
    range.until === null ? '' : ` until ${range.until}`,
  ];
  return parts.join('');
}

/** How far a log was read and where its dates come from, unless that is obvious. */
export function sayReading({ pieces, dateFrom, remarks }: LogReport): readonly string[] {
  const from = { header: 'its header', 'file-name': 'its name', folder: 'its folder', flag: '--date', row: null };
  const source = dateFrom === null ? null : from[dateFrom];
  return [
    ...(pieces.length > 1 ? [`in ${pieces.length} files`] : []),
    ...(source === null ? [] : [`dates from ${source}`]),
    ...remarks,
  ];
}

export function switchLine(found: SwitchReport): string {
  return `SWITCHED at ${readInstant(found.at).full}: ${HEADLINE_CAUSES[found.cause](found)}`;
}

/** What came closest to a switch: the last averted threat, or the last switch that was given up. */
function nearest({ averted, givenUp, whyNot, logs }: WhySwitched): string {
  const threat = averted.at(-1);
  const given = givenUp.at(-1);
  const at = (each: { readonly evidence: readonly { readonly sharedMs: number }[] }): number =>
    each.evidence.at(-1)?.sharedMs ?? 0;
  if (given !== undefined && (threat === undefined || at(given) >= at(threat))) return sayGivenUpShort(given);
  if (threat !== undefined) {
    return `the last threat, at ${readInstant(threat.at).full}, was averted (${threat.reason})`;
  }
  // Findings 59 and 60 always apply; the others say why there could be no switch.
  const why = whyNot.find(({ finding }) => finding < 59);
  const nothing = `nothing in ${logs.length > 1 ? 'them' : 'it'} points to one`;
  return why === undefined ? nothing : lowerFirst(why.means.replace(/\.$/, ''));
}

/** `14:18:25.680 (upgrade-state): …`. */
export function sayUnhandled({ at, reason, means, evidence }: WhySwitched['unhandled'][number]): string {
  const failure = evidence.findLast(({ tone }) => tone === 'bad')?.means;
  return `${readInstant(at).full} (${reason}): ${failure === undefined ? '' : `${failure}. `}${means.replace(/\.$/, '')}`;
}

export function sayGivenUpShort({ requestedBy, begunAt, at, why }: GivenUpReport): string {
  const time = readInstant(begunAt ?? at).full;
  const asked = requestedBy === null ? '' : ` requested by ${requestedBy}`;
  return begunAt === null
    ? `a switch${asked} was given up at ${time}: ${why}`
    : `a takeover${asked}, decided at ${time}, was undone: ${why}`;
}

/** What it means, how long it lasted, and the lines that show it. */
export function sayAverted({ means, outageMs, evidence }: AvertedReport): string {
  const [first, last] = [evidence[0], evidence.at(-1)];
  if (outageMs === null || first === undefined || last === undefined) return means;
  const lines = first.line === last.line ? `line ${first.line}` : `lines ${first.line} to ${last.line}`;
  return `${means} It lasted ${sayExactly(outageMs)} (${lines}).`;
}

/** What to do if there was no switch. */
export function nextWithoutSwitch({ whyNot, averted }: WhySwitched): readonly string[] {
  return [...whyNot.flatMap(({ next }) => next), ...(averted.at(-1)?.next ?? [])];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** What the near misses of these logs were, in one sentence. */
export function sayNearMisses({
  failedPings,
  rounds,
  reconnects,
  longestOutageMs,
  longestOutageAt,
}: NonNullable<WhySwitched['nearMisses']>): string {
  if (failedPings + rounds + reconnects === 0) return 'none: no failure that ended by itself';
  const longest =
    longestOutageMs === null || longestOutageAt === null
      ? ''
      : `; the longest outage, at ${readInstant(longestOutageAt).full}, took ${sayExactly(longestOutageMs)}`;
  const parts = [
    counted(failedPings, 'failed ping'),
    counted(rounds, 'failed round of pings', 'failed rounds of pings'),
    counted(reconnects, 'reconnect'),
  ];
  return `${parts.join(', ')}, after which everything worked again${longest}`;
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

export const NEAR_MISS_COLUMNS = ['hour', 'failed pings', 'failed rounds', 'reconnects', 'longest outage'] as const;

/** The rows by hour of day, below `NEAR_MISS_COLUMNS`. */
export function nearMissRows({ byHour }: NonNullable<WhySwitched['nearMisses']>): string[][] {
  return byHour.map(({ hour, failedPings, rounds, reconnects, longestOutageMs }) => [
    `${String(hour).padStart(2, '0')}:00`,
    ...[failedPings, rounds, reconnects].map(String),
    longestOutageMs === null ? 'unknown' : sayExactly(longestOutageMs),
  ]);
}

export const TWO_ACTIVE =
  'these logs do not show whether the former active server is still running: until you know that it is down, assume that two servers may be active';

export function sayConfidence(confidence: SwitchReport['confidence']): string {
  switch (confidence) {
    case 'certain':
      return 'certain: the log states it';
    case 'likely':
      return 'likely: the log points to it but does not show everything';
    case 'possible':
      return 'possible: the log does not state a reason';
  }
}

export function sayInitiator({ initiator, cause, requestedBy }: SwitchReport): string {
  switch (initiator) {
    case 'engine':
      if (cause === 'fail-safe-start') return 'this server itself, when it started';
      return 'the backup, automatically';
    case 'module':
      return 'the monitored module';
    case 'user':
      return requestedBy === null ? 'a user whom this log does not name' : `the user ${requestedBy}`;
    case 'unknown':
      return cause === 'manual' ? 'unknown: a user of the Control Panel, or the tests of a module' : 'unknown';
  }
}

/** The durations from the first failure to the decision and from there to the new active server, one sentence each. */
export function sayTimes({ firstSymptomAt, detectMs, activeAt, activateMs }: SwitchReport): string[] {
  return [
    ...(firstSymptomAt === null || detectMs === null
      ? []
      : [
          `${sayExactly(detectMs)} from the first logged failure (${readInstant(firstSymptomAt).time}) to the decision`,
        ]),
    ...(activeAt === null || activateMs === null
      ? []
      : [
          `${sayExactly(activateMs)} from the decision until the new server was active (${readInstant(activeAt).time})`,
        ]),
  ];
}

export function sayThreshold({ parameter, value, unit, means, line }: ThresholdReport): string {
  return `${parameter}${value === null ? '' : ` = ${sayValue(value, unit)}`}: ${means} (line ${line})`;
}

export function sayValue(value: number, unit: string): string {
  return unit === 's' ? `${value} s` : String(value);
}

export function sayPointers({ pointers, pointsTo }: SwitchReport): string[] {
  const mixed =
    pointers.length > 1 && pointsTo === null ? ['both the network and the server, so neither is certain'] : [];
  return [
    ...mixed,
    ...pointers.map(({ to, means, count, evidence }) => {
      const where = `${evidence.file}, line ${evidence.line}${count > 1 ? ` and ${count - 1} more` : ''}`;
      return `the ${to}: ${means.replace(/, which points to .*$/, '')} (${where})`;
    }),
  ];
}

const KINDS: Readonly<Record<LogReport['kind'], string>> = {
  switchover: 'Switchover log',
  notifier: 'Notifier log',
  tsserver: 'TsServer log',
  node: 'log of a switchover server',
  unknown: 'unknown kind of log',
};

export function sayKind({ kind, dialect }: LogReport): string {
  return dialect === 'current' || dialect === 'older' ? `${KINDS[kind]} (${dialect} dialect)` : KINDS[kind];
}

export function sayServer({ server }: LogReport): string | null {
  if (server === null) return null;
  const { letter, name } = server;
  if (letter === null) return `server ${name ?? ''}`.trimEnd();
  return `server ${letter}${name === null ? '' : ` (${name})`}`;
}

/** `backup from 14:00:00.000, active from 14:18:25.682`; at most the last few. */
export function sayRoles({ roles }: LogReport): string | null {
  if (roles.length === 0) return null;
  const shown = roles.slice(-4);
  const words = shown.map((each) => `${ROLE_WORDS[each.role]} from ${readInstant(each.at).time}`);
  return `${roles.length > shown.length ? '… ' : ''}${words.join(', ')}`;
}

export const ROLE_WORDS: Readonly<Record<RoleReport['role'], string>> = {
  starting: 'starting',
  backup: 'backup',
  upgrade: 'in an Upgrade state',
  active: 'active',
  stale: 'stale',
  stopping: 'stopping',
  error: 'in error',
};

export function sayClock({ offsetMs, offsetWithinMs, sharedRequests }: LogReport, than: string): string {
  if (offsetMs === null || offsetWithinMs === null)
    return 'the difference between its clock and that of the first log is unknown';
  const from = Math.round(offsetMs - offsetWithinMs);
  const to = Math.round(offsetMs + offsetWithinMs);
  const by =
    sharedRequests.length === 0
      ? ''
      : ` (from ${sharedRequests.length} shared ${sharedRequests.length === 1 ? 'request' : 'requests'})`;
  if (from === to) {
    const how = from === 0 ? 'agrees with that of' : `is ${Math.abs(from)} ms ${from > 0 ? 'ahead of' : 'behind'}`;
    return `its clock ${how} ${than}${by}`;
  }
  if (from >= 0) return `its clock is ${from} to ${to} ms ahead of ${than}${by}`;
  if (to <= 0) return `its clock is ${-to} to ${-from} ms behind ${than}${by}`;
  return `its clock is between ${-from} ms behind and ${to} ms ahead of ${than}${by}`;
}

/** Times in sentences of a report are ISO 8601; people get the same format as everywhere else. */
export function withReadableTimes(text: string, short: (instant: string) => string = sayFull): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z?/g, short);
}

function sayFull(instant: string): string {
  return readInstant(instant).full;
}

/** A log or a file name may contain what a terminal would take for commands. */
export function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
