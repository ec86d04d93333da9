import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../../src/core/problem.ts';
import { whySwitched } from '../../../src/operations/explain/why-switched.ts';
import { caught } from '../../support/caught.ts';
import { ROOT } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SAMPLES = join(ROOT, 'test', 'core', 'diagnosis', 'samples');
const LOST = join(SAMPLES, 'notifier-connection-lost.switchover.log');
const TEXT = `Time\tMessage
10:00:00.000\t[Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure 10060 on connection 1 Closing connection
10:00:30.000\t[Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now
`;

function written(name: string, content: string | Uint8Array): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

describe('a log that cannot be read', () => {
  it.each([
    ['log-missing', () => join(temporaryFolder(), 'nothing.log')],
    ['no-logs', () => temporaryFolder()],
    ['log-empty', () => written('switchover.log', '')],
    ['log-binary', () => written('switchover.log', new Uint8Array([77, 90, 0, 3, 0, 4, 10]))],
    ['log-binary', () => written('switchover.log', new Uint8Array(5000))],
  ])('is rejected as %s, with the file and what to do', async (code, make) => {
    const file = make();
    const error = await caught(whySwitched([LOST, file], { all: false }));
    expect(error.problem).toMatchObject({ code, where: file });
    expect(error.problem.do).not.toBe('');
    expect(EXIT_CODES[error.kind]).toBe(3);
  });

  it.skipIf(process.getuid?.() === 0)('is rejected as log-unreadable if this user has no read permission', async () => {
    const file = written('switchover.log', TEXT);
    chmodSync(file, 0);
    expect((await caught(whySwitched([file], { all: false }))).problem.code).toBe('log-unreadable');
  });
});

describe('a log in another encoding', () => {
  const utf16 = (text: string, swap: boolean): Uint8Array => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return swap ? bytes.swap16() : bytes;
  };

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16, little end first', utf16(TEXT, false)],
    ['UTF-16, big end first', utf16(TEXT, true)],
    ['UTF-16 with half a letter in it', utf16(TEXT.replace('\n', ' \ud801\n'), false)],
    ['lines that end with CR LF', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
    ['Latin-1 in between', Buffer.concat([Buffer.from(TEXT), Buffer.from('10:01:00.000\tM\xfcnchen\n', 'latin1')])],
    ['NULs behind its end, as a power cut leaves them', Buffer.concat([Buffer.from(TEXT), Buffer.alloc(4000)])],
  ])('is read: %s', async (_what, bytes) => {
    const report = await whySwitched([written('switchover.log', bytes)], { all: false });
    expect(report.switches).toMatchObject([{ at: '10:00:30.000', line: 3, cause: 'notifier-connection-lost' }]);
  });
});

describe('several files', () => {
  it('are distinguished by the names given, and a file named twice is read once', async () => {
    const report = await whySwitched([LOST, LOST, join(SAMPLES, 'internal-switch-request.switchover.log')], {
      all: true,
    });
    expect(report.logs.map(({ file }) => file)).toEqual([
      LOST,
      join(SAMPLES, 'internal-switch-request.switchover.log'),
    ]);
    expect(report.switches.map(({ cause }) => cause)).toEqual(['notifier-connection-lost', 'manual']);
  });
});

describe('a large log', () => {
  it('is read in bounded memory, even with lines of any length', async () => {
    const file = join(temporaryFolder(), 'switchover.log');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'Time\tTopic\tMessage\n');
    const piece = 'x'.repeat(4 * 1024 * 1024);
    for (let each = 0; each < 25; each += 1) appendFileSync(file, piece);
    const row = '10:00:00.000\tNotifierLib\tModuleByName::Ping() : Received ping from the TsServer module\n';
    for (let each = 0; each < 10; each += 1) appendFileSync(file, `\n${row.repeat(20_000)}`);
    global.gc?.();
    const before = process.memoryUsage().heapUsed;
    const report = await whySwitched([file], { all: true });
    expect(report).toMatchObject({ verdict: 'not-switched', logs: [{ lines: 200_011, unread: 1 }] });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 1024 * 1024);
  });
});
