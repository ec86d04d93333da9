import { expect, test } from 'vitest';
import { pingDscpOf, settingsOf } from '../../../../src/core/config/parameters/settings.ts';

test('without any parameter the settings are the defaults with readings applied', () => {
  expect(settingsOf({}, 'A')).toEqual({
    reconnectTimeoutMs: 30_000,
    notifierReconnectDelayMs: 5_000,
    gatewayPing: false,
    netTest: null,
    netTestTimeoutMs: 1_000,
    primaryMonitorPingDelayMs: 1_000,
    primaryMonitorTimeoutMs: 5_000,
    primaryMonitorRetryCount: 2,
    primaryMonitorRetryDelayMs: 0,
    monitoring: 'TsServer',
    moduleTimeoutMs: 10_000,
    moduleRetryDelayMs: 1_000,
    maxModuleFailures: 2,
    modulePingOnAux: false,
    maxRestarts: 2,
    maxRestartsPeriodMs: 300_000,
    maxSequentialRestarts: 2,
    unreachablePingSets: null,
    unreachablePingDelayMs: 10_000,
  });
});

test('0 to 3 ping sets mean three, larger numbers themselves, and -1 never', () => {
  const sets = (count: number) =>
    settingsOf({ 'Switchover Unreachable Primary Ping Count': count }, 'A').unreachablePingSets;
  expect([-1, 0, 3, 4, 12].map(sets)).toEqual([-1, 3, 3, 4, 12]);
});

test('a monitored Interaction Processor has its own timeouts', () => {
  const values = { 'Switchover IP Timeout': 20, 'Switchover IP Retry Delay': 3 } as const;
  expect(settingsOf(values, 'A')).toMatchObject({ moduleTimeoutMs: 10_000, moduleRetryDelayMs: 1_000 });
  expect(settingsOf({ ...values, 'Switchover Monitoring': 'IP' }, 'A')).toMatchObject({
    moduleTimeoutMs: 20_000,
    moduleRetryDelayMs: 3_000,
    primaryMonitorTimeoutMs: 10_000,
  });
});

test('a primary monitor timeout of 0 is half the timeout of the monitored module', () => {
  expect(settingsOf({ 'Switchover TS Timeout': 5 }, 'A').primaryMonitorTimeoutMs).toBe(2_500);
  expect(
    settingsOf({ 'Switchover TS Timeout': 5, 'Switchover Primary Monitor Timeout': 0 }, 'A').primaryMonitorTimeoutMs,
  ).toBe(2_500);
  expect(
    settingsOf({ 'Switchover TS Timeout': 5, 'Switchover Primary Monitor Timeout': 3 }, 'A').primaryMonitorTimeoutMs,
  ).toBe(3_000);
});

test('a ping delay of 0 never means a busy loop', () => {
  expect(settingsOf({ 'Switchover Primary Monitor Ping Delay': 0 }, 'B').primaryMonitorPingDelayMs).toBe(1_000);
});

test('each server has its own NetTest address', () => {
  const values = { 'Switchover NetTest A': 'near-b', 'Switchover NetTest B': 'near-a' } as const;
  expect(settingsOf(values, 'A').netTest).toBe('near-b');
  expect(settingsOf(values, 'B').netTest).toBe('near-a');
});

test('the gateway is pinged only if disabling it is set to No', () => {
  expect(settingsOf({ 'Switchover Disable Gateway Ping': false }, 'A').gatewayPing).toBe(true);
  expect(settingsOf({ 'Switchover Disable Gateway Ping': true }, 'A').gatewayPing).toBe(false);
});

test.each([
  [{}, null],
  [{ 'Switchover Use QoS for Ping': true }, null],
  [{ 'Switchover Ping on Aux Connection': true, 'Switchover QoS DSCP': 46 }, null],
  [{ 'Switchover Use QoS for Ping': true, 'Switchover Ping on Aux Connection': true }, 34],
  [{ 'Switchover Use QoS for Ping': true, 'Switchover Ping on Aux Connection': true, 'Switchover QoS DSCP': 0 }, 0],
])(
  'pings are marked only where both parameters of it are on, with AF41 unless another mark is set: %j',
  (values, dscp) => {
    expect(pingDscpOf(values)).toBe(dscp);
  },
);
