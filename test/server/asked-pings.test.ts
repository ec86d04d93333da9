/** What becomes of a ping to the module, for every way in which it may end. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { UntimedEvent } from '../../src/core/engine/event.ts';
import type { ConnectionName } from '../../src/core/engine/monitors/connections.ts';
import { createModulePings } from '../../src/server/module/pings.ts';

/** The companion takes messages, or not; `isOld`: its version knows none about modules. */
function pings({ takes = true, isOld = false } = {}) {
  const sent: unknown[] = [];
  const posted: UntimedEvent[] = [];
  const { ping, hear, connectionLost, fault, stop } = createModulePings({
    send: (payload, on) => {
      if (takes) sent.push([payload, on]);
      return takes;
    },
    isUnknownThere: () => isOld,
    post: (event) => void posted.push(event),
  });
  onTestFinished(() => void stop());
  const ask = (id: number, connection: ConnectionName = 'main', timeoutMs = 60_000): void =>
    ping({ type: 'ping-module', id, connection, timeoutMs } as Parameters<typeof ping>[0]);
  return { ask, hear, connectionLost, fault, sent, posted };
}

const failed = (id: number, outcome: string, why: string | null) => ({ type: 'module-ping-failed', id, outcome, why });

describe('a ping to the module', () => {
  it('is sent over its connection, with its limit in whole milliseconds, at least one', () => {
    const { ask, sent } = pings();
    ask(1, 'aux', 1_000.4);
    ask(2, 'main', 0.2);
    expect(sent).toEqual([
      [{ type: 'ping', id: 1, limitMs: 1_000 }, 'aux'],
      [{ type: 'ping', id: 2, limitMs: 1 }, 'main'],
    ]);
  });

  it('is answered by the process that the companion names', () => {
    const { ask, hear, posted } = pings();
    ask(1);
    hear({ type: 'pong', id: 1, pid: 4711 }, 'main');
    hear({ type: 'pong', id: 1, pid: 4711 }, 'main');
    expect(posted).toEqual([{ type: 'module-answered', id: 1, pid: 4711 }]);
  });

  it('is rejected with the reason', () => {
    const { ask, hear, posted, fault } = pings();
    ask(1);
    hear({ type: 'rejected', id: 1, why: 'connection refused' }, 'main');
    expect([posted, fault()]).toEqual([[failed(1, 'rejected', 'connection refused')], null]);
  });

  it('is lost if the companion cannot run the probe, which is reported until it can', () => {
    const { ask, hear, posted, fault } = pings();
    ask(1);
    hear({ type: 'unknown', id: 1, why: 'no such program' }, 'main');
    expect([posted, fault()]).toEqual([[failed(1, 'lost', 'no such program')], 'no such program']);
    ask(2);
    hear({ type: 'pong', id: 2, pid: null }, 'main');
    expect(fault()).toBeNull();
  });

  it.each<[what: string, answer: Parameters<ReturnType<typeof pings>['hear']>[0], on: ConnectionName]>([
    ['to another ping', { type: 'pong', id: 2, pid: 1 }, 'main'],
    ['over another connection', { type: 'pong', id: 1, pid: 1 }, 'aux'],
    ['that is itself a ping', { type: 'ping', id: 1, limitMs: 1 }, 'main'],
  ])('ignores an answer %s', (_what, answer, on) => {
    const { ask, hear, posted } = pings();
    ask(1);
    hear(answer, on);
    expect(posted).toEqual([]);
    hear({ type: 'pong', id: 1, pid: 1 }, 'main');
    expect(posted).toHaveLength(1);
  });

  it('is lost with its connection, and not with the other one', () => {
    const { ask, connectionLost, posted } = pings();
    ask(1, 'aux');
    connectionLost('main', 'ECONNRESET');
    expect(posted).toEqual([]);
    connectionLost('aux', 'ECONNRESET');
    connectionLost('aux', 'ECONNRESET');
    expect(posted).toEqual([failed(1, 'lost', 'ECONNRESET')]);
  });

  it('is lost when another one is sent', () => {
    const { ask, posted } = pings();
    ask(1);
    ask(2);
    expect(posted).toEqual([failed(1, 'lost', 'superseded by another ping')]);
  });

  it('is lost at once if the connection is down', () => {
    const { ask, connectionLost, posted } = pings({ takes: false });
    ask(1);
    connectionLost('main', 'x');
    expect(posted).toEqual([failed(1, 'lost', 'the connection is down')]);
  });

  it.each([
    [{}, 'timed-out', null],
    [{ takes: false, isOld: true }, 'lost', "the companion's version does not support module pings"],
  ] as const)('to a companion of which %o ends with its limit: %s, %s', async (circumstances, outcome, why) => {
    const { ask, posted, fault } = pings(circumstances);
    ask(1, 'main', 5);
    await expect.poll(() => posted).toEqual([failed(1, outcome, why)]);
    expect(fault()).toBe(why);
  });
});
