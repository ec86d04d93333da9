import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { modulePayloadShape, saidWhy } from '../../../src/core/engine/monitors/module-payload.ts';
import { PLACE_NAMES } from '../../../src/core/engine/state.ts';
import { FRAME_LIMIT, PROTOCOL_VERSION } from '../../../src/core/protocol/frames.ts';
import type { Hello, NotifierPayload } from '../../../src/core/protocol/notifier-payload.ts';
import {
  channelsOf,
  helloFault,
  notifierPayloadShape,
  sharedVersion,
} from '../../../src/core/protocol/notifier-payload.ts';
import { decodeFrame, encodeFrame } from '../../../src/core/protocol/wire.ts';

const text = fc.string({ maxLength: 256 });
const count = fc.nat();
const requestId = fc.stringMatching(/^[\w.:-]{1,128}$/);
const view = fc.record({
  letter: fc.constantFrom('A' as const, 'B' as const),
  name: text,
  bootId: text,
  release: text,
  place: fc.constantFrom(...PLACE_NAMES),
  serving: fc.boolean(),
  term: count,
  highestTerm: count,
  lastPrimaryTerm: count,
  stale: fc.boolean(),
  mode: fc.constantFrom('automatic' as const, 'manual' as const),
  history: fc.oneof(
    fc.constantFrom('none' as const, 'unknown' as const),
    fc.record({ term: fc.nat(), number: fc.nat() }),
  ),
  forceBackup: fc.boolean(),
  takeovers: fc.array(fc.nat(), { maxLength: 8 }),
  switched: fc.array(requestId, { maxLength: 16 }),
});
const NEAR_THE_END = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, 10 ** 15 + 1, 2 ** 53, 1e300, -1, 0.5];
const prepare = fc.record({
  kind: fc.constant('prepare' as const),
  id: requestId,
  by: text,
  expectedTerm: count,
  proposedTerm: count,
  commitWithinMs: fc.nat({ max: 3_600_000 }),
});
const message = fc.oneof(
  prepare,
  fc.record({ kind: fc.constant('ready' as const), id: requestId }),
  fc.record({ kind: fc.constantFrom('refused' as const, 'abort' as const), id: requestId, reason: text }),
  fc.record({ kind: fc.constant('stopped' as const), term: count, takeover: fc.boolean() }),
);
const hello: fc.Arbitrary<Hello> = fc.record({
  type: fc.constant('hello' as const),
  lowest: count,
  highest: count,
  number: count,
  pairFile: text,
  view,
});
const payload: fc.Arbitrary<NotifierPayload> = fc.oneof(
  hello,
  fc.record({ type: fc.constantFrom('ping' as const, 'pong' as const), id: fc.integer() }),
  fc.record({ type: fc.constant('view' as const), number: count, view }),
  fc.record({ type: fc.constant('message' as const), message }),
);
const modulePayload = fc.oneof(
  fc.record({ type: fc.constant('ping' as const), id: count, limitMs: fc.integer({ min: 1, max: 3_600_000 }) }),
  fc.record({ type: fc.constant('pong' as const), id: count, pid: fc.option(fc.integer({ min: 1 })) }),
  fc.record({ type: fc.constantFrom('rejected' as const, 'unknown' as const), id: count, why: text }),
);
const frame = fc.oneof(
  payload.map((each) => ({ channel: 'notifier', payload: each })),
  modulePayload.map((each) => ({ channel: 'module', payload: each })),
);
const packr = new Packr({ useRecords: false });

const encoded = (channel: string, said: unknown): Uint8Array =>
  encodeFrame({ channel, payload: said }, PROTOCOL_VERSION)!;

describe('a frame', () => {
  it.each([1, 2, 3, 4])('is on the other side what it was on this, in version %i', (version) => {
    fc.assert(
      fc.property(frame, (each) => {
        const bytes = encodeFrame(each, version);
        if (each.channel === 'module' && version < 2) expect(bytes).toBeNull();
        else expect(decodeFrame(bytes!)).toEqual(each);
      }),
    );
  });

  it('carries the payload of any channel as it is, with what a later version adds beside it left aside', () => {
    const bytes = packr.pack({ channel: 'tree', payload: { any: ['thing', null] }, later: 1 });
    expect(decodeFrame(bytes)).toEqual({ channel: 'tree', payload: { any: ['thing', null] } });
  });

  it('is never made of random bytes, and they do no harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeFrame(bytes)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('may be cut off or changed anywhere without doing harm', () => {
    fc.assert(
      fc.property(frame, fc.constantFrom(3, 4), fc.nat(), fc.nat(), fc.nat(255), (each, version, end, at, byte) => {
        const bytes = Uint8Array.from(encodeFrame(each, version)!);
        bytes[at % bytes.length] = byte;
        const decoded = decodeFrame(bytes.slice(0, end % (bytes.length + 1)));
        notifierPayloadShape.safeParse(decoded?.payload);
        modulePayloadShape.safeParse(decoded?.payload);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused above its limit, before it is looked at, and is not made', () => {
    expect(decodeFrame(new Uint8Array(FRAME_LIMIT + 1))).toBeNull();
    const padding = 'x'.repeat(FRAME_LIMIT);
    expect(decodeFrame(packr.pack({ type: 'ping', id: 1, padding }))).toBeNull();
    expect(encodeFrame({ channel: 'tree', payload: padding }, PROTOCOL_VERSION)).toBeNull();
  });

  it.each([['a b'], ['x'.repeat(129)], ['']])('with an id that could not be kept, %j, is refused', (id) => {
    const asked = { kind: 'prepare', id, by: 'ann', expectedTerm: 1, proposedTerm: 2, commitWithinMs: 1_000 };
    expect(notifierPayloadShape.safeParse({ type: 'message', message: asked }).success).toBe(false);
    const fit = { type: 'message', message: { ...asked, id: 'x' } };
    expect(notifierPayloadShape.safeParse(fit).success).toBe(true);
  });

  it.each([
    ['of an unknown type', { type: 'shutdown' }],
    ['without a channel', { payload: { type: 'ping', id: 1 } }],
    ['whose channel is no text', { channel: 1, payload: {} }],
    ['whose channel has a name without end', { channel: 'x'.repeat(65), payload: {} }],
    ['that is no map', [1, 2, 3]],
    ['that is nothing', null],
  ])('%s is refused', (_what, value) => {
    expect(decodeFrame(packr.pack(value))).toBeNull();
  });
});

describe('a payload', () => {
  it.each([
    ['of an unknown type', { type: 'shutdown' }],
    ['with a field too many', { type: 'ping', id: 1, extra: true }],
    ['with a field too few', { type: 'view', number: 1 }],
    ['with a term below nothing', { type: 'message', message: { kind: 'stopped', term: -1, takeover: true } }],
    ['with half a term', { type: 'message', message: { kind: 'stopped', term: 1.5, takeover: true } }],
    ['with a text without end', { type: 'message', message: { kind: 'ready', id: 'x'.repeat(257) } }],
    ['that is nothing', null],
  ])("%s is refused on the Notifier's own channel", (_what, value) => {
    expect(notifierPayloadShape.safeParse(decodeFrame(encoded('notifier', value))?.payload).success).toBe(false);
  });

  it.each([
    ['of an unknown type', { type: 'nothing', id: 1 }],
    ['with a field too many', { type: 'ping', id: 1, limitMs: 1, extra: true }],
    ['with a process id that is none', { type: 'pong', id: 1, pid: 0 }],
    ['that wants a module asked without end', { type: 'ping', id: 1, limitMs: 1e10 }],
  ])('%s is refused of the module', (_what, value) => {
    expect(modulePayloadShape.safeParse(value).success).toBe(false);
  });

  it('of a hello may carry what a later version adds', () => {
    const sample = fc.sample(hello, 1)[0]!;
    expect(notifierPayloadShape.parse({ ...sample, later: 'something' })).toEqual(sample);
  });

  it('carries as much of a long reason as it takes', () => {
    const why = saidWhy('x'.repeat(1_000));
    expect(modulePayloadShape.parse({ type: 'rejected', id: 1, why })).toEqual({ type: 'rejected', id: 1, why });
  });
});

describe('two versions', () => {
  const sample = (lowest: number, highest: number): Hello => {
    const one = fc.sample(hello, 1)[0]!;
    return { ...one, lowest, highest, view: { ...one.view, letter: 'B' } };
  };

  it.each([
    [1, 1, null],
    [0, 1, null],
    [1, 5, null],
    [2, 5, null],
    [5, 6, 'protocol 5-6 there, 1-4 here'],
    [0, 0, 'protocol 0-0 there, 1-4 here'],
  ])('from %i to %i and ours: %s', (lowest, highest, fault) => {
    expect(helloFault(sample(lowest, highest), 'B')).toBe(fault);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [9, 4],
  ])('whose other end knows up to %i speak %i', (highest, version) => {
    expect(sharedVersion(sample(1, highest))).toBe(version);
  });

  it.each([
    [1, undefined, ['notifier']],
    [2, undefined, ['notifier', 'module']],
    [3, undefined, ['notifier', 'module']],
    [4, ['parameters', 'tree'], ['parameters', 'tree']],
    [4, undefined, []],
  ])('of which the other end speaks %i and names %j listen there to %j', (highest, channels, expected) => {
    const said = sample(1, highest);
    expect(channelsOf(channels === undefined ? said : { ...said, channels })).toEqual(expected);
  });
});

describe('a term that could not be kept, or the next one not', () => {
  const [good] = fc.sample(view, 1);
  it.each(NEAR_THE_END)('is refused on arrival: %d', (term) => {
    for (const field of ['term', 'highestTerm', 'lastPrimaryTerm']) {
      const said = { type: 'view', number: 1, view: { ...good, [field]: term } };
      expect(notifierPayloadShape.safeParse(said).success, field).toBe(false);
    }
    const message = { kind: 'prepare', id: 'x', by: 'y', expectedTerm: 1, proposedTerm: term, commitWithinMs: 1 };
    expect(notifierPayloadShape.safeParse({ type: 'message', message }).success).toBe(false);
  });
});
