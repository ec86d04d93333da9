/** Which lines are those of a flight recorder, and what is made of lines that lack something. */
import { describe, expect, it } from 'vitest';
import { NEVER_RAN } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import { readRecorded } from '../../../src/core/recorder/recorded-entry.ts';
import { selfOf } from '../../support/engine-server.ts';

const STATE = initialState(selfOf('B'), NEVER_RAN, 'automatic', 0);
const WALL = '2026-11-23T00:22:28.000Z';
const SNAPSHOT = { wall: WALL, engine: '0.1.0', rules: 'abc', snapshot: STATE };
const EVENT = { wall: WALL, event: { type: 'start', at: 7 }, rule: 100 };
const read = (line: unknown) => readRecorded(JSON.stringify(line), 3);

describe('a line with a snapshot', () => {
  it('has the state, and the rule table and the version that wrote it', () => {
    expect(read(SNAPSHOT)).toEqual({
      ...{ line: 3, wall: WALL, kind: 'snapshot', rules: 'abc', engine: '0.1.0', gap: false },
      state: JSON.parse(JSON.stringify(STATE)),
    });
    expect(read({ ...SNAPSHOT, gap: true })).toMatchObject({ gap: true });
  });

  it('may lack its time, its version and whether something is missing before it', () => {
    expect(read({ rules: 'abc', snapshot: STATE, gap: 'yes' })).toMatchObject({ wall: null, engine: '?', gap: false });
  });

  it.each(['self', 'durable', 'connections', 'monitors', 'module', 'timers', 'settled', 'place'])(
    'needs %s in the state',
    (part) => {
      const { [part as keyof typeof STATE]: _, ...others } = STATE;
      expect(read({ ...SNAPSHOT, snapshot: others })).toBeNull();
      expect(read({ ...SNAPSHOT, snapshot: { ...STATE, [part]: 'x' } })).toBeNull();
    },
  );

  it('needs the rule table', () => {
    expect(read({ ...SNAPSHOT, rules: 7 })).toBeNull();
  });

  it('by an older version is completed with what that version did', () => {
    const { history: _history, inDoubt: _inDoubt, ...older } = STATE;
    const { switched: _, ...durable } = STATE.durable;
    const takeover = { term: 2, cause: 'start', before: NEVER_RAN };
    expect(read({ ...SNAPSHOT, snapshot: { ...older, durable, takeover } })).toMatchObject({
      state: {
        ...{ history: 'unknown', inDoubt: false, durable: { ...durable, switched: [] } },
        takeover: { ...takeover, agreed: false },
      },
    });
  });

  it('keeps what the version recorded', () => {
    const snapshot = {
      ...{ ...STATE, history: 'none', inDoubt: true, durable: { ...STATE.durable, switched: ['x'] } },
      takeover: { term: 2, cause: 'start', before: NEVER_RAN, agreed: true },
    };
    expect(read({ ...SNAPSHOT, snapshot })).toMatchObject({ state: snapshot });
  });
});

describe('a line with an event', () => {
  it('has the event and the rule that decided it', () => {
    expect(read(EVENT)).toEqual({
      ...{ line: 3, wall: WALL, kind: 'event', event: { type: 'start', at: 7 } },
      ...{ rule: 100, refused: null, shown: null },
    });
  });

  it('has the reason why it was refused', () => {
    expect(read({ event: EVENT.event, refused: 'not due' })).toMatchObject({
      wall: null,
      rule: null,
      refused: 'not due',
    });
  });

  it('has the decision if it was recorded in full', () => {
    const decision = { from: 'init.asking', to: 'backup.watching', says: 's', inputs: { term: 1 }, thresholds: {} };
    expect(read({ ...EVENT, ...decision })).toMatchObject({ shown: decision });
    for (const part of ['from', 'to', 'says'])
      expect(read({ ...EVENT, ...decision, [part]: 1 })).toMatchObject({ shown: null });
  });

  it.each([
    ['without a type', { at: 7 }],
    ['without a time', { type: 'start' }],
    ['with a time in words', { type: 'start', at: '7' }],
    ['that is a message without contents', { type: 'message', at: 7 }],
    ['that is a list', [1]],
    ['that is a word', 'start'],
  ])('is none with one %s', (_what, event) => {
    expect(read({ ...EVENT, event })).toBeNull();
  });

  it('may be a message with contents', () => {
    const event = { type: 'message', at: 7, message: { kind: 'ready', id: 'x' } };
    expect(read({ ...EVENT, event })).toMatchObject({ event });
  });
});

it.each(['', 'x', '7', 'null', '[]', '{}', '{"event":', '"text"'])('%j is no line of a flight recorder', (text) => {
  expect(readRecorded(text, 1)).toBeNull();
});
