import { describe, expect, it } from 'vitest';
import { replay, whatIf } from '../../../src/core/replay/compare.ts';
import { readSample } from '../diagnosis/read-text.ts';
import type { Cause, LoggedIncident } from './incident.ts';
import { incidentOf } from './incident.ts';

function sample(name: string, cause: Cause): LoggedIncident {
  return incidentOf(readSample(`${name}.switchover.log`), cause);
}

const time = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : new Date(ms).toISOString().slice(11, 23);

function decided(incident: LoggedIncident): string[] {
  return replay(incident).reenactment.decisions.map(({ at, rule }) => `${time(at)} rule ${rule}`);
}

describe('the engine, given what a sample log shows', () => {
  it('takes over for a dead module at the logged time, after the same steps', () => {
    const incident = sample('ts-ping-failure', 'module-down');
    expect(replay(incident)).toMatchObject({ agrees: true, parts: null });
    expect(decided(incident).slice(-3)).toEqual([
      '14:18:25.667 rule 373',
      '14:18:25.667 rule 381',
      '14:18:25.679 rule 391',
    ]);
  });

  it('takes over after lost connections at the logged time', () => {
    const incident = sample('notifier-connection-lost', 'notifier-connection-lost');
    expect(replay(incident)).toMatchObject({ agrees: true, parts: null });
    expect(decided(incident).slice(-4)).toEqual([
      '08:59:20.000 rule 311',
      '08:59:20.016 rule 310',
      '08:59:20.016 rule 412',
      '08:59:50.016 rule 435',
    ]);
  });

  it('says how it differs from a release that pinged the module on one connection only', () => {
    const { agrees, parts } = replay(sample('ts-ping-failure-older-dialect', 'module-down'));
    expect(agrees).toBe(false);
    expect(parts).toMatch(/^at the time of the logged switch, this version has not decided yet/);
  });
});

describe('what other settings would have done', () => {
  const connections = sample('notifier-connection-lost', 'notifier-connection-lost');
  const module = sample('ts-ping-failure', 'module-down');

  it.each([
    [
      'a shorter reconnect period takes over sooner',
      connections,
      { 'Switchover Reconnect Timeout': 10 },
      '08:59:30.016',
    ],
    ['no reconnect period takes over at once', connections, { 'Switchover Reconnect Timeout': 0 }, '08:59:20.016'],
    [
      'the timeout of a module changes nothing for lost connections',
      connections,
      { 'Switchover TS Timeout': 60 },
      '08:59:50.016',
    ],
    ['fewer failures take over sooner', module, { 'Switchover Max TS Failures': 1 }, '14:18:05.667'],
    ['a shorter timeout takes over sooner', module, { 'Switchover TS Timeout': 5 }, '14:18:10.667'],
    [
      'the reconnect period changes nothing for a module',
      module,
      { 'Switchover Reconnect Timeout': 300 },
      '14:18:25.679',
    ],
  ] as const)('%s', (_says, incident, values, at) => {
    const would = whatIf(incident, values);
    expect([would.wouldHaveSwitched, time(would.at)]).toEqual([true, at]);
  });

  it.each([
    ['a longer reconnect period', connections, { 'Switchover Reconnect Timeout': 60 }],
    ['a longer timeout', module, { 'Switchover TS Timeout': 20 }],
    ['more failures', module, { 'Switchover Max TS Failures': 5 }],
  ] as const)('%s would have waited for what the log does not tell', (_says, incident, values) => {
    const would = whatIf(incident, values);
    expect(would).toMatchObject({ wouldHaveSwitched: null, at: null });
    expect(would.reenactment.unknownFrom).not.toBeNull();
  });

  it('a longer reconnect timeout would have expired at its end if nothing had changed', () => {
    const { reenactment } = whatIf(connections, { 'Switchover Reconnect Timeout': 60 });
    expect(time(reenactment.dueAt)).toBe('09:00:20.016');
  });
});
