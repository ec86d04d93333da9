/** One switch, explained: the finding, its evidence, the limits that were reached, what is missing and what to do. */

import type { AlignedLog } from './aligned-logs.ts';
import { type Evidence, evidenceOf, withoutTwins } from './evidence.ts';
import { afterwardsOf } from './findings/afterwards.ts';
import { findCause } from './findings/cause-rules.ts';
import { type Facts, factsOf, sayNetwork } from './findings/facts.ts';
import type { Confidence, Initiator } from './findings/finding.ts';
import { correlatePeer, pointsTo } from './findings/peer-correlation.ts';
import { sayAfterwards, sayBothActive, wasOutOfSight } from './findings/places.ts';
import { type RuledOut, ruledOut } from './findings/ruled-out.ts';
import { settingsSeen, thresholdsCrossed } from './findings/thresholds.ts';
import type { SwitchIncident } from './incidents.ts';
import { meaningOf } from './meaning.ts';
import { writeMoment } from './moment.ts';
import type { Cause, LogEvent } from './observation.ts';
import { pingAnnotations } from './ping-annotations.ts';

export interface ThresholdReport {
  /** Exact name of the server parameter. */
  readonly parameter: string;
  /** In the parameter's own unit; null if the log does not show it. */
  readonly value: number | null;
  readonly unit: string;
  readonly means: string;
  readonly file: string;
  readonly line: number;
}

export interface SettingReport {
  readonly parameter: string;
  readonly value: number;
  readonly unit: string;
  readonly file: string;
  readonly line: number;
}

export interface PointerReport {
  /** Number of the finding. */
  readonly finding: number;
  readonly to: 'network' | 'server';
  readonly means: string;
  /** How many such lines there are; `evidence` is the first. */
  readonly count: number;
  readonly evidence: Evidence;
}

export interface SwitchReport {
  readonly at: string;
  readonly line: number;
  readonly file: string;
  readonly cause: Cause;
  readonly initiator: Initiator;
  /** Who requested it, if the log names them. */
  readonly requestedBy: string | null;
  readonly module: string | null;
  readonly firstSymptomAt: string | null;
  readonly detectMs: number | null;
  /** When the new active server became active; null if the log does not say, as in logs of the reference. */
  readonly activeAt: string | null;
  readonly activateMs: number | null;
  readonly network: string | null;
  readonly confidence: Confidence;
  /** Number of the finding. */
  readonly finding: number;
  readonly means: string;
  readonly evidence: readonly Evidence[];
  /** Lines of the active server's logs that belong to it. */
  readonly otherSide: readonly Evidence[];
  /** What those point to, if they agree. */
  readonly pointsTo: 'network' | 'server' | null;
  readonly pointers: readonly PointerReport[];
  readonly thresholds: readonly ThresholdReport[];
  readonly ruledOut: readonly RuledOut[];
  readonly missing: readonly string[];
  /** Exact names of the server parameters involved. */
  readonly parameters: readonly string[];
  /** Values of parameters that its lines show. */
  readonly settings: readonly SettingReport[];
  /** The former active server may still be active: nothing in the logs shows otherwise. */
  readonly mayBeTwoActive: boolean;
  /** The logs show that both servers were active for a time: from when to when. Null if they do not. */
  readonly bothActive: string | null;
  /** What the logs say about the two servers since then, in one sentence. */
  readonly afterwards: string | null;
  readonly next: readonly string[];
}

export function reportSwitch(incident: SwitchIncident, log: AlignedLog, others: readonly AlignedLog[]): SwitchReport {
  const facts = factsOf(incident, correlatePeer(incident, log, others), afterwardsOf(incident, log, others));
  const { rule, confidence } = findCause(facts);
  const { marker } = incident;
  const placeOf = placesOf([log, ...others]);
  return {
    at: writeMoment(marker.at),
    line: marker.line,
    file: marker.file,
    cause: rule.cause,
    initiator: rule.initiator(facts),
    requestedBy: rule.cause === 'manual' ? (facts.request?.saw.by ?? null) : null,
    module: rule.cause === 'module-down' || rule.cause === 'module-restarting' ? facts.module : null,
    ...timesOf(facts, rule.cause),
    network: sayNetwork(facts),
    confidence,
    finding: rule.number,
    means: rule.means,
    evidence: evidenceFor(incident, placeOf, confidence !== 'certain'),
    otherSide: inOrder(facts.other.logEvents.map((each) => evidenceOf(each, placeOf))),
    pointsTo: pointsTo(facts.other),
    pointers: facts.other.pointers.map(({ rule: { number, pointsTo: to, means }, by, count }) => ({
      finding: number,
      to,
      means,
      count,
      evidence: evidenceOf(by, placeOf),
    })),
    thresholds: thresholdsCrossed(facts, rule.cause).map(({ by, ...threshold }) => ({ ...threshold, ...placed(by) })),
    ruledOut: ruledOut(facts, rule.cause),
    missing: [...rule.missing(facts), ...notServing(facts)],
    parameters: rule.parameters(facts),
    settings: settingsSeen(facts, rule.cause).map(({ by, ...setting }) => ({ ...setting, ...placed(by) })),
    mayBeTwoActive: wasOutOfSight(facts, rule.cause) && facts.afterwards.settled === null,
    bothActive: wasOutOfSight(facts, rule.cause) ? sayBothActive(facts) : null,
    afterwards: sayAfterwards(facts),
    next: rule.next(facts),
  };
}

/** The position of a logEvent on the shared axis, from the log that its file belongs to. */
export function placesOf(logs: readonly AlignedLog[]): (logEvent: LogEvent) => number {
  return ({ file, at }) => {
    const log = logs.find(({ reading }) => reading.file === file || reading.pieces.includes(file)) ?? logs[0];
    return log === undefined ? at.ms : log.place(at);
  };
}

function placed({ file, line }: LogEvent): { readonly file: string; readonly line: number } {
  return { file, line };
}

type Times = Pick<SwitchReport, 'firstSymptomAt' | 'detectMs' | 'activeAt' | 'activateMs'>;

function timesOf({ firstSymptom, marker, serving }: Facts, cause: Cause): Times {
  const first = cause === 'manual' || cause === 'fail-safe-start' ? null : firstSymptom;
  return {
    firstSymptomAt: first === null ? null : writeMoment(first.at),
    detectMs: first === null ? null : forward(first, marker),
    activeAt: serving === null ? null : writeMoment(serving.at),
    activateMs: serving === null ? null : forward(marker, serving),
  };
}

/** Null if the clock was set back in between, so that the duration is unknown. */
function forward(from: LogEvent, to: LogEvent): number | null {
  const ms = to.at.ms - from.at.ms;
  return ms < 0 ? null : ms;
}

/** Our own log says when the new active server is active, unless it ends before that. */
function notServing(facts: Facts): readonly string[] {
  return facts.own && facts.serving === null
    ? ['whether the takeover was completed: no line in this log says that the server became active; check its status']
    : [];
}

/** The steps of one request follow each other, whatever the uncertainty of the clocks allows. */
function inOrder(evidence: readonly Evidence[]): readonly Evidence[] {
  let latest = Number.NEGATIVE_INFINITY;
  return evidence.map((each) => {
    if (each.kind !== 'exchange') return each;
    latest = Math.max(latest, each.sharedMs);
    return { ...each, sharedMs: latest };
  });
}

const AFTER: ReadonlySet<string> = new Set(['serving', 'two-actives', 'state-event']);

/** `quoted`: with the lines of unknown meaning right before the switch, which may say what the others do not. */
function evidenceFor(
  { before, markers, after }: SwitchIncident,
  place: (logEvent: LogEvent) => number,
  quoted: boolean,
): Evidence[] {
  const led = withoutRepeats(before);
  const remarks = pingAnnotations(before);
  return withoutTwins([...led, ...markers, ...after.filter(({ saw }) => AFTER.has(saw.kind))])
    .toSorted((a, b) => a.order - b.order)
    .flatMap((each) => (quoted && each.rightBefore !== undefined ? [each.rightBefore, each] : [each]))
    .map((logEvent) => {
      const remark = remarks.get(logEvent);
      const means = meaningOf(logEvent);
      return evidenceOf(logEvent, place, remark === undefined ? means : `${means} (${remark})`);
    });
}

const REPEATED: ReadonlySet<string> = new Set(['network-check', 'diagnosis']);

/** If the same check gives the same result again and again, the first and the last are enough. */
function withoutRepeats(logEvents: readonly LogEvent[]): readonly LogEvent[] {
  const message = ({ text, saw }: LogEvent): string | null => (REPEATED.has(saw.kind) ? text : null);
  const count = new Map<string, { first: LogEvent; last: LogEvent }>();
  for (const each of logEvents) {
    const key = message(each);
    if (key !== null) count.set(key, { first: count.get(key)?.first ?? each, last: each });
  }
  return logEvents.filter((each) => {
    const key = message(each);
    const seen = key === null ? undefined : count.get(key);
    return seen === undefined || seen.first === each || seen.last === each;
  });
}
