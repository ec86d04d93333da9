/** What servers of version 3 said, byte by byte as they said it: a pair is upgraded one server at a time. */
import { describe, expect, test } from 'vitest';
import { modulePayloadShape } from '../../../src/core/engine/monitors/module-payload.ts';
import { notifierPayloadShape } from '../../../src/core/protocol/notifier-payload.ts';
import { decodeFrame, encodeFrame } from '../../../src/core/protocol/wire.ts';

const VIEW = {
  letter: 'B',
  name: 'beta',
  bootId: 'boot-b',
  release: '1.0',
  place: 'primary.serving',
  serving: true,
  term: 2,
  highestTerm: 2,
  lastPrimaryTerm: 2,
  stale: false,
  mode: 'automatic',
  forceBackup: false,
  switched: ['x'],
  takeovers: [2],
};

/** Name there, channel and payload here, the version that first said it, and the bytes. */
const RECORDED: readonly (readonly [string, 'notifier' | 'module', object, number, string])[] = [
  [
    'hello',
    'notifier',
    {
      type: 'hello',
      lowest: 1,
      highest: 3,
      number: 7,
      pairFile: '0123456789abcdef',
      pairFileOwn: 'fedcba9876543210',
      view: VIEW,
    },
    1,
    'de0007a474797065a568656c6c6fa66c6f7765737401a76869676865737403a66e756d62657207a87061697246696c65b030' +
      '313233343536373839616263646566ab7061697246696c654f776eb066656463626139383736353433323130a476696577de' +
      '000ea66c6574746572a142a46e616d65a462657461a6626f6f744964a6626f6f742d62a772656c65617365a3312e30a5706c' +
      '616365af7072696d6172792e73657276696e67a773657276696e67c3a47465726d02ab686967686573745465726d02af6c61' +
      '73745072696d6172795465726d02a57374616c65c2a46d6f6465a96175746f6d61746963ab666f7263654261636b7570c2a8' +
      '737769746368656491a178a974616b656f766572739102',
  ],
  ['ping', 'notifier', { type: 'ping', id: 12 }, 1, 'de0002a474797065a470696e67a269640c'],
  ['pong', 'notifier', { type: 'pong', id: 12 }, 1, 'de0002a474797065a4706f6e67a269640c'],
  [
    'view',
    'notifier',
    { type: 'view', number: 8, view: VIEW },
    1,
    'de0003a474797065a476696577a66e756d62657208a476696577de000ea66c6574746572a142a46e616d65a462657461a662' +
      '6f6f744964a6626f6f742d62a772656c65617365a3312e30a5706c616365af7072696d6172792e73657276696e67a7736572' +
      '76696e67c3a47465726d02ab686967686573745465726d02af6c6173745072696d6172795465726d02a57374616c65c2a46d' +
      '6f6465a96175746f6d61746963ab666f7263654261636b7570c2a8737769746368656491a178a974616b656f766572739102',
  ],
  [
    'prepare',
    'notifier',
    {
      type: 'message',
      message: { kind: 'prepare', id: 'x', by: 'ann', expectedTerm: 1, proposedTerm: 2, commitWithinMs: 62_000 },
    },
    1,
    'de0002a474797065a76d657373616765a76d657373616765de0006a46b696e64a770726570617265a26964a178a26279a361' +
      '6e6eac65787065637465645465726d01ac70726f706f7365645465726d02ae636f6d6d697457697468696e4d73cdf230',
  ],
  [
    'stopped',
    'notifier',
    { type: 'message', message: { kind: 'stopped', term: 2, takeover: true } },
    1,
    'de0002a474797065a76d657373616765a76d657373616765de0003a46b696e64a773746f70706564a47465726d02a874616b' +
      '656f766572c3',
  ],
  [
    'module-ping',
    'module',
    { type: 'ping', id: 5, limitMs: 10_000 },
    2,
    'de0003a474797065ab6d6f64756c652d70696e67a2696405a76c696d69744d73cd2710',
  ],
  [
    'module-pong',
    'module',
    { type: 'pong', id: 5, pid: 4711 },
    2,
    'de0003a474797065ab6d6f64756c652d706f6e67a2696405a3706964cd1267',
  ],
  [
    'module-rejected',
    'module',
    { type: 'rejected', id: 5, why: 'status 503' },
    2,
    'de0003a474797065af6d6f64756c652d72656a6563746564a2696405a3776879aa73746174757320353033',
  ],
  [
    'module-unknown',
    'module',
    { type: 'unknown', id: 5, why: 'that server does not serve' },
    2,
    'de0003a474797065ae6d6f64756c652d756e6b6e6f776ea2696405a3776879ba746861742073657276657220646f6573206e' +
      '6f74207365727665',
  ],
];

const SHAPES = { notifier: notifierPayloadShape, module: modulePayloadShape };

/** How far its history goes was not said yet. */
function asUnderstood(payload: object): object {
  return 'view' in payload ? { ...payload, view: { ...VIEW, history: 'unknown' } } : payload;
}

describe.each(RECORDED)('%s', (_name, channel, payload, since, hex) => {
  const recorded = Buffer.from(hex, 'hex');

  test('from a server of version 3 is understood', () => {
    const frame = decodeFrame(recorded);
    expect(frame).toEqual({ channel, payload });
    expect(SHAPES[channel].parse(frame?.payload)).toEqual(asUnderstood(payload));
  });

  test('is said to a server of version 3 in the very same bytes', () => {
    expect(Buffer.from(encodeFrame({ channel, payload }, 3)!).toString('hex')).toBe(hex);
  });

  test('is not said to a version that does not know it', () => {
    expect(encodeFrame({ channel, payload }, since - 1)).toBeNull();
    expect(encodeFrame({ channel, payload }, since)).not.toBeNull();
  });
});

test('the parameters are no longer said as version 3 said them, and not understood from it', () => {
  const said = { type: 'have', have: { first: 0, ids: ['', 'first-1'] } };
  expect(encodeFrame({ channel: 'parameters', payload: said }, 3)).toBeNull();
  const recorded =
    'de0002a474797065af706172616d65746572732d68617665a468617665de0002a5666972737400a369647392a0a766697273742d31';
  expect(decodeFrame(Buffer.from(recorded, 'hex'))).toBeNull();
});

test.each([
  ['a channel that came later', { channel: 'tree', payload: { type: 'update' } }],
  ['a payload that came later', { channel: 'module', payload: { type: 'restart' } }],
  ['a payload that is no map', { channel: 'module', payload: 'ping' }],
])('%s cannot be said to a server of version 3', (_, frame) => {
  expect(encodeFrame(frame, 3)).toBeNull();
});
