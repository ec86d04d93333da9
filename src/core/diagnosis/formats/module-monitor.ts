/**
 * The module monitor's lines, current dialect: pings to the monitored module in rounds, first on one connection, then
 * on the other (reference: "Module Monitor", "TS ping failure sample"; readings R6, R7).
 */
import { connectionName, count, group, type MessageFormat, pingFailure } from './format.ts';

const CURRENT = { dialect: 'current', writer: 'switchover' } as const;

export const MODULE_MONITOR_FORMATS: readonly MessageFormat[] = [
  {
    id: 'module-ping-failed',
    ...CURRENT,
    begins: ['ModuleByName::Ping()', 'Ping '],
    pattern:
      /^(?:ModuleByName::Ping\(\) ?: )?Ping (?:was )?(rejected|timed out|lost) to the ([^:[\]]{1,80}) module: error count \[(\d{1,6})\] is within maximum \[(\d{1,6})\], ping will be reissued with [\w ]{1,40}$/,
    read: (m) => ({
      kind: 'module-ping-failed',
      module: group(m, 2),
      how: pingFailure(group(m, 1)),
      failures: count(m, 3),
      limit: count(m, 4),
    }),
    samples: [
      {
        text: 'ModuleByName::Ping() : Ping rejected to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout',
        reads: { kind: 'module-ping-failed', module: 'TsServer', how: 'rejected', failures: 1, limit: 2 },
      },
      {
        text: 'Ping timed out to the IP module: error count [2] is within maximum [3], ping will be reissued with retry timeout',
        reads: { kind: 'module-ping-failed', module: 'IP', how: 'timed-out', failures: 2, limit: 3 },
      },
    ],
  },
  {
    id: 'module-round-lost',
    ...CURRENT,
    begins: ['ModuleByName::Ping()', 'Reached maximum error count'],
    pattern:
      /^(?:ModuleByName::Ping\(\) ?: )?Reached maximum error count \[(\d{1,6})\] pinging the ([^:[\]]{1,80}) module on the (main|aux|auxiliary) connection, resetting error count and trying the alternate connection$/,
    read: (m) => ({
      kind: 'module-round-lost',
      module: group(m, 2),
      limit: count(m, 1),
      connection: connectionName(group(m, 3)),
    }),
    samples: [
      {
        text: 'ModuleByName::Ping() : Reached maximum error count [2] pinging the TsServer module on the main connection, resetting error count and trying the alternate connection',
        reads: { kind: 'module-round-lost', module: 'TsServer', limit: 2, connection: 'main' },
      },
    ],
  },
  {
    id: 'module-given-up',
    ...CURRENT,
    begins: ['ModuleByName::Ping()', 'Ping '],
    pattern:
      /^(?:ModuleByName::Ping\(\) ?: )?Ping (?:was )?(rejected|timed out|lost) to the ([^:[\]]{1,80}) module: reached maximum error count \[(\d{1,6})\], signaling that the module is down$/,
    read: (m) => ({
      kind: 'module-given-up',
      module: group(m, 2),
      how: pingFailure(group(m, 1)),
      limit: count(m, 3),
    }),
    samples: [
      {
        text: 'Ping was rejected to the TsServer module: reached maximum error count [2], signaling that the module is down',
        reads: { kind: 'module-given-up', module: 'TsServer', how: 'rejected', limit: 2 },
      },
    ],
  },
  {
    id: 'module-restarted',
    ...CURRENT,
    begins: ['ModuleByName::Ping()', 'The '],
    pattern:
      /^(?:ModuleByName::Ping\(\) ?: )?The ([^:[\]]{1,80}) module answers under the new process id \[(\d{1,10})\]: restarts in a row \[(\d{1,6})\], within the period \[(\d{1,6})\]$/,
    read: (m) => ({ kind: 'module-restarted', module: group(m, 1), inARow: count(m, 3), inPeriod: count(m, 4) }),
    samples: [
      {
        text: 'ModuleByName::Ping() : The web module answers under the new process id [4711]: restarts in a row [1], within the period [2]',
        reads: { kind: 'module-restarted', module: 'web', inARow: 1, inPeriod: 2 },
      },
    ],
  },
  {
    id: 'module-ping-answered',
    ...CURRENT,
    quiet: true,
    begins: ['ModuleByName::Ping() : Received', 'ModuleByName::Ping(): Received', 'Received ping from'],
    pattern: /^(?:ModuleByName::Ping\(\) ?: )?Received ping from the ([^:[\]]{1,80}) module$/,
    read: (m) => ({ kind: 'module-ping-answered', module: group(m, 1) }),
    samples: [
      {
        text: 'ModuleByName::Ping() : Received ping from the TsServer module',
        reads: { kind: 'module-ping-answered', module: 'TsServer' },
      },
    ],
  },
];

const OLDER = { dialect: 'older', writer: 'switchover' } as const;

/** The older dialect: one round on one connection (reference: "Why did a switchover occur?", TS Ping Failure). */
export const OLDER_MODULE_MONITOR_FORMATS: readonly MessageFormat[] = [
  {
    id: 'older-ping-sent',
    ...OLDER,
    begins: ['PingModule::ModuleByName::Ping'],
    pattern: /^PingModule::ModuleByName::Ping: ([^:[\]=]{1,80}) error count= ?(\d{1,6}) timeout= ?(\d{1,9})$/,
    read: (m) => ({ kind: 'module-ping-sent', module: group(m, 1), failures: count(m, 2), timeoutMs: count(m, 3) }),
    samples: [
      {
        text: '[Enter] PingModule::ModuleByName::Ping: TsServer error count=0 timeout= 10000',
        reads: { kind: 'module-ping-sent', module: 'TsServer', failures: 0, timeoutMs: 10_000 },
      },
    ],
  },
  {
    id: 'older-ping-failed',
    ...OLDER,
    begins: ['error pinging '],
    pattern: /^error pinging ([^:[\]=]{1,80}) count= ?(\d{1,6})$/,
    read: (m) => ({
      kind: 'module-ping-failed',
      module: group(m, 1),
      how: null,
      failures: count(m, 2),
      limit: null,
    }),
    samples: [
      {
        text: '[Error] error pinging TsServer count=1',
        reads: { kind: 'module-ping-failed', module: 'TsServer', how: null, failures: 1, limit: null },
      },
    ],
  },
  {
    id: 'older-ping-counted',
    ...OLDER,
    begins: ['error in ping count'],
    pattern: /^error in ping count= ?(\d{1,6})$/,
    read: (m) => ({ kind: 'module-ping-failed', module: null, how: null, failures: count(m, 1), limit: null }),
    samples: [
      {
        text: '[Error] error in ping count= 2',
        reads: { kind: 'module-ping-failed', module: null, how: null, failures: 2, limit: null },
      },
    ],
  },
  {
    id: 'older-retry-scheduled',
    ...OLDER,
    begins: ['scheduling retry in '],
    pattern: /^scheduling retry in (\d{1,9}) ms$/,
    read: (m) => ({ kind: 'module-retry-scheduled', delayMs: count(m, 1) }),
    samples: [
      { text: '[Error] scheduling retry in 1000 ms', reads: { kind: 'module-retry-scheduled', delayMs: 1000 } },
    ],
  },
  {
    id: 'older-given-up',
    ...OLDER,
    begins: ['exceeded max error count', 'maximum error count reached'],
    pattern:
      /^(?:exceeded max error count - signaling system down|maximum error count reached - not scheduling retry)$/,
    read: () => ({ kind: 'module-given-up', module: null, how: null, limit: null }),
    samples: [
      {
        text: '[Error] exceeded max error count - signaling system down',
        reads: { kind: 'module-given-up', module: null, how: null, limit: null },
      },
      {
        text: '[Error] maximum error count reached - not scheduling retry',
        reads: { kind: 'module-given-up', module: null, how: null, limit: null },
      },
    ],
  },
];
