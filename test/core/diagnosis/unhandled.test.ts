import { describe, expect, it } from 'vitest';
import { renderWhyPage } from '../../../src/presentation/explain/page/why-page.ts';
import { headline } from '../../../src/presentation/explain/why-switched-words.ts';
import { becomesBackup, losesBoth, runEngine } from './engine-log.ts';
import { ANSWERED, FAILED, GIVEN_UP, NOISE, RECONNECT, RESTORED, SOCKET } from './messages.ts';
import { table, why } from './read-text.ts';

const UPGRADE = 'SwitchoverState::StateInit: The release is lower than that of the primary, going to StateUpgradeLower';
const HELD = 'SwitchoverState::Reconnecting: Reconnect period expired, not switching: manual mode';
const REFUSED = '[Error] Switchover failed to authenticate with Notifier on the active server';
const MARKER = 'CVirtualSwitchControl::Switch(): Initiating switch';

const reasons = (rows: readonly string[]) => {
  const { averted, unhandled, verdict } = why([table(...rows)]);
  return { verdict, averted: averted.map(({ reason }) => reason), unhandled: unhandled.map(({ reason }) => reason) };
};

describe('a failure for which nobody took over', () => {
  it.each([
    [
      'the module down in an Upgrade state',
      [`10:00:00.000 ${UPGRADE}`, `10:01:00.000 ${FAILED}`, `10:01:20.000 ${GIVEN_UP}`],
    ],
    [
      'the module down in an Upgrade state, answering again after minutes',
      [`10:00:00.000 ${UPGRADE}`, `10:01:20.000 ${GIVEN_UP}`, `10:05:00.000 ${ANSWERED}`],
    ],
    [
      'the module down in an Upgrade state that only an event shows',
      ['10:00:00.000 [Enter] SwitchoverState::StateUpgradeHigher: event=eTSDown', `10:01:20.000 ${GIVEN_UP}`],
    ],
    ['connections lost in an Upgrade state', [`10:00:00.000 ${UPGRADE}`, `10:01:00.000 ${SOCKET}`]],
  ])('is not averted: %s', (_what, rows) => {
    expect(reasons(rows)).toEqual({ verdict: 'not-switched', averted: [], unhandled: ['upgrade-state'] });
  });

  it.each([
    ['a service that cannot authenticate at its start', [`10:00:00.000 ${REFUSED}`], 'no-backup'],
    [
      'connections that stay lost in manual mode',
      [`10:00:00.000 ${SOCKET}`, `10:00:00.100 ${RECONNECT}`, `10:00:30.100 ${HELD}`],
      'manual-mode',
    ],
    ['a module declared down, and then nothing', [`10:00:00.000 ${GIVEN_UP}`, `10:40:00.000 ${NOISE}`], 'unknown'],
  ])('is not averted: %s', (_what, rows, reason) => {
    expect(reasons(rows)).toEqual({ verdict: 'not-switched', averted: [], unhandled: [reason] });
  });

  it.each([
    [
      'connections that came back in manual mode',
      [`10:00:00.000 ${SOCKET}`, `10:00:00.100 ${RECONNECT}`, `10:00:30.100 ${HELD}`, `10:00:40.000 ${RESTORED}`],
      'manual-mode',
    ],
    [
      'one failed ping in an Upgrade state',
      [`10:00:00.000 ${UPGRADE}`, `10:01:00.000 ${FAILED}`, `10:01:20.000 ${ANSWERED}`],
      'module-recovered',
    ],
  ])('is not one that ended by itself: %s', (_what, rows, reason) => {
    expect(reasons(rows)).toEqual({ verdict: 'not-switched', averted: [reason], unhandled: [] });
  });

  it('is not one for which an operator or the other server took over', () => {
    const down = [`10:00:00.000 ${UPGRADE}`, `10:01:20.000 ${GIVEN_UP}`];
    const report = why([table(...down), table(`10:02:00.000 ${MARKER}`)]);
    expect(report).toMatchObject({ verdict: 'switched', averted: [{ reason: 'upgrade-state' }], unhandled: [] });
  });

  it('has a headline of its own, with what failed and why nobody took over', () => {
    const report = why([table(`10:00:00.000 ${UPGRADE}`, `10:01:00.000 ${FAILED}`, `10:01:20.000 ${GIVEN_UP}`)]);
    expect(report.unhandled).toMatchObject([{ at: '10:01:20.000', finding: 27 }]);
    expect(report.unhandled[0]?.evidence.map(({ line }) => line)).toEqual([3, 4]);
    expect(headline(report)).toMatch(
      /^NO SWITCH in this log, although there was a failure: nobody took over at 10:01:20\.000 \(upgrade-state\): .*TsServer.*declared down.*different releases/,
    );
    expect(renderWhyPage(report)).toContain('<h2>Nobody took over</h2>');
  });

  it.each(['No answer from the companion', 'Nobody is active'])(
    'is that of a backup that starts alone and may not become active: %s',
    (what) => {
      const start = 'SwitchoverMain::Start : switchover 0.1.0, pair [demo], server B [beta], boot [b0]';
      const held = `[Warning] SwitchoverState::StateInit: ${what}, not switching: manual mode`;
      expect(reasons([`10:00:00.000 ${start}`, `10:00:20.000 ${held}`, `10:00:40.000 ${held}`])).toEqual({
        verdict: 'not-switched',
        averted: [],
        unhandled: ['manual-mode'],
      });
    },
  );

  it('is found in the log of our own server in manual mode', () => {
    const engine = runEngine({ mode: 'manual' });
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(100_000);
    expect(why([engine.text()])).toMatchObject({
      verdict: 'not-switched',
      averted: [],
      unhandled: [{ reason: 'manual-mode' }],
    });
  });
});
