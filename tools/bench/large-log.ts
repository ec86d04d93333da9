/**
 * A large Switchover log: mostly routine noise, with failures that led to nothing, switch wording in unrelated text, and
 * one switch near its end. Generated for each benchmark, always the same.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

/** The position of the last switch, as a fraction of the log. */
const SWITCH_AT = 0.93;
/** Failures that led to nothing, spread over the log. */
const NEAR_MISSES = 24;
/** Interval between rows, in ms: a busy server writes about fifteen rows per second. */
const STEP_MS = 67;

const NOISE: readonly ((n: number) => readonly [topic: string, message: string])[] = [
  (n) => ['Tracing', `[Enter] CReco::Process(0x${((n * 2654435761) >>> 0).toString(16)}) state=${n % 13}`],
  (n) => [
    'FileMonitor',
    `Mirrored D:\\I3\\IC\\Resources\\prompt${(n * 17) % 88_811}.wav, ${(n * 7919) % 999_983} bytes`,
  ],
  (n) => ['DSLib', `DSEdit value changed: /Root/Site/Config/Key${n % 1000}=${(n * 48_271) % 2_147_483_647}`],
  (n) => [
    'NotifierLib',
    `CNotifierQueue::Dispatch : ${n % 40} messages waiting, oldest ${n % 900} ms, client ${n % 311}`,
  ],
  (n) => ['Replication', `attribute StationName of the user of station ${n % 4096} replicated, sequence ${n}`],
  (n) => [
    'PrimaryMonitor',
    `primarymonitor::CPrimaryMonitor::schedule_ping : next ping in ${n % 2 === 0 ? 5000 : 10_000} ms`,
  ],
  (n) => ['EMail', `subject "Fwd: Switchover Service: Switch Initiated on ${n % 28}th", ${n % 9000} bytes`],
  (n) => [
    'FileMonitor',
    `Mirrored D:\\I3\\IC\\Doc\\Initiating Connections Switch ${n % 77}.pdf, ${(n * 31) % 99_991} bytes`,
  ],
];
const PING = [
  [
    'NotifierLib',
    'CNotifierSocketConnection::WriteWithCode : SENT Request SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(#), SndId(), Size(0)',
  ],
  [
    'NotifierLib',
    'MessageServer::GetMessageWithCode : RECV Response SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(#), SndId(98), Size(7): SendWithRespOutOfOrder_#',
  ],
  ['NotifierLib', 'ModuleByName::Ping() : Received ping from the TsServer module'],
] as const;
const FAILED = [
  'ModuleByName::Ping() : Ping rejected to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout',
  'ModuleByName::Ping() : Reached maximum error count [2] pinging the TsServer module on the main connection, resetting error count and trying the alternate connection',
  'Ping rejected to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout',
  'Ping was rejected to the TsServer module: reached maximum error count [2], signaling that the module is down',
] as const;
const SWITCHED = 'SwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary';

/** The words that mark a switch, for searching with a tool. */
export const MARKERS = [
  'Switchover Service: Switch Initiated',
  'Initiating Connections Switch',
  'Initiating switch',
  'Backup server switching to primary mode',
  'going to StatePrimary',
] as const;

export function writeLargeLog(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  let text = 'Time\tTopic\tMessage\n';
  let [size, ms, n, misses] = [0, 5 * 3_600_000, 0, 0];
  let isSwitched = false;
  const row = (topic: string, message: string): void => {
    ms += STEP_MS;
    n += 1;
    text += `${clock(ms)}_${String(n % 10_000).padStart(4, '0')}\t${topic}\t${message}\n`;
  };
  const noise = (rows: number): void => {
    for (let each = 0; each < rows; each += 1) {
      const made = NOISE[(n * 7 + (n >> 5)) % (n % 50 === 0 ? NOISE.length : NOISE.length - 2)];
      if (made !== undefined) row(...made(n));
    }
  };
  const failures = (count: number): void => {
    for (const message of FAILED.slice(0, count)) {
      row('ModuleMonitor', message);
      noise(149);
    }
  };
  while (size < bytes) {
    // A ping every ten seconds, and what the server writes meanwhile.
    for (const [topic, message] of PING) row(topic, message.replaceAll('#', String(n)));
    noise(146);
    const part = (size + text.length) / bytes;
    if (part > (misses + 1) / (NEAR_MISSES + 2) && Math.abs(part - SWITCH_AT) > 0.02) {
      failures(1);
      misses += 1;
    }
    if (!isSwitched && part > SWITCH_AT) {
      failures(4);
      row('SwitchoverStates', SWITCHED);
      isSwitched = true;
    }
    if (text.length > 1 << 20) {
      writeSync(file, text);
      size += text.length;
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
}

function clock(ms: number): string {
  return new Date(ms % 86_400_000).toISOString().slice(11, 23);
}
