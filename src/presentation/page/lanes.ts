/**
 * What the picture of an incident shows, before it is drawn: lanes of two servers, each with bars (what lasts) and marks
 * (what was logged at a moment). Only what the logs say; what is not known is a bar of its own kind.
 */
import type { Evidence } from '../../core/logs/evidence.ts';

/** How a bar is drawn: well, broken, on the way from one to the other, or not known. */
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
  /** When it was decided to switch; null where it was not. */
  readonly decidedAt: number | null;
  readonly times: readonly number[];
}

export interface SceneOf {
  readonly evidence: readonly Evidence[];
  readonly otherSide: readonly Evidence[];
  readonly decidedAt: number | null;
  /** When the new active server served, where that is known. */
  readonly activeAt: number | null;
  /** The server was starting, not watching. */
  readonly starting: boolean;
  /** The names of the servers, where the logs tell. */
  readonly backup: string | null;
  readonly active: string | null;
}

/** More marks than this in one lane are a smear; the first and the last of them tell the most. */
const MOST_MARKS = 120;

export function sceneOf(of: SceneOf): Scene {
  const all = [...of.evidence, ...of.otherSide];
  const moments = [...all.map(({ sharedMs }) => sharedMs), ...[of.decidedAt, of.activeAt].filter((at) => at !== null)];
  const times = moments.length === 0 ? [0] : moments;
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const room = Math.max(to - from, 20) * 0.06;
  const span = { from: from - room, to: to + room };
  return {
    decidedAt: of.decidedAt,
    times,
    groups: [
      {
        name: of.active === null ? 'Active server' : `Active server: ${of.active}`,
        lanes: [activeLane(of, span), ...lane('its own logs', of.otherSide)],
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

interface Span {
  readonly from: number;
  readonly to: number;
}

function about({ evidence }: SceneOf, what: Evidence['about']): readonly Evidence[] {
  return evidence.filter((each) => each.about === what);
}

function marksOf(entries: readonly Evidence[]): readonly Mark[] {
  const shown =
    entries.length <= MOST_MARKS ? entries : [...entries.slice(0, MOST_MARKS / 2), ...entries.slice(-MOST_MARKS / 2)];
  return shown.map(({ sharedMs, at, tone, means }) => ({ at: sharedMs, tone, title: `${at}: ${means}` }));
}

function lane(name: string, entries: readonly Evidence[]): Lane[] {
  return entries.length === 0 ? [] : [{ name, bars: [], marks: marksOf(entries) }];
}

/** From here nobody sees the active server itself: it is active until somebody else decides to be. */
function activeLane({ decidedAt, starting }: SceneOf, span: Span): Lane {
  const unknown = (from: number): Bar => ({ from, to: span.to, kind: 'unknown', label: 'not known from here' });
  if (starting) return { name: 'state', bars: [unknown(span.from)], marks: [] };
  const until = decidedAt ?? span.to;
  const active: Bar = { from: span.from, to: until, kind: 'good', label: 'active' };
  return { name: 'state', bars: decidedAt === null ? [active] : [active, unknown(until)], marks: [] };
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
  const lost = entries.find(({ tone }) => tone === 'bad');
  if (entries.length === 0) return [];
  const back = entries.find(({ tone, sharedMs }) => tone === 'good' && sharedMs >= (lost?.sharedMs ?? 0));
  const until = back?.sharedMs ?? span.to;
  const bars: Bar[] =
    lost === undefined
      ? []
      : [
          { from: span.from, to: lost.sharedMs, kind: 'good', label: 'up' },
          { from: lost.sharedMs, to: until, kind: 'bad', label: 'failing' },
          ...(back === undefined ? [] : [{ from: until, to: span.to, kind: 'good', label: 'up' } as const]),
        ];
  return [{ name: 'connections', bars, marks: marksOf(entries) }];
}
