/** The network in one line of an explanation: the conclusion, and each check behind it. */
import { describe, expect, it } from 'vitest';
import { sayNetwork } from '../../../src/core/diagnosis/findings/facts.ts';
import type { CheckResult, NetworkCheck, Seen } from '../../../src/core/diagnosis/observation.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { table, why } from './read-text.ts';

type Results = Readonly<Partial<Record<NetworkCheck, CheckResult>>>;

function line(network: string | null, results: Results): string | null {
  const checks = Object.entries(results).map(([check, result]) => {
    const saw = { kind: 'network-check', check, result, address: null };
    return [check, { saw }] as unknown as [NetworkCheck, Seen<'network-check'>];
  });
  return sayNetwork({ network, checks: new Map(checks) });
}

describe('the network in one line', () => {
  it.each([
    ['primary reached', { link: 'reached', gateway: 'reached', 'net-test': 'reached', primary: 'reached' }],
    ['backup cut off', { link: 'unreachable', gateway: 'unreachable', 'net-test': 'off', primary: 'unreachable' }],
    ['path or site lost', { link: 'unknown', gateway: 'off', 'net-test': 'unreachable', primary: 'unknown' }],
  ] as const)('gives the conclusion %s and the result of every check', (network, results) => {
    expect(line(network, results)).toBe(
      {
        'primary reached': 'healthy: link up, gateway reached, NetTest reached, primary reached',
        'backup cut off': 'backup cut off: link down, gateway unreachable, no NetTest configured, primary unreachable',
        'path or site lost':
          'path or site lost: link unknown, gateway ping disabled, NetTest unreachable, primary unknown',
      }[network],
    );
  });

  it.each([
    ['no check at all is nothing', null, {}, null],
    ['a conclusion without checks stands alone', 'backup cut off', {}, 'backup cut off'],
    ['a healthy network without checks', 'primary reached', {}, 'healthy'],
    ['checks without a conclusion', null, { gateway: 'reached' }, 'unknown: gateway reached'],
    [
      'a check that says the same is not repeated',
      'primary unreachable',
      { primary: 'unreachable' },
      'primary unreachable',
    ],
  ] as const)('%s', (_what, network, results, said) => {
    expect(line(network, results)).toBe(said);
  });
});

const MONITOR = 'primarymonitor::CPrimaryMonitor::';
const LOST = [
  '10:00:00.000 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.',
  '10:00:00.100 SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in 30 second(s)',
];
const DECISION =
  '10:00:30.101 [Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now';

/** A check of this name with this result, as logged. */
function check([name, result]: readonly [name: string, result: string]): string {
  return `10:00:00.050 ${MONITOR}check_${name.toLowerCase()} : Checked [10.0.0.1], setting network connection status to '${name}${result}'`;
}

function explained(...checks: readonly string[]): { readonly network: string | null; readonly text: string } {
  const report = why([table(...LOST, ...checks, DECISION)]);
  const text = renderWhySwitched(report, { palette: PLAIN, columns: 200 });
  return { network: report.switches[0]!.network, text };
}

describe('the network of an explained switch, where the log gives only the checks', () => {
  it.each([
    [
      'the primary answers',
      ['Gateway', 'Unreachable'],
      ['Primary', 'Reached'],
      'healthy: gateway unreachable, primary reached',
    ],
    [
      'the link is down',
      ['Link', 'Down'],
      ['Primary', 'Unreachable'],
      'backup cut off: link down, primary unreachable',
    ],
    [
      'the gateway does not answer',
      ['Gateway', 'Unreachable'],
      ['Primary', 'Unreachable'],
      'backup cut off: gateway unreachable, primary unreachable',
    ],
    [
      'NetTest does not answer',
      ['NetTest', 'Unreachable'],
      ['Primary', 'Unreachable'],
      'path or site lost: NetTest unreachable, primary unreachable',
    ],
    [
      'only the primary does not answer',
      ['Gateway', 'Reached'],
      ['Primary', 'Unreachable'],
      'primary unreachable: gateway reached, primary unreachable',
    ],
    ['nothing is known', ['Gateway', 'Reached'], ['Primary', 'Unknown'], 'unknown: gateway reached, primary unknown'],
  ] as const)('is concluded from them: %s', (_what, first, second, network) => {
    const found = explained(check(first), check(second));
    expect(found.network).toBe(network);
    expect(found.text).toContain(`\nNetwork      ${network}\n`);
  });

  it('is the last result of each check', () => {
    const found = explained(
      check(['Gateway', 'Reached']),
      check(['Gateway', 'Unreachable']),
      check(['Primary', 'Unreachable']),
    );
    expect(found.network).toBe('backup cut off: gateway unreachable, primary unreachable');
  });

  it('is the logged conclusion where there is one, whatever the checks say', () => {
    const concluded = `10:00:00.060 ${MONITOR}detect_and_signal_connection_status : Primary connection status=[both connections down], network connection status=[path or site lost]`;
    expect(explained(check(['Gateway', 'Unreachable']), concluded).network).toBe(
      'path or site lost: gateway unreachable',
    );
  });

  it('is said not to be in the log if it has no checks', () => {
    const found = explained();
    expect(found.network).toBeNull();
    expect(found.text).toContain('\nNetwork      no checks in this log\n');
  });
});
