/**
 * What the logs of the active server say of the time of an incident (reference: "Loss of Connection to Notifier", "TS
 * Ping Failure"): whether its Notifier points to the network or to a slow server, and how far a request came that the
 * backup got no answer to; and where that server is one of ours, whether it lived. Hints, each with a number; they never
 * name the cause, and they tell where to look.
 */
import type { Exchange } from '../exchanges.ts';
import { isFailure } from '../failures.ts';
import type { SwitchIncident } from '../incidents.ts';
import { type Cause, type Hint, isSeen, type Sighting } from '../observation.ts';
import type { PlacedLog } from '../placed.ts';
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
    needs: 'the Notifier log of the active server says around the incident that remote subsystems disconnect',
    means: 'other subsystems lost the active server too, which points to the network',
  },
  tookTooLong: {
    number: 62,
    pointsTo: 'server',
    needs: 'the Notifier log of the active server says around the incident that something took too long',
    means: "requests took too long on the active server, which points to the server's performance",
  },
  neverArrived: {
    number: 63,
    pointsTo: 'network',
    needs:
      'a ping without an answer is in the Switchover log, and not in the Notifier log of the active server, which covers that time',
    means: "the ping never reached the active server's Notifier, which points to the way between the servers",
  },
  notHandedOn: {
    number: 64,
    pointsTo: 'server',
    needs: "the active server's Notifier passed the ping on, and it is not in the module's log, which covers that time",
    means: "the ping reached the active server's Notifier and not the module, which points to the server",
  },
  notAnswered: {
    number: 65,
    pointsTo: 'server',
    needs: "the ping is in the module's log, or the Notifier passed it on, and there is no answer to it",
    means: 'the ping arrived on the active server and was not answered there, which points to the server',
  },
  answerLost: {
    number: 66,
    pointsTo: 'network',
    needs: 'the answer to the ping was sent, and did not arrive at the backup',
    means: 'the ping was answered and the answer did not arrive, which points to the way back',
  },
  died: {
    number: 67,
    pointsTo: 'server',
    needs:
      'the own log of the active server, one of ours, begins anew after the first failure; it says nothing of a stop, and of no connection that the server had lost itself',
    means: "the active server's own log broke off without a stop: its process or its machine died",
  },
  lived: {
    number: 68,
    pointsTo: 'network',
    needs: 'the own log of the active server, one of ours, shows that it lost its connections too, at the same time',
    means: 'the active server lived and lost the connections too, which points to the line between the servers',
  },
  hung: {
    number: 69,
    pointsTo: 'server',
    needs: 'the own log of the active server, one of ours, says that its process stood still when the failure began',
    means:
      "the active server's own log says that its process stood still at that time; it could not see whether the line was cut as well",
  },
} as const satisfies Readonly<Record<string, HintRule>>;

/** How the active server fared from the first failure to the decision; each is a hint of that name. */
export const FATES = ['died', 'hung', 'lived'] as const;
export type Fate = (typeof FATES)[number];

export interface Pointer {
  readonly rule: HintRule;
  /** The line that shows it; for a request that is missing, the line that sent it. */
  readonly by: Sighting;
  /** How many such lines there are. */
  readonly count: number;
}

export interface OtherSide {
  readonly pointers: readonly Pointer[];
  /** Null where its own log does not tell. */
  readonly activeServer: Fate | null;
  /** Lines of other logs that belong to the incident, and the request among them, in their order of time. */
  readonly sightings: readonly Sighting[];
  /** Given logs of the active server that cover the time, by kind. */
  readonly notifierLog: string | null;
  readonly moduleLog: string | null;
  /** The own log of the other server, where it is one of ours and covers the time. */
  readonly ownLog: string | null;
}

export const NO_OTHER_SIDE: OtherSide = {
  pointers: [],
  activeServer: null,
  sightings: [],
  notifierLog: null,
  moduleLog: null,
  ownLog: null,
};

/** What leads to an incident may begin so long before its first logged failure. */
const BEFORE_MS = 120_000;
/** Clocks that nothing compares may differ a little; and a Notifier notices late. */
const AFTER_MS = 10_000;
const SHOWN = 8;

export function otherSideOf(incident: SwitchIncident, log: PlacedLog, others: readonly PlacedLog[]): OtherSide {
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
  const traced = request === null ? null : trace(request, others, log.place(request.sightings[0]?.at ?? marker.at));
  const covering = (kind: 'notifier' | 'tsserver' | 'node'): string | null =>
    others.find((other) => other.reading.kind === kind && (other.covers(from) || other.covers(to)))?.reading.file ??
    null;
  const isLoss = markers.some(({ saw: { reason } }) => reason !== null && LOSSES.has(reason));
  const signs = isLoss ? others.map((other) => signOfLife(log, other, from, to)) : [];
  const life = signs.find((sign) => sign !== null) ?? null;
  return {
    pointers: [...fromHints(hints), ...(traced === null ? [] : [traced.pointer]), ...pointerOf(life)],
    sightings: [...hints.slice(0, SHOWN), ...(traced?.seen ?? []), ...(life === null ? [] : [life.by])],
    activeServer: life?.fate ?? null,
    notifierLog: covering('notifier'),
    moduleLog: covering('tsserver'),
    ownLog: covering('node'),
  };
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

/** Where the backup alone cannot tell whether the active server lived. */
const LOSSES: ReadonlySet<string> = new Set(['notifier-connection-lost', 'primary-unreachable'] satisfies Cause[]);

/** Both servers notice a cut line within about as much. A process that was frozen notices when it goes on, later. */
const NOTICED_MS = 3_000;

interface SignOfLife extends Omit<Pointer, 'rule'> {
  readonly fate: Fate;
}

function pointerOf(life: SignOfLife | null): Pointer[] {
  return life === null ? [] : [{ rule: HINT_RULES[life.fate], by: life.by, count: life.count }];
}

/**
 * What the own log of the other server says of its life from the first failure to the decision; null where it does not
 * tell, or where the clocks cannot be compared.
 */
function signOfLife(log: PlacedLog, other: PlacedLog, from: number, to: number): SignOfLife | null {
  const within = (log.clock.withinMs ?? Infinity) + (other.clock.withinMs ?? Infinity);
  if (!Number.isFinite(within) || !isCompanion(log.reading, other.reading)) return null;
  const { breakOffs, standstills, losses } = other.reading.runs;
  const hung = standstills.find(({ at, saw }) => {
    const wentOn = other.place(at);
    return wentOn - saw.forMs <= from + within && wentOn >= from - within;
  });
  if (hung !== undefined) return { fate: 'hung', by: hung, count: 1 };
  const lost = losses.filter(({ at }) => other.place(at) >= from - BEFORE_MS && other.place(at) <= to + within);
  // What the active server lost when the backup itself started anew says nothing of the line.
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
function unanswered(log: PlacedLog, from: number, to: number): Exchange | null {
  const sent = log.reading.exchanges.filter(
    ({ stages }) => stages.some(({ stage }) => stage === 1) && !stages.some(({ stage }) => stage === 6),
  );
  const at = (exchange: Exchange): number => log.place(exchange.stages[0]?.at ?? { ms: 0, calendar: 'clock' });
  return sent.find((exchange) => at(exchange) >= from - BEFORE_MS / 2 && at(exchange) <= to) ?? null;
}

interface Traced {
  readonly pointer: Pointer;
  readonly seen: readonly Sighting[];
}

/** How far the request came. Null where no log of the active server covers its time. */
function trace(request: Exchange, others: readonly PlacedLog[], sentAt: number): Traced | null {
  const seen = others.flatMap(
    ({ reading }) => reading.exchanges.find(({ key }) => key === request.key)?.sightings ?? [],
  );
  const furthest = seen.toSorted((a, b) => a.saw.stage - b.saw.stage).at(-1);
  const given = (kind: 'notifier' | 'tsserver'): boolean =>
    others.some((other) => other.reading.kind === kind && other.covers(sentAt));
  const by = furthest ?? request.sightings[0];
  if (by === undefined) return null;
  const rule = ruleFor(furthest?.saw.stage ?? 1, given('notifier'), given('tsserver'));
  const way = [...request.sightings, ...seen].toSorted((a, b) => a.saw.stage - b.saw.stage);
  return rule === null ? null : { pointer: { rule, by, count: 1 }, seen: way };
}

function ruleFor(stage: number, notifier: boolean, module: boolean): HintRule | null {
  if (stage >= 4) return HINT_RULES.answerLost;
  if (stage === 3) return HINT_RULES.notAnswered;
  if (stage === 2) return module ? HINT_RULES.notHandedOn : HINT_RULES.notAnswered;
  return notifier ? HINT_RULES.neverArrived : null;
}

/** Where the pointers lead, where they agree; null where they do not, or where there are none. */
export function pointsTo({ pointers }: OtherSide): 'network' | 'server' | null {
  const [first] = pointers;
  if (first === undefined) return null;
  return pointers.every(({ rule }) => rule.pointsTo === first.rule.pointsTo) ? first.rule.pointsTo : null;
}
