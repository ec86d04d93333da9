/** Rows unrelated to the incident, and rows that only look related. */
import type { Random } from '../../src/core/simulation/random.ts';
import type { Line } from './log-case.ts';

type Row = readonly [topic: string, text: string, mark?: string];

const PLAIN: readonly Row[] = [
  ['DSMirror', 'CDSMirror::OnNotify: entry [CONFIG\\Users\\lake] attribute [Extension] updated'],
  ['SwitchoverFileMonitor', 'CFileMonitor::Compare: 412 files in D:\\I3\\IC\\Resources, 0 differ'],
  ['SwitchoverFileMonitor', 'CFileMonitor::Copy: D:\\I3\\IC\\Server\\Reports\\daily, weekly.rpt (18 KB) mirrored'],
  ['FileMonitor', 'health check answered in 12 ms'],
  ['TraceConfig', 'topic levels re-read', 'Note'],
  ['Registry', 'GetAttribute "Switchover TS Timeout" from SERVER: not set, default 10'],
  ['Stats', 'queue depth 3, handled 120, average 0.25 s'],
  [
    'NotifierLib',
    'CNotifierSocketConnection::WriteWithCode : SENT Notification StatServer, Oid(1,2,3), Eid(Tick), Size(12)',
  ],
  ['Thread', 'worker 17 idle', 'Exit'],
  ['License', 'check done, 240 of 250 in use', 'Warning'],
  ['WebProcessor', 'chat 4711: "hello, is anybody there?"'],
  ['TsServer', 'Call 2001 connected, station "front desk, left"'],
];

/** These contain the words of a switch or of a failure inside something else. */
const HOSTILE: readonly Row[] = [
  [
    'SwitchoverFileMonitor',
    'CFileMonitor::Copy: D:\\I3\\IC\\Resources\\Switchover Service: Switch Initiated.txt mirrored',
  ],
  [
    'SwitchoverFileMonitor',
    'CFileMonitor::Copy: D:\\I3\\IC\\Resources\\Initiating Connections Switch\\notes.doc mirrored',
  ],
  ['EMail', 'received, subject "Backup server switching to primary mode", queued'],
  ['EMail', "subject 'RE: SwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary'"],
  ['WebProcessor', 'chat 4711: they said CVirtualSwitchControl::Switch(): Initiating switch, what does it mean?'],
  ['Handlers', 'published "Switchover Service: Switch Initiated handler" by lake'],
  ['Audit', 'user lake read the page about "going to StatePrimary and switching now"'],
  ['Registry', 'value [Reconnect period expired, posting [event=eConnectionsDown] to initiate a switchover] is a text'],
  ['EMail', '<subject>Lost notifier connection.</subject>'],
  ['TsServer', 'prompt "error pinging TsServer count=1" recorded'],
];

/** Complete rows of a switch under the topic of something that only passes texts on. Needs a topic column. */
const QUOTED_WHOLE: readonly Row[] = [
  ['EMail', 'Switchover Service: Switch Initiated.'],
  ['WebProcessor', 'SwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary'],
  ['SwitchoverFileMonitor', 'Initiating Connections Switch'],
];

export interface NoiseOptions {
  /** The approximate number of rows before and after the logCase. */
  readonly around: number;
  /** The probability of a row between two of the logCase's rows. */
  readonly between: number;
  readonly wholeQuotations: boolean;
}

/**
 * The rows of a logCase with noise before, between and after them. The order and times of the logCase's rows stay the same.
 */
export function withNoise(rnd: Random, lines: readonly Line[], options: NoiseOptions): Line[] {
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return [];
  const before = Math.min(first.at, 20 * 60_000);
  const noisy = spread(rnd, first.at - before, before, options.around, options);
  for (const [index, line] of lines.entries()) {
    const earlier = lines[index - 1];
    if (earlier !== undefined && rnd.chance(options.between)) {
      noisy.push(row(rnd, rnd.between(earlier.at, line.at), options));
    }
    noisy.push(line);
  }
  return noisy.concat(spread(rnd, last.at, 60_000, options.around, options));
}

function spread(rnd: Random, from: number, ms: number, count: number, options: NoiseOptions): Line[] {
  return Array.from({ length: count }, () => from + rnd.between(0, ms))
    .toSorted((a, b) => a - b)
    .map((at) => row(rnd, at, options));
}

function row(rnd: Random, at: number, { wholeQuotations }: NoiseOptions): Line {
  const kinds = [PLAIN, PLAIN, HOSTILE, ...(wholeQuotations ? [QUOTED_WHOLE] : [])];
  const [topic, text, mark] = rnd.pick(rnd.pick(kinds));
  return { at, topic, mark: mark === undefined ? '' : `[${mark}] `, text };
}
