import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noConnections, withConnection } from '../../../../src/core/engine/monitors/connections.ts';
import {
  forgetModuleFailures,
  longestCycleMs,
  type ModuleLimits,
  type ModuleMonitor,
  moduleAnswered,
  moduleConnection,
  modulePingFailed,
  monitoringStarted,
  nextModulePingMs,
  STOPPED_MODULE_MONITOR,
  verificationStarted,
} from '../../../../src/core/engine/monitors/module-monitor.ts';

const LIMITS: ModuleLimits = {
  timeoutMs: 10_000,
  retryDelayMs: 1_000,
  maxFailures: 2,
  auxFirst: false,
  maxRestarts: 2,
  restartsPeriodMs: 300_000,
  maxSequentialRestarts: 2,
  startLimitMs: 60_000,
};

const answering = moduleAnswered(monitoringStarted(0), LIMITS, 100, 0);

function failing(...outcomes: readonly ('timed-out' | 'rejected' | 'lost')[]): ModuleMonitor {
  return outcomes.reduce((monitor, outcome, index) => modulePingFailed(monitor, LIMITS, outcome, index), answering);
}

describe('the module monitor', () => {
  it('declares a module down after two failed rounds, and not before', () => {
    const verdicts = [0, 1, 2, 3, 4].map((times) => failing(...Array<'rejected'>(times).fill('rejected')).verdict);
    expect(verdicts).toEqual(['answering', 'failing', 'failing', 'failing', 'down']);
  });

  it('does not count a ping that was lost with its connection', () => {
    expect(failing('lost', 'lost', 'lost', 'lost', 'lost').verdict).toBe('answering');
    expect(failing('timed-out', 'lost').failures).toBe(1);
  });

  it('uses the other connection in the second round, and the one that is up if there is only one', () => {
    const both = withConnection(withConnection(noConnections(0), 'main', 'up', 0), 'aux', 'up', 0);
    const second = failing('rejected', 'rejected');
    expect(moduleConnection(answering, LIMITS, both)).toBe('main');
    expect(moduleConnection(second, LIMITS, both)).toBe('aux');
    expect(moduleConnection(second, { ...LIMITS, auxFirst: true }, both)).toBe('main');
    expect(moduleConnection(answering, { ...LIMITS, auxFirst: true }, both)).toBe('aux');
    expect(moduleConnection(second, LIMITS, withConnection(both, 'aux', 'down', 0))).toBe('main');
    expect(moduleConnection(answering, LIMITS, noConnections(0))).toBeNull();
  });

  it('pings again after the retry delay if there was no answer, and after the regular timeout otherwise', () => {
    expect(nextModulePingMs(monitoringStarted(0), LIMITS)).toBe(0);
    expect(nextModulePingMs(answering, LIMITS)).toBe(10_000);
    expect(nextModulePingMs(failing('timed-out'), LIMITS)).toBe(1_000);
    expect(nextModulePingMs(failing('lost'), LIMITS)).toBe(1_000);
    expect(nextModulePingMs(failing('rejected'), LIMITS)).toBe(10_000);
    expect(longestCycleMs(LIMITS)).toBe(20_000);
    expect(longestCycleMs({ ...LIMITS, retryDelayMs: 60_000 })).toBe(70_000);
  });

  it('knows how many failures an answer cleared', () => {
    expect(moduleAnswered(failing('rejected'), LIMITS, 100, 9).clearedFailures).toBe(1);
    expect(moduleAnswered(failing('rejected', 'rejected', 'rejected'), LIMITS, 100, 9).clearedFailures).toBe(3);
    expect(moduleAnswered(answering, LIMITS, 100, 9).clearedFailures).toBe(0);
  });

  it('counts failures of a module that has never answered only after its start timeout, or during verification', () => {
    const silent = (at: number) => modulePingFailed(monitoringStarted(0), LIMITS, 'rejected', at);
    expect(silent(59_999)).toMatchObject({ verdict: 'unknown', failures: 0 });
    expect(silent(60_000)).toMatchObject({ verdict: 'failing', failures: 1 });
    const asked = verificationStarted(monitoringStarted(0), 5);
    expect(modulePingFailed(asked, LIMITS, 'rejected', 6)).toMatchObject({ verdict: 'failing', failures: 1 });
  });

  it('declares a module down after one round of verification', () => {
    const asked = verificationStarted(failing('rejected', 'rejected', 'rejected', 'rejected'), 5);
    const once = modulePingFailed(asked, LIMITS, 'timed-out', 6);
    expect([asked.verdict, once.verdict, modulePingFailed(once, LIMITS, 'timed-out', 7).verdict]).toEqual([
      'failing',
      'failing',
      'down',
    ]);
  });

  it('forgets failures and the ping under way after a stall', () => {
    expect(forgetModuleFailures(failing('rejected', 'rejected', 'rejected'))).toMatchObject({
      verdict: 'answering',
      round: 1,
      failures: 0,
      outstanding: null,
    });
    expect(forgetModuleFailures(STOPPED_MODULE_MONITOR)).toBe(STOPPED_MODULE_MONITOR);
  });

  it('reports a module as restarting when consecutive new process ids reach their limit or those in the period exceed theirs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ pid: fc.integer({ min: 1, max: 3 }), afterMs: fc.integer({ min: 1, max: 200_000 }) }), {
          maxLength: 20,
        }),
        (answers) => {
          let monitor = answering;
          let at = 0;
          let last = 100;
          let inARow = 0;
          const changes: number[] = [];
          for (const { pid, afterMs } of answers) {
            at += afterMs;
            const isNew = pid !== last;
            inARow = isNew ? inARow + 1 : 0;
            if (isNew) changes.push(at);
            last = pid;
            monitor = moduleAnswered(monitor, LIMITS, pid, at);
            const inPeriod = changes.filter((change) => at - change < LIMITS.restartsPeriodMs).length;
            const tooOften = isNew && (inARow >= LIMITS.maxSequentialRestarts || inPeriod > LIMITS.maxRestarts);
            expect(monitor.verdict).toBe(tooOften ? 'restarting' : 'answering');
          }
        },
      ),
    );
  });

  it('counts no restart if the probe does not know the process', () => {
    const unknown = moduleAnswered(answering, LIMITS, null, 1);
    expect(unknown).toMatchObject({ verdict: 'answering', pid: 100, sequential: 0 });
    expect(moduleAnswered(unknown, LIMITS, 100, 2).restarts).toEqual([]);
  });
});
