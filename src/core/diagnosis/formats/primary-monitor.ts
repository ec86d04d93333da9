/**
 * The primary monitor's lines: it verifies what the module monitor reports, pings the Notifier, and diagnoses the
 * network (reference: "Primary Monitor"; readings R1, R8, R9). Our own log uses the same sentences.
 */
import type { CheckResult, NetworkCheck } from '../observation.ts';
import { connectionName, count, group, type MessageFormat, pingFailure } from './format.ts';

const CURRENT = { dialect: 'current', writer: 'switchover' } as const;
const MONITOR = 'primarymonitor::CPrimaryMonitor::';

const CHECKS: Readonly<Record<string, NetworkCheck>> = {
  Gateway: 'gateway',
  NetTest: 'net-test',
  Primary: 'primary',
  Link: 'link',
};

const RESULTS: Readonly<Record<string, CheckResult>> = {
  Reached: 'reached',
  Up: 'reached',
  Unreachable: 'unreachable',
  Down: 'unreachable',
  Disabled: 'off',
  Unavailable: 'off',
  Unknown: 'unknown',
};

const MODULE_CHECKS: readonly MessageFormat[] = [
  {
    id: 'module-reported-down',
    ...CURRENT,
    begins: [`${MONITOR}process_module_monitor_event`],
    pattern:
      /^primarymonitor::CPrimaryMonitor::process_module_monitor_event ?: module monitor indicated the \[([^\]]{1,80})\] module is not responding, ([\w ]{1,60})$/,
    read: (m) => ({ kind: 'module-reported-down', module: group(m, 1), connections: group(m, 2) }),
    samples: [
      {
        text: 'primarymonitor::CPrimaryMonitor::process_module_monitor_event : module monitor indicated the [TsServer] module is not responding, both connections are up',
        reads: { kind: 'module-reported-down', module: 'TsServer', connections: 'both connections are up' },
      },
    ],
  },
  {
    id: 'verification-started',
    ...CURRENT,
    begins: [`${MONITOR}ping_monitored_module`],
    pattern:
      /^primarymonitor::CPrimaryMonitor::ping_monitored_module ?: Sending up to (\d{1,6}) ping\(s\) to the ([^:[\]]{1,80}) module using the (main|aux|auxiliary) connection$/,
    read: (m) => ({
      kind: 'verification-started',
      module: group(m, 2),
      pings: count(m, 1),
      connection: connectionName(group(m, 3)),
    }),
    samples: [
      {
        text: 'primarymonitor::CPrimaryMonitor::ping_monitored_module : Sending up to 2 ping(s) to the TsServer module using the main connection',
        reads: { kind: 'verification-started', module: 'TsServer', pings: 2, connection: 'main' },
      },
    ],
  },
  {
    id: 'verification-failed',
    ...CURRENT,
    begins: [`${MONITOR}ping_monitored_module`],
    pattern:
      /^primarymonitor::CPrimaryMonitor::ping_monitored_module ?: Did not receive a reply from the ([^:[\]]{1,80}) module after (\d{1,6}) ping\(s\) on the (?:main|aux|auxiliary) connection$/,
    read: (m) => ({ kind: 'verification-failed', module: group(m, 1), pings: count(m, 2) }),
    samples: [
      {
        text: 'primarymonitor::CPrimaryMonitor::ping_monitored_module : Did not receive a reply from the TsServer module after 2 ping(s) on the main connection',
        reads: { kind: 'verification-failed', module: 'TsServer', pings: 2 },
      },
    ],
  },
  {
    id: 'verification-answered',
    ...CURRENT,
    begins: [`${MONITOR}ping_monitored_module`],
    pattern:
      /^primarymonitor::CPrimaryMonitor::ping_monitored_module ?: Received a reply from the ([^:[\]]{1,80}) module(?:[ ,].{0,120})?$/,
    read: (m) => ({ kind: 'verification-answered', module: group(m, 1) }),
    samples: [
      {
        text: 'primarymonitor::CPrimaryMonitor::ping_monitored_module : Received a reply from the TsServer module after 1 ping(s) on the main connection',
        reads: { kind: 'verification-answered', module: 'TsServer' },
      },
    ],
  },
  {
    id: 'verification-concluded',
    ...CURRENT,
    begins: [`${MONITOR}process_module_monitor_event`],
    pattern:
      /^primarymonitor::CPrimaryMonitor::process_module_monitor_event ?: Failed to ping the \[([^\]]{1,80})\] module, checking connections(?: PrimaryMonitor)?$/,
    read: (m) => ({ kind: 'verification-failed', module: group(m, 1), pings: null }),
    samples: [
      {
        text: 'primarymonitor::CPrimaryMonitor::process_module_monitor_event : Failed to ping the [TsServer] module, checking connections PrimaryMonitor',
        reads: { kind: 'verification-failed', module: 'TsServer', pings: null },
      },
    ],
  },
];

const NETWORK: readonly MessageFormat[] = [
  {
    id: 'network-check',
    ...CURRENT,
    begins: [`${MONITOR}check_`],
    // The result word decides; what stands before it is prose that differs by check and release.
    pattern:
      /^primarymonitor::CPrimaryMonitor::check_\w{1,60} ?: [^[\]]{1,200}(?:\[([^\]]{1,200})\])?[^[\]]{0,200}, setting network connection status to '(Gateway|NetTest|Primary|Link)(Reached|Unreachable|Disabled|Unavailable|Unknown|Up|Down)'$/,
    read: (m) => ({
      kind: 'network-check',
      check: CHECKS[group(m, 2)] ?? 'primary',
      result: RESULTS[group(m, 3)] ?? 'unknown',
      address: m[1] ?? null,
    }),
    samples: [
      {
        text: "primarymonitor::CPrimaryMonitor::check_local_gateway_connections : Successfully pinged local gateway address [172.17.112.1], setting network connection status to 'GatewayReached'",
        reads: { kind: 'network-check', check: 'gateway', result: 'reached', address: '172.17.112.1' },
      },
      {
        text: "primarymonitor::CPrimaryMonitor::check_net_test_connections : No NetTest addresses to ping, setting network connection status to 'NetTestUnavailable'",
        reads: { kind: 'network-check', check: 'net-test', result: 'off', address: null },
      },
      {
        text: "primarymonitor::CPrimaryMonitor::check_primary_address : Failed to ping primary address [10.0.0.2], setting network connection status to 'PrimaryUnreachable'",
        reads: { kind: 'network-check', check: 'primary', result: 'unreachable', address: '10.0.0.2' },
      },
      {
        text: "primarymonitor::CPrimaryMonitor::check_local_gateway_connections : Gateway ping is disabled, setting network connection status to 'GatewayDisabled'",
        reads: { kind: 'network-check', check: 'gateway', result: 'off', address: null },
      },
      {
        text: "primarymonitor::CPrimaryMonitor::check_link : Link carrier of [eth0], setting network connection status to 'LinkDown'",
        reads: { kind: 'network-check', check: 'link', result: 'unreachable', address: 'eth0' },
      },
      {
        text: "primarymonitor::CPrimaryMonitor::check_primary_address : Could not check the primary (no ping program), setting network connection status to 'PrimaryUnknown'",
        reads: { kind: 'network-check', check: 'primary', result: 'unknown', address: null },
      },
    ],
  },
  {
    id: 'diagnosis-of-module',
    ...CURRENT,
    begins: [`${MONITOR}detect_and_signal_connection_status`],
    pattern:
      /^primarymonitor::CPrimaryMonitor::detect_and_signal_connection_status ?: module monitor indicated that the \[([^\]]{1,80})\] module is not responding \(([\w ]{1,60})\), primary connection status is '([\w ]{1,60})', signaling the module is down$/,
    read: (m) => ({
      kind: 'diagnosis',
      connections: `${group(m, 3)} (${group(m, 2)})`,
      network: null,
      module: group(m, 1),
      event: null,
    }),
    samples: [
      {
        text: "primarymonitor::CPrimaryMonitor::detect_and_signal_connection_status : module monitor indicated that the [TsServer] module is not responding (all connections are up), primary connection status is 'monitored module down', signaling the module is down",
        reads: {
          kind: 'diagnosis',
          connections: 'monitored module down (all connections are up)',
          network: null,
          module: 'TsServer',
          event: null,
        },
      },
    ],
  },
  {
    id: 'diagnosis',
    ...CURRENT,
    begins: ['signal_', 'detect_', 'process_', 'check_'].map((method) => `${MONITOR}${method}`),
    pattern:
      /^primarymonitor::CPrimaryMonitor::\w{1,60} ?: Primary connection status=\[([\w ]{1,60})\], network connection status=\[([\w ]{1,60})\](?:: (?:\[([^\]]{1,80})\] )?[^[\]]{0,80}, posting \[event=(\w{1,60})\])?$/,
    read: (m) => ({
      kind: 'diagnosis',
      connections: group(m, 1),
      network: group(m, 2),
      module: m[3] ?? null,
      event: m[4] ?? null,
    }),
    samples: [
      {
        text: 'primarymonitor::CPrimaryMonitor::signal_primary_down : Primary connection status=[monitored module down], network connection status=[primary reached]: [TsServer] module is down, posting [event=eTSDown]',
        reads: {
          kind: 'diagnosis',
          connections: 'monitored module down',
          network: 'primary reached',
          module: 'TsServer',
          event: 'eTSDown',
        },
      },
      {
        text: 'primarymonitor::CPrimaryMonitor::detect_and_signal_connection_status : Primary connection status=[both connections down], network connection status=[path or site lost]',
        reads: {
          kind: 'diagnosis',
          connections: 'both connections down',
          network: 'path or site lost',
          module: null,
          event: null,
        },
      },
    ],
  },
  {
    id: 'notifier-ping-failed',
    ...CURRENT,
    begins: [`${MONITOR}ping_notifier`],
    pattern:
      /^primarymonitor::CPrimaryMonitor::ping_notifier ?: Ping (?:was )?(timed out|rejected|lost) to the notifier on the (main|aux|auxiliary) connection: error count \[(\d{1,6})\] of maximum \[(\d{1,6})\]$/,
    read: (m) => ({
      kind: 'notifier-ping-failed',
      how: pingFailure(group(m, 1)),
      connection: connectionName(group(m, 2)),
      failures: count(m, 3),
      limit: count(m, 4),
    }),
    samples: [
      {
        text: '[Error] primarymonitor::CPrimaryMonitor::ping_notifier : Ping timed out to the notifier on the main connection: error count [1] of maximum [2]',
        reads: { kind: 'notifier-ping-failed', how: 'timed-out', connection: 'main', failures: 1, limit: 2 },
      },
      {
        text: '[Error] primarymonitor::CPrimaryMonitor::ping_notifier : Ping was rejected to the notifier on the aux connection: error count [2] of maximum [2]',
        reads: { kind: 'notifier-ping-failed', how: 'rejected', connection: 'auxiliary', failures: 2, limit: 2 },
      },
    ],
  },
];

export const PRIMARY_MONITOR_FORMATS: readonly MessageFormat[] = [...MODULE_CHECKS, ...NETWORK];
