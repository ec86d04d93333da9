/** The decisions behind following a log: what belongs to one switch, and what to one incident. */
import { describe, expect, it } from 'vitest';
import {
  byPhrase,
  countsAgain,
  type Group,
  isDeclaredDown,
  isFaded,
  isOwn,
  isSameSwitch,
  isSwitch,
  keep,
  keepNewest,
  nothingKept,
  onlyModule,
  openWith,
  pingsPassed,
  recent,
  stillOpen,
} from '../../../src/core/diagnosis/incident-grouping.ts';
import type { Moment } from '../../../src/core/diagnosis/moment.ts';
import type { LogEvent, Observation, Seen } from '../../../src/core/diagnosis/observation.ts';
import { FADED_MS } from '../../../src/core/engine/symptoms.ts';

const at = (ms: number): Moment => ({ ms, calendar: 'none' }) as unknown as Moment;

function seen(ms: number, saw: Observation, rule: number | null = null): LogEvent {
  return { file: 'x.log', line: 1, order: ms, text: '', rule, at: at(ms), saw };
}

const MODULE_FAILED = { kind: 'module-ping-failed', module: 'TsServer', how: null, failures: 1, limit: 2 } as const;
const ROUND_LOST = { kind: 'module-round-lost', module: 'TsServer', limit: 2, connection: 'main' } as const;
const GIVEN_UP = { kind: 'module-given-up', module: 'TsServer', how: null, limit: 2 } as const;
const PING_FAILED = {
  kind: 'notifier-ping-failed',
  how: 'timed-out',
  connection: 'main',
  failures: 1,
  limit: 2,
} as const;
const LOST = { kind: 'connection-lost', connection: 'main' } as const;
const REQUESTED = { kind: 'switch-requested' } as unknown as Observation;

type Marker = Seen<'becoming-primary'>;
type Phrase = Marker['saw']['phrase'];

function marker(
  ms: number,
  phrase: Phrase,
  reason: Marker['saw']['reason'] = null,
  rule: number | null = null,
): Marker {
  return seen(ms, { kind: 'becoming-primary', phrase, reason } as Observation, rule) as Marker;
}

function group(first: Marker, more: Partial<Group> = {}): Group {
  return { marker: first, markers: [first], before: [], after: [], served: false, ...more };
}

describe('a second line about a switch', () => {
  const going = 'going-to-state-primary';
  const initiating = 'initiating-switch';
  const first = marker(1_000, going, 'module-down');

  it.each<[what: string, of: Group, line: Marker, isSame: boolean]>([
    ['belongs to it for a minute', group(first), marker(61_000, initiating), true],
    ['does not belong to it after a minute', group(first), marker(61_001, initiating), false],
    ['belongs to it if it gives the same reason', group(first), marker(2_000, 'switch-initiated', 'module-down'), true],
    ['does not belong to it if it gives another', group(first), marker(2_000, 'switch-initiated', 'manual'), false],
    [
      'belongs to it if the first one gave none',
      group(marker(1_000, initiating)),
      marker(2_000, going, 'manual'),
      true,
    ],
    ['may say the same again within five seconds', group(first), marker(6_000, going, 'module-down'), true],
    ['is another if it says the same after that', group(first), marker(6_001, going, 'module-down'), false],
    ['of our own belongs to it however late', group(first), marker(900_000, initiating, null, 12), true],
    [
      'of our own is another once the server served',
      group(first, { served: true }),
      marker(900_000, initiating, null, 12),
      false,
    ],
    ['of our own with another phrase is another', group(first), marker(900_000, going, null, 12), false],
  ])('%s', (_what, of, line, isSame) => {
    expect(isSameSwitch(of, line)).toBe(isSame);
  });

  it('is the less informative one, or the later one of two alike', () => {
    const lines = [marker(3, initiating), marker(2, going), marker(4, 'switch-initiated'), marker(1, initiating)];
    expect(lines.toSorted(byPhrase).map(({ order }) => order)).toEqual([2, 4, 1, 3]);
  });
});

it('a start agreed with the companion and a role that is resumed are no switches', () => {
  const of = (reason: Marker['saw']['reason']): boolean => isSwitch(group(marker(1, 'initiating-switch', reason)));
  expect([of('start'), of('resumed'), of('manual'), of(null)]).toEqual([false, false, true, true]);
});

it('a line of our own has a rule, or is about something that only our servers write', () => {
  expect(isOwn(seen(1, LOST))).toBe(false);
  expect(isOwn(seen(1, LOST, 12))).toBe(true);
  expect(isOwn(seen(1, { kind: 'serving' } as unknown as Observation))).toBe(true);
});

describe('an incident', () => {
  it('has faded a quarter of an hour after its last line', () => {
    const open = openWith([seen(0, LOST), seen(1_000, LOST)]);
    expect([isFaded(open, at(1_000 + FADED_MS)), isFaded(open, at(1_001 + FADED_MS))]).toEqual([false, true]);
    expect(isFaded(openWith([]), at(9e9))).toBe(false);
    expect(FADED_MS).toBe(900_000);
  });

  it.each<[what: string, lines: Observation[], declared: boolean, module: boolean]>([
    ['a failed ping', [MODULE_FAILED], false, true],
    ['a module that was given up', [MODULE_FAILED, GIVEN_UP], true, true],
    ['a failed verification', [{ kind: 'verification-failed', module: 'TsServer', pings: 2 }], true, false],
    ['a module and a lost connection', [MODULE_FAILED, LOST], false, false],
    ['a lost connection', [LOST], false, false],
    ['nothing', [], false, false],
  ])('with %s: whether the module was declared down, and nothing else failed', (_what, lines, declared, module) => {
    const open = openWith(lines.map((saw, index) => seen(index, saw)));
    expect([isDeclaredDown(open), onlyModule(open)]).toEqual([declared, module]);
  });

  it('that began with a request is not about the module only', () => {
    const open = { ...openWith([seen(0, MODULE_FAILED)]), request: seen(0, REQUESTED) as Seen<'switch-requested'> };
    expect([onlyModule(open), pingsPassed(open, at(900_000))]).toEqual([false, false]);
  });

  it('of pings to the Notifier has passed a minute after the last one, if they were no more than allowed', () => {
    const open = openWith([seen(0, PING_FAILED), seen(1_000, { ...PING_FAILED, failures: 2 })]);
    expect([pingsPassed(open, at(61_000)), pingsPassed(open, at(61_001))]).toEqual([false, true]);
    expect(pingsPassed(openWith([seen(0, { ...PING_FAILED, failures: 3 })]), at(900_000))).toBe(false);
    expect(pingsPassed(openWith([seen(0, PING_FAILED), seen(1, LOST)]), at(900_000))).toBe(false);
    expect(pingsPassed(openWith([]), at(900_000))).toBe(false);
  });

  it('goes on with what failed when a request is gone, and ends if nothing did', () => {
    const [request, failed] = [seen(0, REQUESTED), seen(1, MODULE_FAILED)];
    expect(stillOpen([request, failed])?.logEvents).toEqual([failed]);
    expect(stillOpen([request])).toBeNull();
    expect(stillOpen([request, seen(1, { kind: 'module-ping-answered', module: 'TsServer' })])).toBeNull();
  });

  it('counts what failed in it', () => {
    const { tally } = openWith([seen(0, MODULE_FAILED), seen(5_000, ROUND_LOST), seen(9_000, LOST)]);
    expect(tally).toMatchObject({ first: at(0), lastPing: at(5_000), failedPings: 2, rounds: 1, reconnects: 1 });
  });
});

describe('a count of failures that is back at one', () => {
  const resets = (before: readonly LogEvent[], ms: number, failures = 1): boolean =>
    countsAgain(openWith([...before]), seen(ms, { ...MODULE_FAILED, failures }));

  it('shows an answer in between, more than two seconds later', () => {
    const before = [seen(1_000, { ...MODULE_FAILED, failures: 2 })];
    expect([resets(before, 3_000), resets(before, 3_001), resets(before, 9_000, 2)]).toEqual([false, true, false]);
  });

  it('shows none after a lost round, with which the count starts again, or besides another failure', () => {
    expect(resets([seen(0, MODULE_FAILED), seen(1_000, ROUND_LOST)], 9_000)).toBe(false);
    expect(resets([seen(0, MODULE_FAILED), seen(1_000, LOST)], 9_000)).toBe(false);
    expect(countsAgain(openWith([seen(0, MODULE_FAILED)]), seen(9_000, PING_FAILED))).toBe(false);
  });
});

describe('of many lines', () => {
  it('those of the last 90 seconds belong to what follows', () => {
    const lines = [0, 1, 50_000].map((ms) => seen(ms, LOST));
    expect(recent(lines, seen(90_000, LOST)).map(({ order }) => order)).toEqual([0, 1, 50_000]);
    expect(recent(lines, seen(90_001, LOST)).map(({ order }) => order)).toEqual([1, 50_000]);
  });

  it('the first twenty and the last forty are kept', () => {
    const list: LogEvent[] = [];
    for (let ms = 0; ms < 100; ms += 1) keep(list, seen(ms, LOST));
    const orders = list.map(({ order }) => order);
    expect([orders.length, orders.slice(0, 21), orders.at(-1)]).toEqual([
      60,
      [...Array.from({ length: 20 }, (_, order) => order), 60],
      99,
    ]);
  });

  it('the newest five hundred are kept, and the others counted', () => {
    const kept = nothingKept<number>();
    for (let each = 0; each < 500; each += 1) keepNewest(kept, each);
    expect([kept.newest.length, kept.newest[0], kept.left]).toEqual([500, 0, 0]);
    keepNewest(kept, 500);
    expect([kept.newest.length, kept.newest[0], kept.left]).toEqual([500, 1, 1]);
  });
});
