/**
 * What the picture of an incident shows, before it is drawn: lanes of two servers, each with bars (states) and marks
 * (logged moments). Only what the logs say; the unknown has a kind of bar of its own.
 */
import type { Evidence } from '../../../core/diagnosis/evidence.ts';
import type { Fate } from '../../../core/diagnosis/findings/peer-correlation.ts';

/** How a bar is drawn: healthy, broken, changing from one to the other, or unknown. */
export type BarKind = 'good' | 'bad' | 'between' | 'unknown';

export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly kind: BarKind;
  readonly label: string;
}

export interface Mark {
  readonly at: number;
  readonly tone: Evidence['tone'];
  readonly title: string;
}

export interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
  readonly marks: readonly Mark[];
}

export interface LaneGroup {
  readonly name: string;
  readonly lanes: readonly Lane[];
}

export interface Scene {
  readonly groups: readonly LaneGroup[];
  /** When the switch was decided; null if it was not. */
  readonly decidedAt: number | null;
  readonly span: Span;
}

export interface SceneOf {
  readonly evidence: readonly Evidence[];
  readonly fromOtherLogs: readonly Evidence[];
  /** What the active server's own log says about it after the first failure; null if it does not show it. */
  readonly life: Life | null;
  readonly decidedAt: number | null;
  /** Until when nothing else was logged, if the picture should extend that far. */
  readonly untilMs?: number;
  /** When the new active server became active, if known. */
  readonly activeAt: number | null;
  /** The server was starting, not monitoring. */
  readonly starting: boolean;
  /** The names of the servers, if the logs show them. */
  readonly backup: string | null;
  readonly active: string | null;
}

/** Dead until it was started again, stalled until it resumed, or alive. */
export type Life = { readonly is: Failing; readonly until: number } | { readonly is: 'lived' };

type Failing = Exclude<Fate, 'lived'>;

/** What it is called while it lasts, and afterwards. */
const FAILURES: Readonly<Record<Failing, readonly [string, string]>> = {
  died: ['dead', 'started again'],
  hung: ['stalled', 'resumed'],
};

/** More marks than this in one lane would blur; the first and the last are the most useful. */
const MOST_MARKS = 120;

export function sceneOf(input: SceneOf): Scene {
  const own = [
    ...input.evidence.map(({ sharedMs }) => sharedMs),
    ...[input.decidedAt, input.activeAt, input.untilMs ?? null].filter((at) => at !== null),
  ];
  const [begin, end] = own.length === 0 ? [0, 0] : [Math.min(...own), Math.max(...own)];
  // A server that is started the next day would squeeze the incident itself into a line.
  const latest = end + Math.max(end - begin, 20);
  const of = { ...input, fromOtherLogs: input.fromOtherLogs.filter(({ sharedMs }) => sharedMs <= latest) };
  const times = [begin, end, ...of.fromOtherLogs.map(({ sharedMs }) => sharedMs)];
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const length = Math.max(to - from, 20);
  // Room on the right for the state of the servers afterwards.
  const span = { from: from - length * 0.05, to: to + length * (of.decidedAt === null ? 0.05 : 0.16) };
  return {
    decidedAt: of.decidedAt,
    span,
    groups: [
      {
        name: of.active === null ? 'Active server' : `Active server: ${of.active}`,
        lanes: [activeLane(of, span), ...lane('its own logs', of.fromOtherLogs.filter(isOfActive))],
      },
      {
        name: of.backup === null ? 'Backup' : `Backup: ${of.backup}`,
        lanes: [
          roleLane(of, span),
          ...lane('module pings', about(of, 'module')),
          ...connectionLane(of, span),
          ...lane('network checks', about(of, 'network')),
        ],
      },
    ],
  };
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A request and its answer were seen on both sides, and are shown on the side that waits for the answer. */
function isOfActive({ about: what }: Evidence): boolean {
  return what !== 'module';
}

function about({ evidence, fromOtherLogs }: SceneOf, what: Evidence['about']): readonly Evidence[] {
  return [...evidence, ...fromOtherLogs.filter((each) => !isOfActive(each))].filter((each) => each.about === what);
}

function marksOf(entries: readonly Evidence[]): readonly Mark[] {
  const shown =
    entries.length <= MOST_MARKS ? entries : [...entries.slice(0, MOST_MARKS / 2), ...entries.slice(-MOST_MARKS / 2)];
  return shown.map(({ sharedMs, at, tone, means }) => ({ at: sharedMs, tone, title: `${at}: ${means}` }));
}

function lane(name: string, entries: readonly Evidence[]): Lane[] {
  return entries.length === 0 ? [] : [{ name, bars: [], marks: marksOf(entries) }];
}

/**
 * The backup sees the active server over its connections, until they fail or it decides to take over; the active
 * server's own log may show more.
 */
function activeLane(of: SceneOf, span: Span): Lane {
  const unknown = (from: number, to: number): Bar => ({ from, to, kind: 'unknown', label: 'unknown from here' });
  if (of.starting) return { name: 'state', bars: [unknown(span.from, span.to)], marks: [] };
  const { lostAt, backAt } = connectionsOf(of);
  const { life, decidedAt } = of;
  const seenUntil = Math.min(lostAt ?? span.to, decidedAt ?? span.to);
  const until = life?.is === 'lived' ? (decidedAt ?? seenUntil) : seenUntil;
  const active = (from: number, to: number): Bar => ({ from, to, kind: 'good', label: 'active' });
  const bars = [active(span.from, until)];
  if (life !== null && life.is !== 'lived') bars.push(...failing(life, until, span.to));
  else if (until < span.to) bars.push(unknown(until, backAt ?? span.to));
  if (backAt !== null) bars.push(active(backAt, span.to));
  return { name: 'state', bars, marks: [] };
}

function failing({ is, until }: Exclude<Life, { readonly is: 'lived' }>, from: number, to: number): Bar[] {
  const [during, afterwards] = FAILURES[is];
  const again = Math.min(Math.max(from, until), to);
  const bars: Bar[] = [{ from, to: again, kind: 'bad', label: during }];
  if (again < to) bars.push({ from: again, to, kind: 'between', label: afterwards });
  return bars;
}

function connectionsOf(of: SceneOf): { readonly lostAt: number | null; readonly backAt: number | null } {
  const entries = about(of, 'connections');
  const lostAt = entries.find(({ tone }) => tone === 'bad')?.sharedMs ?? null;
  const backAt =
    lostAt === null ? undefined : entries.find(({ tone, sharedMs }) => tone === 'good' && sharedMs >= lostAt);
  return { lostAt, backAt: of.decidedAt === null ? (backAt?.sharedMs ?? null) : null };
}

function roleLane(of: SceneOf, span: Span): Lane {
  const { decidedAt, activeAt, starting, evidence } = of;
  const began = evidence.find(({ kind }) => kind === 'reconnect-started')?.sharedMs ?? null;
  const bars: Bar[] = [];
  const until = decidedAt ?? span.to;
  const watching = began !== null && began < until ? began : until;
  bars.push({ from: span.from, to: watching, kind: 'good', label: starting ? 'starting' : 'backup' });
  if (watching < until) bars.push({ from: watching, to: until, kind: 'between', label: 'reconnecting' });
  if (decidedAt !== null) {
    const serves = activeAt ?? decidedAt;
    if (serves > decidedAt) bars.push({ from: decidedAt, to: serves, kind: 'between', label: 'taking over' });
    bars.push({ from: serves, to: span.to, kind: 'good', label: 'active' });
  }
  return { name: 'state', bars, marks: marksOf([...about(of, 'state'), ...about(of, 'decision')]) };
}

function connectionLane(of: SceneOf, span: Span): Lane[] {
  const entries = about(of, 'connections');
  const up = of.evidence.find(({ means }) => /\b(?:both|all) connections (?:are )?up\b/.test(means));
  if (entries.length === 0 && up !== undefined) {
    const bar: Bar = { from: span.from, to: of.decidedAt ?? span.to, kind: 'good', label: 'both up' };
    return [{ name: 'connections', bars: [bar], marks: [] }];
  }
  if (entries.length === 0) return [];
  const { lostAt, backAt } = connectionsOf(of);
  const bars: Bar[] = [];
  if (lostAt !== null) {
    bars.push({ from: span.from, to: lostAt, kind: 'good', label: 'up' });
    bars.push({ from: lostAt, to: backAt ?? span.to, kind: 'bad', label: 'failing' });
  }
  if (backAt !== null) bars.push({ from: backAt, to: span.to, kind: 'good', label: 'up' });
  return [{ name: 'connections', bars, marks: marksOf(entries) }];
}
