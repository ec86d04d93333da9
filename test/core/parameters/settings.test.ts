import { expect, test } from 'vitest';
import { settingsOf } from '../../../src/core/parameters/settings.ts';

test('without any parameter the settings are the defaults, readings applied', () => {
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
  });
});

test('a primary monitor timeout of 0 follows the timeout of the monitored module by half', () => {
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

test('gateway ping is on where its disabling is set to no, and only there', () => {
  expect(settingsOf({ 'Switchover Disable Gateway Ping': false }, 'A').gatewayPing).toBe(true);
  expect(settingsOf({ 'Switchover Disable Gateway Ping': true }, 'A').gatewayPing).toBe(false);
});
