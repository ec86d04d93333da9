import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { PLACE_NAMES } from '../../../src/core/pair/state.ts';
import {
  decodeFrame,
  encodeFrame,
  FRAME_LIMIT,
  type Frame,
  frameText,
  sharedVersion,
  speaksOurs,
} from '../../../src/core/protocol/frames.ts';

const text = fc.string({ maxLength: 256 });
const count = fc.nat();
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
  forceBackup: fc.boolean(),
  takeovers: fc.array(fc.nat(), { maxLength: 8 }),
  switched: fc.array(text, { maxLength: 16 }),
});
const prepare = fc.record({
  kind: fc.constant('prepare' as const),
  id: text,
  by: text,
  expectedTerm: count,
  proposedTerm: count,
  commitWithinMs: fc.nat({ max: 3_600_000 }),
});
const message = fc.oneof(
  prepare,
  fc.record({ kind: fc.constant('ready' as const), id: text }),
  fc.record({ kind: fc.constantFrom('refused' as const, 'abort' as const), id: text, reason: text }),
  fc.record({ kind: fc.constant('stopped' as const), term: count, takeover: fc.boolean() }),
);
const hello = fc.record({
  type: fc.constant('hello' as const),
  lowest: count,
  highest: count,
  number: count,
  pairFile: text,
  view,
});
const frame: fc.Arbitrary<Frame> = fc.oneof(
  hello,
  fc.record({ type: fc.constantFrom('ping' as const, 'pong' as const), id: fc.integer() }),
  fc.record({ type: fc.constant('view' as const), number: count, view }),
  fc.record({ type: fc.constant('message' as const), message }),
  fc.record({ type: fc.constant('module-ping' as const), id: count, limitMs: fc.integer({ min: 1, max: 3_600_000 }) }),
  fc.record({ type: fc.constant('module-pong' as const), id: count, pid: fc.option(fc.integer({ min: 1 })) }),
  fc.record({ type: fc.constantFrom('module-rejected' as const, 'module-unknown' as const), id: count, why: text }),
);
const packr = new Packr({ useRecords: false });

describe('a frame', () => {
  it('is on the other side what it was on this', () => {
    fc.assert(
      fc.property(frame, (each) => {
        expect(decodeFrame(encodeFrame(each))).toEqual(each);
      }),
    );
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
      fc.property(frame, fc.nat(), fc.nat(), fc.nat(255), (each, end, at, byte) => {
        const bytes = Uint8Array.from(encodeFrame(each));
        bytes[at % bytes.length] = byte;
        const decoded = decodeFrame(bytes.slice(0, end % (bytes.length + 1)));
        if (decoded !== null)
          expect(decoded.type).toMatch(/^(hello|ping|pong|view|message|module-(ping|pong|rejected|unknown))$/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused above its limit, before it is looked at', () => {
    expect(decodeFrame(new Uint8Array(FRAME_LIMIT + 1))).toBeNull();
    expect(decodeFrame(packr.pack({ type: 'ping', id: 1, padding: 'x'.repeat(FRAME_LIMIT) }))).toBeNull();
  });

  it.each([
    ['of an unknown type', { type: 'shutdown' }],
    ['with a field too many', { type: 'ping', id: 1, extra: true }],
    ['with a field too few', { type: 'view', number: 1 }],
    ['with a term below nothing', { type: 'message', message: { kind: 'stopped', term: -1, takeover: true } }],
    ['with half a term', { type: 'message', message: { kind: 'stopped', term: 1.5, takeover: true } }],
    ['with a text without end', { type: 'message', message: { kind: 'ready', id: 'x'.repeat(257) } }],
    ['with a process id that is none', { type: 'module-pong', id: 1, pid: 0 }],
    ['that wants a module asked without end', { type: 'module-ping', id: 1, limitMs: 1e10 }],
    ['that is no map', [1, 2, 3]],
    ['that is nothing', null],
  ])('%s is refused', (_what, value) => {
    expect(decodeFrame(packr.pack(value))).toBeNull();
  });

  it('of a hello may carry what a later version adds', () => {
    const sample = fc.sample(hello, 1)[0]!;
    expect(decodeFrame(packr.pack({ ...sample, later: 'something' }))).toEqual(sample);
  });
});

describe('two versions', () => {
  it.each([
    [1, 1, true],
    [0, 1, true],
    [1, 5, true],
    [2, 5, true],
    [4, 5, false],
    [0, 0, false],
  ])('from %i to %i share one with ours: %s', (lowest, highest, shared) => {
    const sample = fc.sample(hello, 1)[0]!;
    expect(speaksOurs({ ...sample, lowest, highest })).toBe(shared);
  });

  it.each([
    [1, 1],
    [2, 2],
    [9, 3],
  ])('whose other end knows up to %i speak %i', (highest, version) => {
    const sample = fc.sample(hello, 1)[0]!;
    expect(sharedVersion({ ...sample, lowest: 1, highest })).toBe(version);
  });

  it('carry as much of a long reason as a frame takes', () => {
    const why = frameText('x'.repeat(1_000));
    expect(decodeFrame(encodeFrame({ type: 'module-rejected', id: 1, why }))).toEqual({
      type: 'module-rejected',
      id: 1,
      why,
    });
  });
});
