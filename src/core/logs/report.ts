/**
 * From the readings of all logs to the answer: did a switch happen, why, how sure that is, and what is missing.
 * The shape is the interface that scripts rely on; times are written as text here, and only here.
 */
import { type ClockOffset, compareClocks } from './clocks.ts';
import { meaningOfAverted, meaningOfGivenUp } from './findings/averted-rules.ts';
import { CAUSE_RULES, type Confidence, type Initiator } from './findings/cause-rules.ts';
import { type Facts, factsOf, sayNetwork } from './findings/facts.ts';
import { type RuledOut, ruledOut } from './findings/ruled-out.ts';
import type { AvertedIncident, SwitchIncident } from './incidents.ts';
import type { LogDialect, LogKind } from './kinds.ts';
import { meaningOf } from './meaning.ts';
import { writeMoment } from './moment.ts';
import type { AvertedReason, Cause, Sighting } from './observation.ts';
import type { LogReading } from './reading.ts';
import { pingRemarks } from './rounds.ts';

export type Verdict = 'switched' | 'not-switched' | 'undetermined';

export interface Evidence {
  readonly file: string;
  readonly line: number;
  readonly at: string;
  readonly text: string;
  readonly means: string;
}

export interface SwitchReport {
  readonly at: string;
  readonly line: number;
  readonly file: string;
  readonly cause: Cause;
  readonly initiator: Initiator;
  /** Who asked for it, where the log names them. */
  readonly requestedBy: string | null;
  readonly module: string | null;
  readonly firstSymptomAt: string | null;
  readonly detectMs: number | null;
  readonly network: string | null;
  readonly confidence: Confidence;
  /** Number of the finding's rule. */
  readonly finding: number;
  readonly evidence: readonly Evidence[];
  readonly ruledOut: readonly RuledOut[];
  readonly missing: readonly string[];
  /** Exact names of the server parameters that governed it. */
  readonly parameters: readonly string[];
  readonly next: readonly string[];
}

export interface AvertedReport {
  readonly at: string;
  readonly reason: AvertedReason;
  readonly means: string;
  readonly evidence: readonly Evidence[];
}

export interface LogReport {
  readonly file: string;
  readonly kind: LogKind;
  readonly dialect: LogDialect;
  /** The files that the log was cut into, the oldest first. */
  readonly pieces: readonly string[];
  /** Where the date of its times comes from: its rows, its header, a name, the flag; null where they have none. */
  readonly dateFrom: LogReading['dateFrom'];
  /** What one must know of how far it was read: damage, parts left out. */
  readonly remarks: readonly string[];
  readonly lines: number;
  readonly unread: number;
  readonly offsetMs: number | null;
  readonly offsetWithinMs: number | null;
  /** Request numbers that this log and the first one both saw; the offset rests on them. At most ten, the newest. */
  readonly sharedRequests: readonly number[];
}

export interface WhySwitched {
  readonly verdict: Verdict;
  readonly switches: readonly SwitchReport[];
  /** How many switches the logs hold; `switches` has the last only, unless all were asked for. */
  readonly switchesFound: number;
  readonly averted: readonly AvertedReport[];
  readonly logs: readonly LogReport[];
  /** Why the verdict is `undetermined`, and what would settle it. Empty otherwise. */
  readonly undetermined: readonly string[];
  /** Failures whose outcome the logs do not show. */
  readonly open: readonly Evidence[];
  /** Further facts that an operator wants to know: settings in use, requests seen on both sides, switches given up. */
  readonly notes: readonly Evidence[];
}

/** Builds the answer. `all`: every switch; else the last one only. Logs in the order given; there is at least one. */
export function explain(logs: readonly LogReading[], options: { readonly all: boolean }): WhySwitched {
  const clocks = compareClocks(logs);
  const placed = logs.flatMap((log, index) => {
    const shiftMs = clocks[index]?.shiftMs ?? 0;
    return log.incidents.switches.map((incident) => ({ incident, at: incident.marker.at.ms - shiftMs }));
  });
  const switches = placed.toSorted((a, b) => a.at - b.at).map(({ incident }) => incident);
  const undetermined = switches.length > 0 ? [] : whatIsMissing(logs);
  return {
    verdict: switches.length > 0 ? 'switched' : undetermined.length > 0 ? 'undetermined' : 'not-switched',
    switches: (options.all ? switches : switches.slice(-1)).map(reportSwitch),
    switchesFound: switches.length,
    averted: logs.flatMap((log) => log.incidents.averted).map(reportAverted),
    logs: logs.map((log, index) => reportLog(log, clocks[index])),
    undetermined,
    open: logs.flatMap((log) => log.incidents.open).map((sighting) => evidence(sighting)),
    notes: [...logs.flatMap(settings), ...givenUp(logs), ...requests(logs, clocks)],
  };
}

function reportSwitch(incident: SwitchIncident): SwitchReport {
  const facts = factsOf(incident);
  const { rule, confidence } = findCause(facts);
  const first = rule.cause === 'manual' || rule.cause === 'fail-safe-start' ? null : facts.firstSymptom;
  const ofModule = rule.cause === 'module-down' || rule.cause === 'module-restarting';
  const { marker } = incident;
  return {
    at: writeMoment(marker.at),
    line: marker.line,
    file: marker.file,
    cause: rule.cause,
    initiator: rule.initiator(facts),
    requestedBy: rule.cause === 'manual' ? (facts.request?.saw.by ?? null) : null,
    module: ofModule ? facts.module : null,
    firstSymptomAt: first === null ? null : writeMoment(first.at),
    detectMs: first === null ? null : marker.at.ms - first.at.ms,
    network: sayNetwork(facts),
    confidence,
    finding: rule.number,
    evidence: evidenceFor(incident),
    ruledOut: ruledOut(facts, rule.cause),
    missing: [...rule.missing(facts), ...notServing(facts)],
    parameters: rule.parameters(facts),
    next: rule.next(facts),
  };
}

function findCause(facts: Facts): { readonly rule: (typeof CAUSE_RULES)[number]; readonly confidence: Confidence } {
  for (const rule of CAUSE_RULES) {
    const confidence = rule.confidence(facts);
    if (confidence !== null) return { rule, confidence };
  }
  throw new Error('the last rule takes everything');
}

/** Our own log says when the new active server serves; one that ends before tells less. */
function notServing(facts: Facts): readonly string[] {
  return facts.own && facts.serving === null
    ? ['whether the takeover was completed: this log has no line that says the server serves; see its status']
    : [];
}

function evidenceFor({ before, markers, after }: SwitchIncident): readonly Evidence[] {
  const serves = after.filter(({ saw }) => saw.kind === 'serving');
  const remarks = pingRemarks(before);
  return [...before, ...markers, ...serves]
    .toSorted((a, b) => a.order - b.order)
    .map((sighting) => {
      const remark = remarks.get(sighting);
      return evidence(sighting, remark === undefined ? meaningOf(sighting) : `${meaningOf(sighting)} (${remark})`);
    });
}

function reportAverted(incident: AvertedIncident): AvertedReport {
  return {
    at: writeMoment(incident.by.at),
    reason: incident.reason,
    means: meaningOfAverted(incident),
    evidence: [...incident.before, incident.by].map((sighting) => evidence(sighting)),
  };
}

function reportLog(log: LogReading, clock: ClockOffset | undefined): LogReport {
  return {
    file: log.file,
    kind: log.kind,
    dialect: log.dialect,
    pieces: log.pieces,
    dateFrom: log.dateFrom,
    remarks: log.remarks,
    lines: log.lines,
    unread: log.unread,
    offsetMs: clock?.offsetMs ?? null,
    offsetWithinMs: clock?.withinMs ?? null,
    sharedRequests: (clock?.shared ?? []).slice(-10).map(({ request }) => request),
  };
}

function evidence(sighting: Sighting, means = meaningOf(sighting)): Evidence {
  return { file: sighting.file, line: sighting.line, at: writeMoment(sighting.at), text: sighting.text, means };
}

/** A log that could tell is the Switchover subsystem's, of either product, with something in it that was understood. */
function couldTell(log: LogReading): boolean {
  return log.kind === 'switchover' || log.kind === 'node';
}

function whatIsMissing(logs: readonly LogReading[]): readonly string[] {
  const open = logs.filter((log) => log.incidents.open.length > 0);
  if (open.length > 0) {
    return open.map(({ file, incidents }) => {
      const last = incidents.open.at(-1);
      const when = last === undefined ? '' : ` after ${writeMoment(last.at)}`;
      return `${file} ends while a failure, or a requested switch, is open; its outcome is in the lines${when}`;
    });
  }
  if (logs.some(couldTell)) return [];
  return [
    logs.every((log) => log.understood === 0)
      ? 'nothing in these files was understood; give the Switchover log of the server that is or was the backup'
      : 'these logs do not record switches; give the Switchover log of the server that is or was the backup',
  ];
}

/** Which NetTest address is in use tells which server wrote the log (reference: "Switchover NetTest server parameters"). */
function settings(log: LogReading): readonly Evidence[] {
  const effective = log.netTest.find(({ saw }) => saw.entry === 'effective');
  if (effective === undefined) return [];
  const { address } = effective.saw;
  const same = (entry: string): boolean =>
    log.netTest.some(({ saw }) => saw.entry === entry && saw.address === address);
  const letters = [...(same('server-1') ? ['A'] : []), ...(same('server-2') ? ['B'] : [])];
  const [letter] = letters;
  const means =
    letter === undefined || letters.length > 1
      ? `the effective NetTest address is ${address}; the log does not tell whether it is NetTest A or NetTest B`
      : `the effective NetTest address is NetTest ${letter}, ${address}: this is the log of server ${letter}, as backup`;
  return [evidence(effective, means)];
}

function givenUp(logs: readonly LogReading[]): readonly Evidence[] {
  return logs.flatMap((log) => log.incidents.givenUp).map((given) => evidence(given.by, meaningOfGivenUp(given)));
}

/** The newest request seen in several logs, at its first stage. */
function requests(logs: readonly LogReading[], clocks: readonly ClockOffset[]): readonly Evidence[] {
  const newest = clocks.flatMap(({ shared }) => shared.slice(-1)).at(-1);
  if (newest === undefined) return [];
  const seen = logs.flatMap((log) => log.exchanges.filter(({ key }) => key === newest.key));
  const stages = seen.flatMap(({ sightings }) => sightings).toSorted((a, b) => a.saw.stage - b.saw.stage);
  const [first] = stages;
  if (first === undefined) return [];
  const answered = stages.some(({ saw }) => saw.stage === 6) ? 'sent and answered' : 'sent';
  return [
    evidence(first, `request ${newest.request} (${newest.subject}) was ${answered}; it is seen in ${seen.length} logs`),
  ];
}
