/**
 * What the logs of the active server say about the time of an incident (reference: "Loss of Connection to Notifier",
 * "TS Ping Failure"): whether its Notifier points to the network or to a slow server, how far an unanswered request of
 * the backup got, and, if that server is one of ours, whether it was still running. These are numbered hints: they
 * never name the cause, they only say where to look.
 */

import type { AlignedLog } from '../aligned-logs.ts';
import type { Exchange } from '../exchanges.ts';
import { isFailure } from '../failures.ts';
import type { SwitchIncident } from '../incidents.ts';
import { type Cause, type Hint, isSeen, type LogEvent, type Seen } from '../observation.ts';
import type { LogReading } from '../reading.ts';

export interface HintRule {
  readonly number: number;
  readonly pointsTo: 'network' | 'server';
  readonly needs: string;
  readonly means: string;
}

export const HINT_RULES = {
  disconnects: {
    number: 61,
    pointsTo: 'network',
    needs:
      'around the time of the incident, the Notifier log of the active server shows remote subsystems disconnecting',
    means: 'other subsystems lost the active server too, which points to the network',
  },
  tookTooLong: {
    number: 62,
    pointsTo: 'server',
    needs: 'around the time of the incident, the Notifier log of the active server says that something took too long',
    means: "requests took too long on the active server, which points to the server's performance",
  },
  neverArrived: {
    number: 63,
    pointsTo: 'network',
    needs:
      'an unanswered ping is in the Switchover log but not in the Notifier log of the active server, although that log covers the time',
    means: "the ping never reached the active server's Notifier, which points to the network path between the servers",
  },
  notHandedOn: {
    number: 64,
    pointsTo: 'server',
    needs:
      "the active server's Notifier passed the ping on, but it is not in the module's log, although that log covers the time",
    means: "the ping reached the active server's Notifier but not the module, which points to the server",
  },
  notAnswered: {
    number: 65,
    pointsTo: 'server',
    needs: "the ping is in the module's log, or the Notifier passed it on, but there is no answer to it",
    means: 'the ping arrived on the active server but was not answered there, which points to the server',
  },
  answerLost: {
    number: 66,
    pointsTo: 'network',
    needs: 'the answer to the ping was sent but did not arrive at the backup',
    means: 'the ping was answered but the answer did not arrive, which points to the return path',
  },
  died: {
    number: 67,
    pointsTo: 'server',
    needs:
      'the active server is one of ours; its own log starts again after the first failure and shows neither a shutdown nor a connection lost before that',
    means: "the active server's own log broke off without a shutdown: its process or its machine died",
  },
  lived: {
    number: 68,
    pointsTo: 'network',
    needs: 'the active server is one of ours; its own log shows that it lost its connections too, at the same time',
    means:
      'the active server kept running and lost its connections too, which points to the network path between the servers',
  },
  hung: {
    number: 69,
    pointsTo: 'server',
    needs: 'the active server is one of ours; its own log says that its process stalled when the failure began',
    means:
      "the active server's own log says that its process stalled at that time, so it could not tell whether the network path was cut as well",
  },
} as const satisfies Readonly<Record<string, HintRule>>;

/** What happened to the active server between the first failure and the decision; each has a hint of that name. */
export const FATES = ['died', 'hung', 'lived'] as const;
export type Fate = (typeof FATES)[number];

export interface Pointer {
  readonly rule: HintRule;
  /** The line that shows it; for a missing request, the line that sent it. */
  readonly by: LogEvent;
  /** How many such lines there are. */
  readonly count: number;
}

export interface PeerCorrelation {
  readonly pointers: readonly Pointer[];
  /** Null if its own log does not show it. */
  readonly activeServer: Fate | null;
  /** Lines of other logs that belong to the incident, including the request, in order of time. */
  readonly logEvents: readonly LogEvent[];
  /** The logs of the active server that cover the time, by kind. */
  readonly notifierLog: string | null;
  readonly moduleLog: string | null;
  /** The other server's own log, if it is one of ours and covers the time. */
  readonly ownLog: string | null;
  /** The other server's name, if any log has it. */
  readonly name: string | null;
  /** The line with which the other server, one of ours, says that it stops and at whose request. */
  readonly stopped: Seen<'state-changed'> | null;
}

export const NO_PEER_CORRELATION: PeerCorrelation = {
  pointers: [],
  activeServer: null,
  logEvents: [],
  notifierLog: null,
  moduleLog: null,
  ownLog: null,
  name: null,
  stopped: null,
};

/** What leads to an incident may begin this long before its first logged failure. */
const BEFORE_MS = 120_000;
/** Clocks that cannot be compared may differ a little, and a Notifier notices late. */
const AFTER_MS = 10_000;
const SHOWN = 8;

export function correlatePeer(
  incident: SwitchIncident,
  log: AlignedLog,
  others: readonly AlignedLog[],
): PeerCorrelation {
  const { before, marker, markers } = incident;
  const to = log.place(marker.at);
  const from = log.place((before.find(isFailure) ?? marker).at);
  const within = (ms: number): boolean => ms >= from - BEFORE_MS && ms <= to + AFTER_MS;
  const hints = others
    .flatMap((other) => other.reading.hints.map((hint) => ({ hint, at: other.place(hint.at) })))
    .filter(({ hint, at }) => within(at) && isSeen(hint, 'subsystem-disconnected', 'took-too-long'))
    .toSorted((a, b) => a.at - b.at)
    .map(({ hint }) => hint);
  const request = unanswered(log, from, to);
  const traced = request === null ? null : trace(request, others, log.place(request.logEvents[0]?.at ?? marker.at));
  const covering = (kind: 'notifier' | 'tsserver' | 'node'): string | null =>
    others.find((other) => other.reading.kind === kind && other.overlaps(from - AFTER_MS, to + AFTER_MS))?.reading
      .file ?? null;
  const isLoss = markers.some(({ saw: { reason } }) => reason !== null && LOSSES.has(reason));
  const signs = isLoss ? others.map((other) => signOfLife(log, other, from, to)) : [];
  const life = signs.find((sign) => sign !== null) ?? null;
  const companions = others.filter((other) => isCompanion(log.reading, other.reading));
  const stopped = companions.map((other) => stopOf(other, from, to)).find((stop) => stop !== null) ?? null;
  return {
    pointers: [...fromHints(hints), ...(traced === null ? [] : [traced.pointer]), ...pointerOf(life)],
    logEvents: [
      ...hints.slice(0, SHOWN),
      ...(traced?.seen ?? []),
      ...[life?.by, stopped].filter((each) => each != null),
    ],
    activeServer: life?.fate ?? null,
    notifierLog: covering('notifier'),
    moduleLog: covering('tsserver'),
    ownLog: covering('node'),
    name: log.reading.started?.saw.companion ?? companions[0]?.reading.started?.saw.name ?? null,
    stopped,
  };
}

/** The last stop around the time, with the operator's request before it if that is logged. */
function stopOf({ reading, place }: AlignedLog, from: number, to: number): Seen<'state-changed'> | null {
  const stops = reading.incidents.roles.flatMap(({ by }) => (isSeen(by, 'state-changed') ? [by] : []));
  const near = ({ at, saw }: (typeof stops)[number]): boolean =>
    saw.to === 'Stopping' && place(at) >= from - BEFORE_MS && place(at) <= to + AFTER_MS;
  return stops.findLast(near) ?? null;
}

function fromHints(hints: readonly Hint[]): Pointer[] {
  const pointer = (rule: HintRule, kind: Hint['saw']['kind']): Pointer[] => {
    const found = hints.filter(({ saw }) => saw.kind === kind);
    return found[0] === undefined ? [] : [{ rule, by: found[0], count: found.length }];
  };
  return [
    ...pointer(HINT_RULES.disconnects, 'subsystem-disconnected'),
    ...pointer(HINT_RULES.tookTooLong, 'took-too-long'),
  ];
}

/** Causes for which the backup alone cannot tell whether the active server was still running. */
const LOSSES: ReadonlySet<string> = new Set(['notifier-connection-lost', 'primary-unreachable'] satisfies Cause[]);

/** Both servers notice a cut network path within about this time. A frozen process notices only once it resumes. */
const NOTICED_MS = 3_000;

interface SignOfLife extends Omit<Pointer, 'rule'> {
  readonly fate: Fate;
}

function pointerOf(life: SignOfLife | null): Pointer[] {
  return life === null ? [] : [{ rule: HINT_RULES[life.fate], by: life.by, count: life.count }];
}

/**
 * What the other server's own log says about it between the first failure and the decision; null if it does not show
 * that, or if the clocks cannot be compared.
 */
function signOfLife(log: AlignedLog, other: AlignedLog, from: number, to: number): SignOfLife | null {
  const within = (log.clock.withinMs ?? Infinity) + (other.clock.withinMs ?? Infinity);
  if (!Number.isFinite(within) || !isCompanion(log.reading, other.reading)) return null;
  const { breakOffs, standstills, losses } = other.reading.runs;
  const hung = standstills.find(({ at, saw }) => {
    const wentOn = other.place(at);
    return wentOn - saw.forMs <= from + within && wentOn >= from - within;
  });
  if (hung !== undefined) return { fate: 'hung', by: hung, count: 1 };
  const lost = losses.filter(({ at }) => other.place(at) >= from - BEFORE_MS && other.place(at) <= to + within);
  // Connections that the active server lost because the backup itself restarted say nothing about the network path.
  const sinceStart = Math.max(...log.reading.runs.starts.map(({ at }) => log.place(at)).filter((at) => at <= to));
  const noticed = lost.find(({ at }) => {
    const lostAt = other.place(at);
    return Math.abs(lostAt - from) <= NOTICED_MS + within && lostAt - sinceStart > NOTICED_MS + within;
  });
  const brokeOff = breakOffs.find(
    ({ last, again }) => other.place(last) <= to + within && other.place(again.at) > from - within,
  );
  if (brokeOff === undefined) return noticed === undefined ? null : { fate: 'lived', by: noticed, count: lost.length };
  return lost.length > 0 ? null : { fate: 'died', by: brokeOff.again, count: 1 };
}

function isCompanion({ started: own }: LogReading, { started: other }: LogReading): boolean {
  return own !== null && other !== null && own.saw.letter !== other.saw.letter;
}

/** The first ping of the incident that was sent and not answered. */
function unanswered(log: AlignedLog, from: number, to: number): Exchange | null {
  const sent = log.reading.exchanges.filter(
    ({ stages }) => stages.some(({ stage }) => stage === 1) && !stages.some(({ stage }) => stage === 6),
  );
  const at = (exchange: Exchange): number => log.place(exchange.stages[0]?.at ?? { ms: 0, calendar: 'clock' });
  return sent.find((exchange) => at(exchange) >= from - BEFORE_MS / 2 && at(exchange) <= to) ?? null;
}

interface Traced {
  readonly pointer: Pointer;
  readonly seen: readonly LogEvent[];
}

/** How far the request got. Null if no log of the active server covers its time. */
function trace(request: Exchange, others: readonly AlignedLog[], sentAt: number): Traced | null {
  const seen = others.flatMap(
    ({ reading }) => reading.exchanges.find(({ key }) => key === request.key)?.logEvents ?? [],
  );
  const furthest = seen.toSorted((a, b) => a.saw.stage - b.saw.stage).at(-1);
  const given = (kind: 'notifier' | 'tsserver'): boolean =>
    others.some((other) => other.reading.kind === kind && other.covers(sentAt));
  const by = furthest ?? request.logEvents[0];
  if (by === undefined) return null;
  const rule = ruleFor(furthest?.saw.stage ?? 1, given('notifier'), given('tsserver'));
  const way = [...request.logEvents, ...seen].toSorted((a, b) => a.saw.stage - b.saw.stage);
  return rule === null ? null : { pointer: { rule, by, count: 1 }, seen: way };
}

function ruleFor(stage: number, notifier: boolean, module: boolean): HintRule | null {
  if (stage >= 4) return HINT_RULES.answerLost;
  if (stage === 3) return HINT_RULES.notAnswered;
  if (stage === 2) return module ? HINT_RULES.notHandedOn : HINT_RULES.notAnswered;
  return notifier ? HINT_RULES.neverArrived : null;
}

/** What the pointers point to, if they agree; null if they do not, or if there are none. */
export function pointsTo({ pointers }: PeerCorrelation): 'network' | 'server' | null {
  const [first] = pointers;
  if (first === undefined) return null;
  return pointers.every(({ rule }) => rule.pointsTo === first.rule.pointsTo) ? first.rule.pointsTo : null;
}
