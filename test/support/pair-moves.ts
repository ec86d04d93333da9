/** What can be done to a pair of engines, as values that fast-check can generate and shrink. */
import fc from 'fast-check';
import type { ConnectionName } from '../../src/core/engine/monitors/connections.ts';
import type { Letter } from '../../src/core/letter.ts';
import { boot, breakOne, cut, happen, kill, type Lane, type Pair, quiet, servers, take, tick } from './engine-pair.ts';
import type { Job } from './engine-server.ts';

export type Move =
  | { readonly do: 'take'; readonly who: Letter; readonly lane: Lane; readonly times: number }
  | { readonly do: 'tick'; readonly times: number }
  | { readonly do: 'quiet'; readonly ms: number }
  | { readonly do: 'cut' | 'heal' }
  | { readonly do: 'break'; readonly who: Letter; readonly connection: ConnectionName }
  | { readonly do: 'kill' | 'boot' | 'rejoin'; readonly who: Letter }
  | { readonly do: 'stop'; readonly who: Letter; readonly takeover: boolean }
  | SwitchMove
  | { readonly do: 'fail'; readonly who: Letter; readonly job: Job }
  | { readonly do: 'slow'; readonly who: Letter; readonly ms: number }
  | { readonly do: 'stall'; readonly ms: number }
  | { readonly do: 'unverified' | 'verified'; readonly who: Letter }
  | { readonly do: 'network'; readonly who: Letter; readonly verdict: Pair['whenCut'][Letter] };

interface SwitchMove {
  readonly do: 'switch';
  readonly who: Letter;
  readonly id: string;
  readonly immediate: boolean;
  /** Whether the operator sees the active server. */
  readonly informed: boolean;
}

function one<const T extends readonly unknown[]>(...values: T): fc.Arbitrary<T[number]> {
  return fc.constantFrom(...values);
}

function weighted<T>(
  weight: number,
  shape: { [K in keyof T]: fc.Arbitrary<T[K]> },
): { weight: number; arbitrary: fc.Arbitrary<T> } {
  return { weight, arbitrary: fc.record(shape) as fc.Arbitrary<T> };
}

export const letter: fc.Arbitrary<Letter> = one('A', 'B');
const times = fc.integer({ min: 1, max: 6 });

export const move: fc.Arbitrary<Move> = fc.oneof(
  weighted<Move>(10, { do: one('take'), who: letter, lane: one('effects', 'results', 'inbox'), times } as never),
  weighted<Move>(4, { do: one('tick'), times } as never),
  weighted<Move>(4, { do: one('quiet'), ms: one(0, 100, 2_000, 8_000, 40_000) } as never),
  weighted<Move>(2, { do: one('cut', 'heal') } as never),
  weighted<Move>(1, { do: one('break'), who: letter, connection: one('main', 'aux') } as never),
  weighted<Move>(3, { do: one('kill', 'boot', 'boot', 'rejoin'), who: letter } as never),
  weighted<Move>(1, { do: one('stop'), who: letter, takeover: fc.boolean() } as never),
  weighted<Move>(4, {
    do: one('switch'),
    who: letter,
    id: one('x', 'y', 'z'),
    immediate: fc.boolean(),
    informed: fc.boolean(),
  } as never),
  weighted<Move>(2, { do: one('fail'), who: letter, job: one('persist', 'claim', 'commence', 'discontinue') } as never),
  weighted<Move>(2, {
    do: one('slow'),
    who: letter,
    ms: one(1_000, 7_000, 14_000, 40_000, Number.POSITIVE_INFINITY),
  } as never),
  weighted<Move>(1, { do: one('stall'), ms: one(2_000, 20_000) } as never),
  weighted<Move>(1, { do: one('unverified', 'verified'), who: letter } as never),
  weighted<Move>(1, {
    do: one('network'),
    who: letter,
    verdict: one('backup-cut-off', 'path-or-site-lost', 'primary-unreachable', 'unknown'),
  } as never),
);

/** What operators remember of the switches they requested: a repeat is the same request. */
export interface Operators {
  /** The expected term, fixed when the switch was first requested. */
  readonly expected: Map<string, number | null>;
  /** If no active server can be seen, an id goes to one server only. */
  readonly sentTo: Map<string, Letter>;
}

export function make(pair: Pair, each: Move, operators: Operators): void {
  switch (each.do) {
    case 'take':
      for (let n = 0; n < each.times; n++) take(pair, pair.nodes[each.who], each.lane);
      return;
    case 'tick':
      for (let n = 0; n < each.times; n++) tick(pair, 40_000);
      return;
    case 'quiet':
      return quiet(pair, each.ms);
    case 'cut':
      return cut(pair);
    case 'heal':
      pair.cut = false;
      return;
    case 'break':
      return breakOne(pair.nodes[each.who], each.connection);
    case 'kill':
      return kill(pair, pair.nodes[each.who]);
    case 'boot':
      return boot(pair, pair.nodes[each.who]);
    case 'rejoin':
      return happen(pair, pair.nodes[each.who], { type: 'rejoin-requested', id: 'r', by: 'ann' });
    case 'stop':
      return happen(pair, pair.nodes[each.who], { type: 'stop-requested', by: 'ann', takeover: each.takeover });
    case 'switch':
      return askForSwitch(pair, each, operators);
    case 'fail':
      pair.failing.set(each.who, each.job);
      return;
    case 'slow':
      pair.slow.set(each.who, each.ms);
      return;
    case 'stall':
      return stall(pair, each.ms);
    case 'unverified':
      pair.unverified.add(each.who);
      return;
    case 'verified':
      pair.unverified.delete(each.who);
      return;
    case 'network':
      pair.whenCut[each.who] = each.verdict;
      return;
  }
}

/** Both machines stall, as when the host of both virtual machines is suspended. */
function stall(pair: Pair, ms: number): void {
  pair.at += ms;
  for (const node of Object.values(pair.nodes)) happen(pair, node, { type: 'stalled', forMs: ms });
}

function askForSwitch(pair: Pair, each: SwitchMove, operators: Operators): void {
  const { who, id, immediate } = each;
  const active = servers(pair).find((server) => server.letter !== who);
  if (!operators.expected.has(id)) {
    operators.expected.set(id, each.informed ? (active?.state?.takeover?.term ?? null) : null);
  }
  const expectedTerm = operators.expected.get(id) ?? null;
  if (expectedTerm === null && (operators.sentTo.get(id) ?? who) !== who) return;
  operators.sentTo.set(id, who);
  happen(pair, pair.nodes[who], { type: 'switch-requested', request: { id, by: 'ann', expectedTerm, immediate } });
}
