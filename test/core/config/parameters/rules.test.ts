import { describe, expect, test } from 'vitest';
import type { ParameterValues } from '../../../../src/core/config/parameters/catalogue.ts';
import { PARAMETER_NAMES } from '../../../../src/core/config/parameters/catalogue.ts';
import { checkTogether, RULES } from '../../../../src/core/config/parameters/rules.ts';

function broken(values: ParameterValues): string[] {
  return checkTogether(values).map(({ problem: { code, severity } }) => `${severity} ${code}`);
}

const NEVER = { 'Switchover Unreachable Primary Ping Count': -1 } as const;
const BOTH_TESTED = { 'Switchover NetTest A': 'near-b', 'Switchover NetTest B': 'near-a' } as const;
const FORCED = { ForceSwitchoverFQDNs: true } as const;
const FULL_NAMES = { 'SwitchoverServerFQDN A': 'a.example.org', 'SwitchoverServerFQDN B': 'b.example.org' } as const;
const NAMES = { 'SwitchoverServer A': 'ICServer1', 'SwitchoverServer B': 'ICServer2' } as const;

describe('compatible values break no rule', () => {
  test.each<[ParameterValues]>([
    [{}],
    [NAMES],
    [{ ...NAMES, ...FORCED, ...FULL_NAMES, 'Server A Address': '10.0.0.1', 'Server B Address': '10.0.0.2' }],
    [{ ...NAMES, ...BOTH_TESTED, 'Switchover NetTest Timeout': 2 }],
    [{ 'Switchover Use QoS for Ping': true, 'Switchover Ping on Aux Connection': true, 'Switchover QoS DSCP': 26 }],
    [{ 'Switchover Use QoS for Ping': false }],
    [{ 'Mail Interaction Recovery Enabled': true, 'Mail Interaction Recovery Filter Enabled': true }],
    [{ 'Mail Interaction Recovery Filter Enabled': false }],
    [{ ForceSwitchoverFQDNs: false }],
    [{ 'Switchover Monitoring': 'IP', 'Switchover IP Timeout': 20, 'Switchover IP Retry Delay': 2 }],
    [{ 'Switchover Unreachable Primary Ping Count': 0, 'Switchover Unreachable Primary Ping Delay': 5 }],
    [{ 'Switchover Reconnect Timeout': 5 }],
    [{ 'Switchover Upgrade Higher DS Exclusions': `\${CONFIG}\\Workgroups;\${CONFIG}\\Handlersets` }],
    [{ 'Custom Upgrade Synchronization Directories': `\${CONFIG}\\Phones` }],
    [{ CustomMirrorDir: 'D:\\I3\\IC\\Flows', InitialMirrorDir: 'D:\\I3\\IC\\Flows\\old' }],
    [{ CustomMirrorDir: 'D:\\Data', InitialMirrorDir: '+C:\\I3\\IC\\Flows' }],
    [{ InitialMirrorDir: '+C:\\I3\\IC\\Recordings' }],
    [{ 'SwitchoverServer A': 'alpha', 'SwitchoverServer B': 'alpha2' }],
  ])('%j', (values) => {
    expect(broken(values)).toEqual([]);
  });
});

describe('incompatible values', () => {
  test.each<[ParameterValues, string[]]>([
    [{ 'SwitchoverServer A': 'Server', 'SwitchoverServer B': 'sERVER' }, ['error servers-equal']],
    [
      { 'SwitchoverServer A': 'Alpha', 'SwitchoverServer B': 'alpha.example.org' },
      ['error servers-equal', 'warning computer-name-with-domain'],
    ],
    [{ 'Server A Address': '10.0.0.1', 'Server B Address': '::ffff:10.0.0.1' }, ['error servers-equal']],
    [{ 'Server A Address': '::1', 'Server B Address': '0:0:0:0:0:0:0:1' }, ['error servers-equal']],
    [
      { ...FORCED, 'SwitchoverServerFQDN A': 'a.example.org', 'SwitchoverServerFQDN B': 'A.EXAMPLE.ORG' },
      ['error servers-equal'],
    ],
    [{ ...NAMES, 'SwitchoverServer B': 'b.example.org' }, ['warning computer-name-with-domain']],
    [{ 'SwitchoverServer A': 'alpha' }, ['warning server-name-alone']],
    [{ 'Server B Address': '10.0.0.2' }, ['warning server-address-alone']],
    [FORCED, ['error full-names-missing']],
    [{ ...FORCED, 'SwitchoverServerFQDN A': 'a.example.org' }, ['error full-names-missing']],
    [FULL_NAMES, ['warning full-name-unused', 'warning full-name-unused']],
    [{ 'Switchover NetTest B': 'near-a' }, ['warning net-test-one-sided']],
    [{ ...NAMES, ...BOTH_TESTED, 'Switchover NetTest A': 'icserver2' }, ['error net-test-is-companion']],
    [{ ...NAMES, ...BOTH_TESTED, 'Switchover NetTest B': 'ICSERVER2' }, ['warning net-test-is-own']],
    [
      {
        ...BOTH_TESTED,
        'Switchover NetTest A': '10.0.0.2',
        'Server A Address': '10.0.0.1',
        'Server B Address': '10.0.0.2',
      },
      ['error net-test-is-companion'],
    ],
    [{ 'Switchover NetTest Timeout': 1 }, ['warning net-test-timeout-unused']],
    [{ 'Switchover Use QoS for Ping': true }, ['warning qos-without-aux-connection']],
    [
      { 'Switchover Use QoS for Ping': true, 'Switchover Ping on Aux Connection': false },
      ['warning qos-without-aux-connection'],
    ],
    [{ 'Switchover QoS DSCP': 34 }, ['warning dscp-unused']],
    [{ 'Mail Interaction Recovery Filter Enabled': true }, ['warning mail-filter-without-recovery']],
    [{ 'Switchover Unreachable Primary Ping Delay': 5 }, ['warning unreachable-delay-unused']],
    [{ 'Switchover IP Retry Delay': 2 }, ['warning ip-time-unused']],
    [{ 'Switchover Monitoring': 'IP', 'Switchover TS Timeout': 20 }, ['warning ts-time-unused']],
    [NEVER, ['warning unreachable-never', 'warning unreachable-never-unchecked']],
    [{ ...NEVER, ...BOTH_TESTED }, ['warning unreachable-never']],
    [{ ...NEVER, 'Switchover Disable Gateway Ping': false }, ['warning unreachable-never']],
    [{ 'Switchover Reconnect Timeout': 4 }, ['warning no-reconnect-attempt']],
    [{ 'Switchover Reconnect Timeout': 0 }, ['warning no-reconnect-attempt']],
    [{ 'Switchover Notifier Reconnect Delay': 31 }, ['warning no-reconnect-attempt']],
    // 3 pings of 14 s take less than the module's 43 s, 3 of 15 s more.
    [{ 'Switchover Primary Monitor Timeout': 14 }, []],
    [{ 'Switchover Primary Monitor Timeout': 15 }, ['warning primary-monitor-slower']],
    [{ 'Switchover Primary Monitor Retry Ping Delay': 15 }, ['warning primary-monitor-slower']],
    [
      { 'Switchover Monitoring': 'IP', 'Switchover IP Timeout': 5, 'Switchover Primary Monitor Timeout': 10 },
      ['warning primary-monitor-slower'],
    ],
    [
      { CustomMirrorDir: '+D:\\I3\\IC\\Flows', InitialMirrorDir: 'D:\\Mine;d:\\i3\\ic\\flows\\old;+D:\\I3\\IC\\Flows' },
      ['warning path-in-both-lists', 'warning path-in-both-lists'],
    ],
    // The default of CustomMirrorDir.
    [{ InitialMirrorDir: '+c:\\i3\\ic\\flows\\x' }, ['warning path-in-both-lists']],
    [{ 'Custom Upgrade Synchronization Directories': `\${CONFIG}\\handlers\\x` }, ['warning upgrade-never-replicated']],
    [
      { 'Custom Upgrade File Synchronization Directories': '+C:\\I3\\IC\\Flows; +D:\\I3\\IC\\HANDLERS' },
      ['warning upgrade-never-replicated'],
    ],
    [
      { 'Handler Path': '\\Our\\Scripts', 'Custom Upgrade File Synchronization Directories': 'd:\\our\\scripts\\x' },
      ['warning upgrade-never-replicated'],
    ],
    [{ 'Switchover Upgrade Higher DS Exclusions': `\${CONFIG}\\Phones` }, ['warning upgrade-already-excluded']],
    [{ 'Switchover Upgrade Higher File Exclusions': 'D:\\I3\\IC\\Handlers' }, ['warning upgrade-already-excluded']],
  ])('%j', (values, expected) => {
    expect(broken(values)).toEqual(expected);
  });
});

test('a handler path that is only a drive includes nothing', () => {
  expect(broken({ 'Handler Path': 'C:\\', 'Switchover Upgrade Higher File Exclusions': 'D:\\Data' })).toEqual([]);
});

test('the problem of a broken rule contains numbers and names', () => {
  const [first] = checkTogether({ 'Switchover Reconnect Timeout': 4 });
  expect(first?.problem).toEqual({
    code: 'no-reconnect-attempt',
    severity: 'warning',
    what: 'Switchover Reconnect Timeout (4 s) is below Switchover Notifier Reconnect Delay (5 s)',
    why: 'the backup takes over before its first reconnection attempt, so even a short interruption causes a takeover',
    do: 'set Switchover Reconnect Timeout to 5 or more, unless this is intended',
  });
});

test('every rule has a sentence and the parameters involved', () => {
  for (const { code, names, says } of RULES) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(says).toMatch(/^[A-Z].*\.$/);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !PARAMETER_NAMES.includes(name))).toEqual([]);
  }
});
