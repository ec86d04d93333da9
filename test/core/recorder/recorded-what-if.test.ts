import { describe, expect, it } from 'vitest';
import { CONNECTION_NAMES } from '../../../src/core/engine/monitors/connections.ts';
import type { Letter } from '../../../src/core/letter.ts';
import { changedSettings } from '../../../src/core/recorder/changed-settings.ts';
import type { RecordedThreat } from '../../../src/core/recorder/recorded-threats.ts';
import { playUnder } from '../../../src/core/recorder/recorded-what-if.ts';
import { worldOf } from '../../../src/core/recorder/recorded-world.ts';
import { OWN_TABLE, openPlayer } from '../../../src/core/recorder/recording.ts';
import { parametersOf, simulate } from '../../../src/core/simulation/simulate.ts';

const SEEDS = 80;

/** What happened to both servers in simulated scenarios. */
function threatsOf(seed: number): readonly RecordedThreat[] {
  const players = { A: openPlayer(true), B: openPlayer(true) };
  const boots: Partial<Record<Letter, string>> = {};
  let line = 0;
  simulate({
    seed,
    parameters: parametersOf(seed),
    watch: {
      onStep: (_at, letter, event, { rule, refused }, before) => {
        const player = players[letter];
        line += 1;
        if (boots[letter] !== before.self.bootId) {
          boots[letter] = before.self.bootId;
          player.take({ kind: 'snapshot', line, wall: null, state: before, rules: OWN_TABLE, engine: '0', gap: false });
        }
        player.take({ kind: 'event', line, wall: null, event, rule, refused, shown: null });
      },
    },
  });
  return [...players.A.end().threats, ...players.B.end().threats];
}

const threats = Array.from({ length: SEEDS }, (_, index) => threatsOf(index + 1)).flat();
const ofCause = (cause: string): readonly RecordedThreat[] => threats.filter((each) => each.cause === cause);

/** The reconnect timeout that was in effect when the connections were lost. */
function reconnectMs({ fork }: RecordedThreat): number {
  return fork.self.settings.reconnectTimeoutMs;
}

describe('a recorded threat', () => {
  it('has exactly the same outcome with the settings that were in effect', () => {
    expect(threats.length).toBeGreaterThan(250);
    for (const threat of threats) {
      const { switched, untold, isWell } = playUnder(threat, (actual) => actual);
      const { at, rule, cause, line } = threat;
      if (cause === null)
        expect({ switched, untold, isWell }, `${line}`).toEqual({ switched: null, untold: null, isWell: true });
      else expect(switched, `${line}`).toEqual({ at, rule, cause });
    }
  });

  it('ends sooner with a shorter reconnect timeout, or not within the recording', () => {
    let sooner = 0;
    for (const threat of ofCause('notifier-connection-lost').filter((each) => reconnectMs(each) >= 20_000)) {
      const { switched, untold, dueAt } = playUnder(threat, (actual) => ({ ...actual, reconnectTimeoutMs: 5_000 }));
      // When a shorter timeout has expired, the network may be healthy again; the timeout then starts again.
      if (switched === null) expect(untold !== null || (dueAt ?? 0) > threat.at, `${threat.line}`).toBe(true);
      else expect(switched.at).toBeLessThanOrEqual(threat.at);
      if (switched !== null && threat.at - switched.at > 10_000) sooner += 1;
    }
    expect(sooner).toBeGreaterThan(3);
  });

  it('is not decided with a longer reconnect timeout: what came after the recorded switch is another history', () => {
    const lost = ofCause('notifier-connection-lost').filter((each) => reconnectMs(each) < 60_000);
    const waits = lost.filter((threat) => {
      const { switched, dueAt, isWell } = playUnder(threat, (actual) => ({ ...actual, reconnectTimeoutMs: 600_000 }));
      if (switched === null && dueAt !== null) expect(dueAt).toBeGreaterThan(threat.at);
      expect(isWell).toBe(false);
      return switched === null && dueAt !== null;
    });
    expect(waits.length).toBeGreaterThan(5);
  });

  it('to a module never ends sooner because of a longer timeout', () => {
    for (const threat of ofCause('module-down')) {
      const { switched } = playUnder(threat, (actual) => ({ ...actual, moduleTimeoutMs: actual.moduleTimeoutMs * 3 }));
      if (switched !== null) expect(switched.at).toBeGreaterThanOrEqual(threat.at);
    }
    expect(ofCause('module-down').length).toBeGreaterThan(1);
  });
});

describe('other parameter values', () => {
  const actual = { ...threats[0]!.fork.self.settings, moduleTimeoutMs: 10_000, primaryMonitorTimeoutMs: 5_000 };

  it('change their own settings and nothing else', () => {
    const changed = changedSettings(actual, { 'Switchover Reconnect Timeout': 77 }, 'A');
    expect(changed).toEqual({ ...actual, reconnectTimeoutMs: 77_000 });
  });

  it('change what depends on them: half the timeout of the module if none is set for the Notifier', () => {
    const values = { 'Switchover TS Timeout': 20, 'Switchover Monitoring': 'TsServer' } as const;
    expect(changedSettings(actual, values, 'A')).toMatchObject({
      moduleTimeoutMs: 20_000,
      primaryMonitorTimeoutMs: 10_000,
    });
    const set = { ...actual, primaryMonitorTimeoutMs: 3_000 };
    expect(changedSettings(set, values, 'A')).toMatchObject({
      moduleTimeoutMs: 20_000,
      primaryMonitorTimeoutMs: 3_000,
    });
  });

  it('count even if they are the default', () => {
    const set = { ...actual, maxModuleFailures: 7 };
    expect(changedSettings(set, { 'Switchover Max TS Failures': 2 }, 'A').maxModuleFailures).toBe(2);
  });
});

describe('the world around a recorded threat', () => {
  it('begins with both connections as they were, and then has each change of one', () => {
    for (const threat of threats) {
      const { connections, until } = worldOf(threat);
      const { fork, events, at } = threat;
      const first = CONNECTION_NAMES.map((name) => {
        const { status } = fork.connections[name];
        return { at: events[0]!.at, name, view: status === 'up' ? fork.companion : null };
      });
      expect(connections.slice(0, 2), `${threat.line}`).toEqual(first);
      expect(until).toBe(at);
      for (const name of CONNECTION_NAMES) {
        const ups = connections.filter((each) => each.name === name).map(({ view }) => view !== null);
        expect(ups.every((isUp, index) => index === 0 || isUp !== ups[index - 1])).toBe(true);
      }
    }
  });

  it('has every event once: asked for, unasked, or a timer', () => {
    for (const threat of threats) {
      const { asked, unasked, timers, lastOrder } = worldOf(threat);
      const answers = [...asked.values()].flat().flatMap(({ answer }) => (answer === null ? [] : [answer]));
      const orders = [...answers, ...unasked, ...timers].map(({ order }) => order).toSorted((a, b) => a - b);
      expect(orders).toEqual(threat.events.map((_, order) => order));
      expect(lastOrder).toBe(threat.events.length - 1);
    }
  });

  it('stands still only while the server was stalled', () => {
    const [threat] = threats;
    const stalled = { ...threat!, events: [{ type: 'stalled', at: 5_000, forMs: 2_000 }] } as unknown as RecordedThreat;
    const { stoodStill } = worldOf(stalled);
    expect([2_999, 3_000, 4_999, 5_000].map(stoodStill)).toEqual([false, true, true, false]);
  });
});
