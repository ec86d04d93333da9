/** Which parameters an explanation of a failed module names: only those that its lines show to be involved. */
import { describe, expect, it } from 'vitest';
import { table, why, whySample } from './read-text.ts';

const TIMED_OUT = (module: string): string =>
  `10:00:00.000 ModuleByName::Ping() : Ping timed out to the ${module} module: error count [1] is within maximum [2], ping will be reissued with retry timeout`;
const REJECTED = (module: string): string =>
  `10:00:00.000 ModuleByName::Ping() : Ping rejected to the ${module} module: error count [1] is within maximum [2], ping will be reissued with regular timeout`;
const ROUND_LOST = (module: string): string =>
  `10:00:05.000 ModuleByName::Ping() : Reached maximum error count [2] pinging the ${module} module on the main connection, resetting error count and trying the alternate connection`;
const GIVEN_UP = (module: string): string =>
  `10:00:10.000 Ping was rejected to the ${module} module: reached maximum error count [2], signaling that the module is down`;
const VERIFIES = (module: string): string =>
  `10:00:10.001 primarymonitor::CPrimaryMonitor::ping_monitored_module : Sending up to 2 ping(s) to the ${module} module using the main connection`;
const NOT_VERIFIED = (module: string): string =>
  `10:00:10.002 primarymonitor::CPrimaryMonitor::ping_monitored_module : Did not receive a reply from the ${module} module after 2 ping(s) on the main connection`;
const DECISION = '10:00:20.000 SwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary';

function named(module: string, ...lines: readonly ((module: string) => string)[]): readonly string[] | undefined {
  return why([table(...lines.map((line) => line(module)), DECISION)]).switches[0]?.parameters;
}

describe('the parameters of a switch because of a module', () => {
  const OF_TS = ['Switchover TS Timeout', 'Switchover Max TS Failures'];

  it('are its timeout and the number of failures if its pings were rejected: no retry follows those', () => {
    expect(named('TsServer', REJECTED, GIVEN_UP)).toEqual(OF_TS);
  });

  it('include the retry delay if a ping timed out', () => {
    expect(named('TsServer', TIMED_OUT, GIVEN_UP)).toEqual([
      'Switchover TS Timeout',
      'Switchover TS Failure Retry Delay',
      'Switchover Max TS Failures',
    ]);
  });

  it('are those of the IP module if that one failed', () => {
    expect(named('IP', TIMED_OUT, GIVEN_UP)).toEqual([
      'Switchover IP Timeout',
      'Switchover IP Retry Delay',
      'Switchover Max TS Failures',
    ]);
  });

  it.each([
    ['begun', [VERIFIES]],
    ['failed', [NOT_VERIFIED]],
    ['begun and failed', [VERIFIES, NOT_VERIFIED]],
  ] as const)('include the timeout of the primary monitor if a verification has %s', (_how, lines) => {
    expect(named('TsServer', REJECTED, GIVEN_UP, ...lines)).toEqual([...OF_TS, 'Switchover Primary Monitor Timeout']);
  });

  it('include the pings on the auxiliary connection if a round on main was lost', () => {
    expect(named('TsServer', REJECTED, ROUND_LOST, GIVEN_UP)).toEqual([...OF_TS, 'Switchover Ping on Aux Connection']);
  });

  it('are all of them if the log shows no ping at all', () => {
    expect(named('TsServer')).toEqual([
      'Switchover TS Timeout',
      'Switchover TS Failure Retry Delay',
      'Switchover Max TS Failures',
      'Switchover Ping on Aux Connection',
      'Switchover Primary Monitor Timeout',
    ]);
  });

  it.each([
    ['ts-ping-failure', [...OF_TS, 'Switchover Ping on Aux Connection', 'Switchover Primary Monitor Timeout']],
    [
      'ts-ping-failure-older-dialect',
      ['Switchover TS Timeout', 'Switchover TS Failure Retry Delay', 'Switchover Max TS Failures'],
    ],
  ])('of the sample %s are exactly those', (name, parameters) => {
    expect(whySample(`${name}.switchover.log`).switches[0]?.parameters).toEqual(parameters);
  });
});
