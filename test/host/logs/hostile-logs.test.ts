/** Logs made to fill memory: whatever they contain, memory use stays small. */
import { describe, expect, it } from 'vitest';
import { runInHeap } from '../../support/bounded-memory.ts';

const MEGABYTE = 1024 * 1024;
/** The heap it gets: less than the input, so keeping everything would crash. */
const HEAP_MB = 24;
/** The limit for all kinds of memory, including the program itself and Node. */
const MOST_MB = 150;

const TABLE = 'Time\tTopic\tMessage\n';

/** Its size, its beginning, and the nth following piece. Short lines fill memory fastest. */
type Hostile = readonly [what: string, megabytes: number, head: string, piece: (n: number) => string];

const LOGS: readonly Hostile[] = [
  ['one line', 32, '', () => 'x'],
  ['one row that does not end', 32, `${TABLE}10:00:00.000\tSwitchover\t`, () => 'y'],
  ['one row of marks', 16, `${TABLE}10:00:00.000\tSwitchover\t`, () => '[Error] '],
  ['NULs behind a row', 32, `${TABLE}10:00:00.000\tSwitchover\tx\n`, () => '\0'],
  ['a quoted cell that nobody closes', 2, 'Time,Message\n10:00:00.000,"', () => 'and so on\n'],
  ['quotes', 32, 'Time,Message\n', () => '"'],
  ['a message that goes on line by line', 2, `${TABLE}10:00:00.000\tSwitchover\tx\n`, () => 'and so on\n'],
  ['a column of times', 2, 'Time\nMessage\n', () => '10:00:00.000\n'],
  ['names of columns', 3, '', () => 'Time\nTopic\nMessage\n'],
  ['headers', 2, '', () => TABLE],
  [
    'failures that nothing follows',
    4,
    TABLE,
    (n) =>
      `${clock(n)}\tModuleMonitor\tModuleByName::Ping() : Ping rejected to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout\n`,
  ],
  [
    'switches',
    5,
    TABLE,
    (n) =>
      `${clock(n * 100)}\tSwitchoverStates\tSwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary\n`,
  ],
  [
    'requests, none of them twice',
    8,
    TABLE,
    (n) =>
      `${clock(n)}\tNotifierLib\tCNotifierSocketConnection::WriteWithCode : SENT Request SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(${n}), SndId(), Size(0)\n`,
  ],
  [
    'hints',
    6,
    TABLE,
    (n) => `${clock(n)}\tNotifierLib\tThe remote subsystem Agent${n} disconnected, it took too long\n`,
  ],
  ['a flight recorder that is none', 32, '{"wall":"', () => '{"wall":"2026-11-23T00:00:00.000Z","event":{'],
  ['lines of a flight recorder that say nothing', 4, '{"wall":"x"}\n', () => '{"wall":"2026-11-23T00:00:00.000Z"}\n'],
];

function clock(seconds: number): string {
  return new Date(1000 * (seconds % 86_400)).toISOString().slice(11, 23);
}

/** In parts of about a megabyte, each made on demand. */
function* partsOf([, megabytes, head, piece]: Hostile): Generator<Buffer> {
  yield Buffer.from(head);
  const [size, repeats] = [piece(0).length, MEGABYTE / piece(0).length];
  for (let bytes = 0, n = 0; bytes < megabytes * MEGABYTE; bytes += MEGABYTE) {
    const pieces: string[] = [];
    if (size === 1) pieces.push(piece(0).repeat(MEGABYTE));
    else for (let each = 0; each < repeats; each += 1, n += 1) pieces.push(piece(n));
    yield Buffer.from(pieces.join(''));
  }
}

describe('a log made to fill memory', () => {
  it.each(LOGS)('is answered in bounded memory: %s', { timeout: 120_000 }, async (...hostile) => {
    const words = ['why-switched', '-', '--all', '--json'];
    const { code, answer, megabytes } = await runInHeap(HEAP_MB, words, partsOf(hostile));
    expect([0, 1, 3]).toContain(code);
    expect(() => JSON.parse(answer)).not.toThrow();
    expect(megabytes).toBeGreaterThan(10);
    expect(megabytes).toBeLessThan(MOST_MB);
  });
});
