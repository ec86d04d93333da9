/** The verdict of a replay: how it differs from the log, and that a difference is never called agreement. */
import { describe, expect, it } from 'vitest';
import type { Incident, Replay } from '../../../src/core/replay/compare.ts';
import { canReplay, replay } from '../../../src/core/replay/compare.ts';
import { readSample } from '../diagnosis/read-text.ts';
import { incidentOf } from './incident.ts';

const LOST = incidentOf(readSample('notifier-connection-lost.switchover.log'), 'notifier-connection-lost');
/** When the engine switches, given that log. */
const SWITCHES_AT = replay(LOST).reenactment.switched!.at;

function verdict(outcome: Partial<Incident['outcome']>): Pick<Replay, 'agrees' | 'parts'> {
  const { agrees, parts } = replay({ ...LOST, outcome: { ...LOST.outcome, ...outcome } });
  return { agrees, parts };
}

describe('the verdict of a replay', () => {
  it.each([0, 500, 1_000])('is agreement if the logged switch is %i ms after that of the engine', (ms) => {
    expect(verdict({ at: SWITCHES_AT + ms })).toEqual({ agrees: true, parts: null });
  });

  it.each([1_001, 60_000])('is no agreement if it is %i ms after it', (ms) => {
    expect(verdict({ at: SWITCHES_AT + ms })).toEqual({
      agrees: false,
      parts: `this version switches ${ms} ms earlier than logged`,
    });
  });

  it('is no agreement if the cause is another', () => {
    expect(verdict({ cause: 'primary-unreachable' })).toEqual({
      agrees: false,
      parts: 'the cause is notifier-connection-lost for this version, but primary-unreachable in the log',
    });
  });

  it('is no agreement if the log shows no switch', () => {
    expect(verdict({ cause: null })).toEqual({
      agrees: false,
      parts: 'this version switches (notifier-connection-lost), but the log shows no switch',
    });
  });

  it('is no agreement if the engine has not decided by then, and gives its last decision', () => {
    const { agrees, parts, reenactment } = replay({ ...LOST, outcome: { ...LOST.outcome, at: SWITCHES_AT - 10_000 } });
    const { says } = reenactment.decisions.at(-1)!;
    expect(says).toMatch(/[^.]\.$/);
    expect(agrees).toBe(false);
    expect(`${parts}.`).toBe(
      `at the time of the logged switch, this version has not decided yet: its last decision: ${says}`,
    );
  });

  it('is no agreement if the engine switches later than logged', () => {
    expect(verdict({ at: SWITCHES_AT - 1_001 })).toMatchObject({ agrees: false });
  });

  it('says why the engine needs longer for a module', () => {
    expect(verdict({ at: SWITCHES_AT - 10_000, cause: 'module-down' }).parts).toBe(
      'at the time of the logged switch, this version has not decided yet: unlike older releases, it still pings the module on the other connection and then verifies the result',
    );
  });

  it('is agreement if neither switches by then', () => {
    expect(verdict({ at: SWITCHES_AT - 10_000, cause: null })).toEqual({ agrees: true, parts: null });
  });
});

it.each([
  ['module-down', true],
  ['notifier-connection-lost', true],
  ['primary-unreachable', true],
  [null, true],
  ['manual', false],
  ['fail-safe-start', false],
] as const)('an incident with the cause %s can be replayed: %s', (cause, can) => {
  expect(canReplay({ ...LOST, outcome: { ...LOST.outcome, cause } })).toBe(can);
  expect(canReplay({ logEvents: [], outcome: { ...LOST.outcome, cause } })).toBe(false);
});
