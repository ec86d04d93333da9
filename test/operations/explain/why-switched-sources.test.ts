import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  createWriteStream,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { WhySwitched } from '../../../src/core/diagnosis/report.ts';
import { findLogs } from '../../../src/host/logs/find-logs.ts';
import { whySwitched } from '../../../src/operations/explain/why-switched.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { becomesBackup, losesBoth, runEngine } from '../../core/diagnosis/engine-log.ts';
import { caught } from '../../support/caught.ts';
import { ROOT, switchover } from '../../support/cli.ts';
import { tarOf } from '../../support/tar-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { zipOf } from '../../support/zip-file.ts';

const SAMPLES = join(ROOT, 'test', 'core', 'diagnosis', 'samples');
const PING = readFileSync(join(SAMPLES, 'ts-ping-failure.switchover.log'));
const LOST = readFileSync(join(SAMPLES, 'notifier-connection-lost.switchover.log'));
const ROW = '10:00:00.000\tModuleMonitor\tModuleByName::Ping() : Received ping from the TsServer module\n';

function why(...names: readonly string[]): Promise<WhySwitched> {
  return whySwitched(names, { all: true });
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Writes files into a folder for this test and returns its path. */
function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('a compressed log', () => {
  it.each([
    ['gzip', (folder: string) => join(folder, 's.log.gz'), { 's.log.gz': gzipSync(PING) }],
    ['gzip under another name', (folder: string) => join(folder, 's.log'), { 's.log': gzipSync(PING) }],
    [
      'gzip in two members',
      (folder: string) => join(folder, 's.gz'),
      { 's.gz': Buffer.concat([gzipSync(PING.subarray(0, 700)), gzipSync(PING.subarray(700))]) },
    ],
    ['zip', (folder: string) => join(folder, 'l.zip'), { 'l.zip': zipOf([{ name: 'logs/s.log', bytes: PING }]) }],
    [
      'zip, stored',
      (folder: string) => join(folder, 'l.zip'),
      { 'l.zip': zipOf([{ name: 's.log', bytes: PING, stored: true }]) },
    ],
    [
      'zip with a gzip in it',
      (folder: string) => join(folder, 'l.zip'),
      { 'l.zip': zipOf([{ name: 's.log.gz', bytes: gzipSync(PING) }]) },
    ],
    [
      'zip with UTF-16 in it',
      (folder: string) => join(folder, 'l.zip'),
      { 'l.zip': zipOf([{ name: 's.txt', bytes: Buffer.from(`\ufeff${PING}`, 'utf16le') }]) },
    ],
    ['a zip in a folder', (folder: string) => folder, { 'x/l.zip': zipOf([{ name: 's.log', bytes: PING }]) }],
  ] as const)('is read: %s', async (_what, named, files) => {
    const report = await why(named(folderWith(files)));
    expect(report.switches).toMatchObject([{ at: '14:18:25.682', line: 15, cause: 'module-down' }]);
    expect(report.logs[0]?.remarks).toEqual([]);
  });

  it('that is truncated is read as far as possible, and the report says so', async () => {
    const text = Buffer.concat([PING, Buffer.from(ROW.repeat(50_000))]);
    const packed = gzipSync(text);
    const report = await why(join(folderWith({ 's.log.gz': packed.subarray(0, packed.length - 400) }), 's.log.gz'));
    expect(report.switches).toMatchObject([{ line: 15, cause: 'module-down' }]);
    expect(report.logs[0]?.remarks).toEqual(['it is truncated: its end is missing']);
  });

  it('that is damaged in the middle is read up to the damage, and the report says so', async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) =>
      ROW.replace('Ping', `Ping${(index * 7919) % 10_007}`),
    ).join('');
    const packed = gzipSync(Buffer.concat([PING, Buffer.from(rows)]));
    packed.fill(0xff, packed.length - 3_000, packed.length - 2_000);
    const report = await why(join(folderWith({ 's.log.gz': packed }), 's.log.gz'));
    expect(report.switches).toMatchObject([{ line: 15 }]);
    expect(report.logs[0]?.remarks).toEqual(['it is damaged: nothing after the damage was read']);
  });

  it.each([
    ['only the first bytes of a gzip', 's.gz', gzipSync(PING).subarray(0, 14)],
    ['a gzip of nothing', 's.gz', gzipSync(''), 'log-empty'],
    ['a zip without its end', 'l.zip', zipOf([{ name: 's.log', bytes: PING }]).subarray(0, 300)],
    ['a zip of nothing', 'l.zip', zipOf([]), 'no-logs'],
    ['an encrypted zip', 'l.zip', zipOf([{ name: 's.log', bytes: PING, encrypted: true }]), 'no-logs'],
    ['a zip of pictures', 'l.zip', zipOf([{ name: 'a.png', bytes: PING }]), 'no-logs'],
    [
      'a zip of binary logs',
      'l.zip',
      zipOf([{ name: 's.ininlog', bytes: Buffer.from('ININ\0\x01\x02\0\0\0log') }]),
      'log-ininlog',
    ],
    ['a zip in a zip', 'l.zip', zipOf([{ name: 'm.zip', bytes: zipOf([{ name: 's.log', bytes: PING }]) }]), 'no-logs'],
  ])('is rejected: %s', async (_what, name, bytes, code = 'log-archive-damaged') => {
    const error = await caught(why(join(folderWith({ [name]: bytes }), name)));
    expect(error.problem.code).toBe(code);
  });

  it.each([
    [
      'an encrypted zip',
      'l.zip',
      zipOf([{ name: 's.log', bytes: PING, encrypted: true }]),
      /it is encrypted/,
      /password/,
    ],
    [
      'a zip encrypted by WinZip',
      'l.zip',
      zipOf([{ name: 's.log', bytes: PING, method: 99 }]),
      /it is encrypted/,
      /password/,
    ],
    [
      'Deflate64',
      'l.zip',
      zipOf([{ name: 's.log', bytes: PING, method: 9 }]),
      /Deflate64 \(number 9\)/,
      /7z x .*l\.zip/,
    ],
    ['an unknown method', 'l.zip', zipOf([{ name: 's.log', bytes: PING, method: 77 }]), /number 77/, /7z x/],
    ['a tar archive', 'l.tar', tarOf('s.log', PING), /tar archive/, /tar -xf .*l\.tar/],
    ['a packed tar archive', 'l.tar.gz', gzipSync(tarOf('s.log', PING)), /tar archive/, /tar -xf .*l\.tar\.gz/],
    [
      'a tar archive in a zip',
      'l.zip',
      zipOf([{ name: 's.log', bytes: tarOf('s.log', PING) }]),
      /tar archive/,
      /ZIP archive first; then unpack it \(tar -xf s\.log\)/,
    ],
    ['7-Zip', 'l.7z', latin("7z\xbc\xaf'\x1c\0\x04"), /7-Zip/, /7z x .*l\.7z/],
    ['xz', 's.log.xz', latin('\xfd7zXZ\0\0\x04'), /xz/, /xz -dk .*s\.log\.xz/],
    ['bzip2', 's.log.bz2', latin('BZh91AY&SY\x01\x02'), /bzip2/, /bzip2 -dk/],
    ['Zstandard', 's.log.zst', latin('(\xb5/\xfd\x04\0'), /Zstandard/, /zstd -dk/],
    ['RAR', 'l.rar', latin('Rar!\x1a\x07\x01\0'), /RAR/, /unrar x/],
    [
      'a journal',
      'system.journal',
      latin('LPKSHHRH\0\0\0\0'),
      /journal of systemd/,
      /journalctl --file=.*system\.journal/,
    ],
    ['a Windows event log', 's.evtx', latin('ElfFile\0\0\0'), /Windows event log/, /Switchover log/],
    ['a picture', 's.png', latin('\x89PNG\r\n\x1a\n\0'), /picture/, /give the log itself/],
  ])('of another kind is named, with what to do: %s', async (_what, name, bytes, is, todo) => {
    const folder = folderWith({ [name]: bytes });
    const error = await caught(why(join(folder, name)));
    expect(error.kind).toBe('unreachable');
    expect(error.problem.why).toMatch(is);
    expect(error.problem.do).toMatch(todo);
    // Beside a log, it is left aside for the same reason.
    if (!/\.(?:zip|gz|7z|xz|bz2|zst|rar|tar)$/.test(name)) return;
    writeFileSync(join(folder, 'good.log'), PING);
    const report = await why(folder);
    expect(report.switches).toHaveLength(1);
    expect(report.leftAside.map((each) => each.why).join()).toMatch(is);
  });

  it.each([
    ['gzip', 's.gz', gzipSync],
    ['zip', 's.zip', (bytes: Uint8Array) => zipOf([{ name: 's.log', bytes }])],
  ])('that is a decompression bomb is read only up to a plausible size: %s', async (_what, name, pack) => {
    const bomb = Buffer.alloc(100 * 1024 * 1024, ' ');
    PING.copy(bomb);
    const report = await why(join(folderWith({ [name]: pack(bomb) }), name));
    expect(report.switches).toMatchObject([{ line: 15 }]);
    expect(report.logs[0]?.remarks.join()).toContain('it grows more than');
  });
});

describe('a damaged log', () => {
  const text = PING.toString();
  const middle = text.indexOf('\n', 900) + 1;
  const hole = (bytes: number): string => '\0'.repeat(bytes);

  it.each([
    ['NULs in front, as copytruncate leaves them', `${hole(300_000)}${text}`],
    ['a few NULs in its beginning', `${text.slice(0, middle)}${hole(700)}${text.slice(middle)}`],
    ['more NULs in its middle than a line may have', `${text.slice(0, middle)}${hole(200_000)}${text.slice(middle)}`],
    ['NULs at its end', `${text}${hole(5_000)}`],
  ])('is read with %s', async (_what, damaged) => {
    const report = await why(join(folderWith({ 's.log': damaged }), 's.log'));
    expect(report.switches).toMatchObject([{ at: '14:18:25.682', line: 15, cause: 'module-down', detectMs: 30_015 }]);
    expect(report.switches[0]?.evidence).toHaveLength(
      (await why(join(folderWith({ 's.log': text }), 's.log'))).switches[0]?.evidence.length ?? 0,
    );
    expect(report.logs[0]?.remarks).toEqual(damaged.endsWith('\0') ? [] : [expect.stringContaining('NUL bytes')]);
  });

  it('that is nothing but NULs is rejected with what may help', async () => {
    const { problem } = await caught(why(join(folderWith({ 's.log': hole(20_000) }), 's.log')));
    expect(problem).toMatchObject({
      code: 'log-binary',
      why: expect.stringContaining('only NUL'),
      do: expect.stringContaining('previous file'),
    });
  });

  it('whose flight recorder lost lines is replayed from the rest', async () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    const recorded = engine.recording();
    const at = recorded.indexOf('\n', recorded.length / 3) + 1;
    const damaged = `${hole(100)}${recorded.slice(0, at)}${hole(500)}${recorded.slice(at)}`;
    const report = await why(join(folderWith({ 'flight-recorder.jsonl': damaged }), 'flight-recorder.jsonl'));
    expect(report.logs).toMatchObject([{ kind: 'node', unread: 0 }]);
    expect(report.switches).toMatchObject([{ cause: 'notifier-connection-lost' }]);
  });
});

describe('an incident in several pieces of a log', () => {
  const lines = PING.toString().trimEnd().split('\n');
  const [header = ''] = lines;
  const cut = (from: number, to?: number): string =>
    [...(from === 0 ? [] : [header]), ...lines.slice(from, to), ''].join('\n');
  const parts = [cut(0, 6), cut(6, 10), cut(10)];
  const SCHEMES: Readonly<Record<string, readonly [string, string, string]>> = {
    'numbers, the highest is the oldest': ['s.log.2', 's.log.1', 's.log'],
    'packed ones': ['s.log.2.gz', 's.log.1.gz', 's.log'],
    'numbers before the extension, the highest is the newest': ['s.log', 's_1.log', 's_2.log'],
    'numbers before the extension, the highest is the oldest': ['s.2.log', 's.1.log', 's.log'],
    hours: ['s.log-2026113013', 's.log-2026113014', 's.log'],
    'seconds since 1970': ['s.log-1764511200', 's.log-1764514800.gz', 's.log-1764518400'],
    'an old one': ['s.log.1', 's.log.old', 's.log'],
  };

  it.each(Object.entries(SCHEMES).filter(([scheme]) => scheme !== 'an old one'))(
    'is read as if there were one: %s',
    async (_scheme, names) => {
      const packed = names.map((name, index) => [
        name,
        name.endsWith('.gz') ? gzipSync(parts[index] ?? '') : (parts[index] ?? ''),
      ]);
      const folder = folderWith(Object.fromEntries(packed));
      const [whole, cutUp] = [await why(join(folderWith({ 's.log': PING }), 's.log')), await why(folder)];
      const facts = ({ switches, verdict, averted }: WhySwitched): unknown => [
        verdict,
        averted.length,
        switches.map(({ at, cause, firstSymptomAt, detectMs, confidence, evidence }) => [
          ...[at, cause, firstSymptomAt, detectMs, confidence],
          ...evidence.map(({ text }) => text),
        ]),
      ];
      expect(cutUp.logs.map(({ pieces }) => pieces.length)).toEqual([3]);
      expect(facts(cutUp)).toEqual(facts(whole));
      // Also if only the log itself, or any one of its pieces, is named.
      for (const name of names) expect(facts(await why(join(folder, name))), name).toEqual(facts(whole));
    },
  );

  it('is not mixed with the log of another server that has a number in its name', async () => {
    const folder = folderWith({ 'server_1.log': PING, 'server_2.log': PING });
    expect((await why(folder)).logs).toHaveLength(2);
    expect((await why(join(folder, 'server_1.log'))).logs).toHaveLength(1);
  });
});

describe('one piece of a log, named alone', () => {
  const row = (time: string, message: string): string => `${time}\tSwitchoverStates\t${message}\n`;
  const going = (time: string): string =>
    row(
      time,
      '[Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now',
    );
  const day = (date: string, ...rows: readonly string[]): string =>
    `Time\tTopic\tMessage\n${rows.join('').replaceAll('*', date)}`;
  const folder = (): string =>
    folderWith({
      's.log.3': day('2026-11-21', going('* 10:00:00.000')),
      's.log.2': day('2026-11-22', row('* 10:00:00.000', 'nothing'), row('* 23:00:00.000', 'nothing')),
      's.log.1': day(
        '2026-11-23',
        row('* 09:00:00.000', '[Warning] SwitchoverState::StateInit: The companion is active, going to StateBackup'),
        going('* 10:00:00.000'),
      ),
      's.log': day('2026-11-24', going('* 10:00:00.000')),
    });

  it('is what the answer is about, whatever the others have', async () => {
    const report = await whySwitched([join(folder(), 's.log.1')], { all: false });
    expect(report).toMatchObject({ switchesFound: 1, switches: [{ at: '2026-11-23T10:00:00.000', line: 3 }] });
    expect(report.logs[0]?.pieces).toHaveLength(4);
    expect(report.logs[0]?.remarks.join()).toContain('s.log.1 is explained');
    expect(renderWhySwitched(report, { palette: PLAIN, columns: 80 })).toContain('Evidence, in s.log.1\n  line 3');
    const everything = await whySwitched([join(folder(), 's.log')], { all: true });
    expect(everything.switches).toHaveLength(3);
    expect(everything.logs[0]?.remarks).toEqual([]);
  });

  it('may have no switch, and is not said to end with what came later', async () => {
    const report = await whySwitched([join(folder(), 's.log.2')], { all: true });
    expect(report).toMatchObject({ verdict: 'not-switched', switches: [], switchesFound: 0 });
    expect(report.logs[0]?.roles.map(({ at }) => at)).toEqual(['2026-11-21T10:00:00.000']);
  });

  it('gives a time of day its day', async () => {
    const report = await whySwitched([join(folder(), 's.log.1')], { all: true, at: '10:00' });
    expect(report.switches).toMatchObject([{ at: '2026-11-23T10:00:00.000' }]);
  });

  it('has the date of --date in its first row', async () => {
    const undated = (time: string): string => day('', going(time));
    const at = folderWith({
      's.log.2': undated('10:00:00.000'),
      's.log.1': undated('11:00:00.000') + row('01:00:00.000', 'x'),
      's.log': undated('02:00:00.000'),
    });
    const report = await whySwitched([join(at, 's.log.1')], { all: true, date: '2026-11-23' });
    expect(report.switches).toMatchObject([{ at: '2026-11-23T11:00:00.000' }]);
    expect(report.logs).toMatchObject([{ pieces: [join(at, 's.log.1'), join(at, 's.log')] }]);
  });

  it('is read alone if it has no times, so that nothing shows what belongs to it', async () => {
    const at = folder();
    writeFileSync(join(at, 's.log.4'), 'no rows\n');
    const report = await whySwitched([join(at, 's.log.4')], { all: true });
    expect(report).toMatchObject({ verdict: 'undetermined', switches: [], logs: [{ pieces: [join(at, 's.log.4')] }] });
  });

  it('is read with its neighbours only if the others are large', async () => {
    const at = folder();
    const large = 65 * 1024 * 1024;
    for (const name of ['s.log.2', 's.log']) truncateSync(join(at, name), large);
    const { logs } = await findLogs([join(at, 's.log.1')]);
    expect(logs.map(({ pieces }) => pieces.map(({ name }) => name.slice(at.length + 1)))).toEqual([
      ['s.log.2', 's.log.1', 's.log'],
    ]);
  });

  it('must be readable, even if the others are', async () => {
    const at = folder();
    for (const name of ['s.log.4', 's.log-20261125']) {
      writeFileSync(join(at, name), new Uint8Array(99));
      expect((await caught(why(join(at, name)))).problem.code, name).toBe('log-binary');
    }
  });
});

describe('a folder', () => {
  it('is read with everything in it, day by day, with two servers kept apart', async () => {
    const folder = folderWith({
      'alpha/2026-11-23/Switchover.log':
        'Time\tMessage\n23:59:50.000\t[Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.\n',
      'alpha/2026-11-24/Switchover.log':
        'Time\tMessage\n00:00:20.000\t[Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now\n',
      'beta/2026-11-24/Switchover.log': PING,
      'beta/2026-11-24/picture.png': 'x',
      'beta/2026-11-24/Switchover.ininlog_idx': 'x',
    });
    const report = await why(folder);
    expect(report.switches).toMatchObject([
      { at: '2026-11-24T00:00:20.000', detectMs: 30_000, cause: 'notifier-connection-lost' },
      { at: '2026-11-24T14:18:25.682', cause: 'module-down' },
    ]);
    expect(report.leftAside.map(({ file }) => file.split('/').at(-1)).toSorted()).toEqual([
      'Switchover.ininlog_idx',
      'picture.png',
    ]);
    expect(report.logs.map(({ pieces, dateFrom }) => [pieces.length, dateFrom])).toEqual([
      [2, 'folder'],
      [1, 'folder'],
    ]);
  });

  it('whose symbolic links form a loop is read once', async () => {
    const folder = folderWith({ 'a/s.log': PING });
    symlinkSync(folder, join(folder, 'a', 'loop'));
    symlinkSync(join(folder, 'a'), join(folder, 'b'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.log'));
    symlinkSync('self.log', join(folder, 'self.log'));
    expect((await why(folder)).logs).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')('with pipes and sockets in it does not wait for them', async () => {
    const folder = folderWith({ 's.log': PING });
    execFileSync('mkfifo', [join(folder, 'pipe.log')]);
    expect((await why(folder)).switches).toHaveLength(1);
  });

  it.skipIf(process.getuid?.() === 0)('with something in it that may not be read is read without it', async () => {
    const folder = folderWith({ 's.log': PING, 'closed/t.log': LOST, 'u.log': LOST });
    chmodSync(join(folder, 'closed'), 0);
    chmodSync(join(folder, 'u.log'), 0);
    const report = await why(folder);
    chmodSync(join(folder, 'closed'), 0o700);
    expect(report.logs).toHaveLength(1);
  });

  it('of binary logs gets instructions for exporting them', async () => {
    const error = await caught(
      why(folderWith({ 'Switchover.ininlog': Buffer.from('ININ\0\x01\x02\0\0\0log'), 'Switchover.ininlog_idx': '1' })),
    );
    expect(error.problem.code).toBe('log-ininlog');
    expect(error.problem.do).toMatch(/log viewer.*Time, Topic and Message/);
  });

  it.each([
    ['is empty', {}],
    ['contains nothing with the name of a log', { 'a.png': 'x', 'b.exe': 'y' }],
    ['has only an empty log', { 's.log': '' }],
  ])('that %s is rejected', async (_what, files) => {
    expect((await caught(why(folderWith(files)))).problem.code).toBe('no-logs');
  });

  it('with too many files is rejected, and such an archive too', async () => {
    const folder = temporaryFolder();
    for (let each = 0; each < 10_001; each += 1) closeSync(openSync(join(folder, `${each}.png`), 'w'));
    expect((await caught(why(folder))).problem.code).toBe('too-many-files');
    const entries = Array.from({ length: 10_001 }, (_, index) => ({
      name: `${index}.log`,
      bytes: Buffer.from('x'),
      stored: true,
    }));
    const archive = join(folderWith({ 'l.zip': zipOf(entries) }), 'l.zip');
    expect((await caught(why(archive))).problem.code).toBe('too-many-files');
  });
});

describe('our own log', () => {
  const lines = (...messages: readonly string[]): string =>
    [
      'Time\tTopic\tMessage',
      ...messages.map((message, index) => `2026-11-23T00:22:${index + 10}.000Z\tSwitchoverStates\t${message}`),
      '',
    ].join('\n');
  const LOST_LINE = '[Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (main)';
  const GOING =
    '[Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now';
  const pieces = {
    'switchover.log.2': lines('FileMonitor: nothing'),
    'switchover.log.1': lines(LOST_LINE),
    'switchover.log': lines('x', GOING),
  };

  it.each([
    ['by its newest file', (folder: string) => [join(folder, 'switchover.log')]],
    [
      'by all its files, in any order',
      (folder: string) => ['switchover.log', 'switchover.log.2', 'switchover.log.1'].map((name) => join(folder, name)),
    ],
    ['by its folder', (folder: string) => [folder]],
  ])('in several pieces is one log, named %s', async (_how, names) => {
    const report = await why(...names(folderWith(pieces)));
    expect(report.logs).toHaveLength(1);
    expect(report.logs[0]?.pieces).toHaveLength(3);
    expect(report.switches).toMatchObject([{ line: 3, detectMs: 1000 }]);
    expect(report.switches[0]?.file).toMatch(/switchover\.log$/);
    expect(report.switches[0]?.evidence[0]?.file).toMatch(/switchover\.log\.1$/);
  });

  it('is read in the pieces that are named if there are several, and in no others', async () => {
    const folder = folderWith(pieces);
    const report = await why(join(folder, 'switchover.log'), join(folder, 'switchover.log.2'));
    expect(report.logs.map((log) => log.pieces.map((piece) => piece.slice(folder.length + 1)))).toEqual([
      ['switchover.log.2', 'switchover.log'],
    ]);
    const all = await why(join(folder, 'switchover.log.2'), folder);
    expect(all.logs.map((log) => log.pieces.length)).toEqual([3]);
  });

  it('is read as far as possible, and the report says what could not be read', async () => {
    const report = await why(
      join(
        folderWith({
          ...pieces,
          'switchover.log.3': new Uint8Array(99),
          'switchover.log.4.gz': gzipSync('x').subarray(0, 10),
        }),
        'switchover.log',
      ),
    );
    expect(report.switches).toHaveLength(1);
    expect(report.logs[0]?.remarks).toEqual([
      expect.stringContaining('log.4.gz: not read'),
      expect.stringContaining('log.3: not read'),
    ]);
  });
});

describe('a flight recorder', () => {
  const run = () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    return engine;
  };

  it('is read as the log of its server, also in pieces', async () => {
    const lines = run().recording().split('\n');
    const folder = folderWith({
      'flight-recorder.jsonl.1': lines
        .slice(0, 9)
        .map((line) => `${line}\n`)
        .join(''),
      'flight-recorder.jsonl': lines.slice(9).join('\n'),
    });
    const report = await why(folder);
    expect(report.logs).toMatchObject([{ kind: 'node', unread: 0, pieces: [expect.any(String), expect.any(String)] }]);
    expect(report.switches).toMatchObject([{ cause: 'notifier-connection-lost', confidence: 'certain' }]);
  });

  it('beside the log of the same server does not report everything twice', async () => {
    const engine = run();
    const folder = folderWith({ 'switchover.log': engine.text(), 'flight-recorder.jsonl': engine.recording() });
    expect(await why(folder)).toMatchObject({ switches: [{}], logs: [{ kind: 'node' }] });
  });

  const lines = (text: string): readonly string[] => text.trimEnd().split('\n');
  const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
  /** The log up to and including the line of the lost connection, and the number of its lines. */
  const upToLoss = (log: string): number => lines(log).findIndex((line) => line.includes('Lost notifier connection'));

  it.each([
    ['before the failure', (log: string) => lines(log).slice(0, upToLoss(log) - 2)],
    ['in the middle of the failure', (log: string) => lines(log).slice(0, upToLoss(log) + 2)],
    [
      'right before the decision',
      (log: string) =>
        lines(log).slice(
          0,
          lines(log).findIndex((line) => line.includes('going to StatePrimary')),
        ),
    ],
    [
      'nowhere, but lacks what is in between',
      (log: string) => [...lines(log).slice(0, upToLoss(log) - 2), ...lines(log).slice(-1)],
    ],
    [
      'as it should, but begins after the failure',
      (log: string) => [...lines(log).slice(0, 1), ...lines(log).slice(-1)],
    ],
  ])('completes a log that ends %s', async (_where, cut) => {
    const engine = run();
    engine.waits(60_000);
    losesBoth(engine);
    const whole = await why(folderWith({ 'switchover.log': engine.text() }));
    const folder = folderWith({
      'switchover.log': text(cut(engine.text())),
      'flight-recorder.jsonl': engine.recording(),
    });
    const report = await why(folder);
    expect(report.verdict).toBe('switched');
    expect(report.logs).toHaveLength(1);
    const facts = ({ switches }: WhySwitched) =>
      switches.map(({ at, cause, confidence, detectMs, afterwards, evidence }) => ({
        ...{ at, cause, confidence, detectMs, afterwards },
        evidence: evidence.map(({ text: said }) => said),
      }));
    expect(facts(report)).toEqual(facts(whole));
    expect(report.switches[0]?.file).toMatch(/flight-recorder\.jsonl$/);
    expect(report.logs[0]?.remarks.join()).toContain('what it does not have');
  });

  it.each([
    ['the connections came back', 10_000, 'not-switched'],
    ['the reconnect timeout is still running', 0, 'undetermined'],
  ])('completes a log that ends with lost connections: %s', async (_what, after, verdict) => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(5_000);
    if (after > 0) becomesBackup(engine, after);
    const log = text(lines(engine.text()).slice(0, upToLoss(engine.text()) + 2));
    const report = await why(folderWith({ 'switchover.log': log, 'flight-recorder.jsonl': engine.recording() }));
    expect(report).toMatchObject({ verdict, averted: after > 0 ? [{ reason: 'reconnected' }] : [] });
  });

  it('that begins in the middle of a run does not look like a start in the log beside it', async () => {
    const engine = run();
    const snapshot = JSON.stringify({
      ...{ wall: '2026-11-23T00:23:30.000Z', engine: '0.1.0', rules: JSON.parse(lines(engine.recording())[0]!).rules },
      snapshot: engine.state(),
    });
    engine.waits(600_000);
    const log = engine.text();
    const whole = await why(folderWith({ 'switchover.log': log }));
    const report = await why(folderWith({ 'switchover.log': log, 'flight-recorder.jsonl': `${snapshot}\n` }));
    expect(report.logs[0]?.roles.map(({ role }) => role)).toEqual(whole.logs[0]?.roles.map(({ role }) => role));
  });

  it('of another version completes a log that ends before it', async () => {
    const engine = run();
    const log = text(lines(engine.text()).slice(0, upToLoss(engine.text()) - 2));
    const recording = engine.recording().replace(/"rules":"\w+"/g, '"rules":"other"');
    const report = await why(folderWith({ 'switchover.log': log, 'flight-recorder.jsonl': recording }));
    expect(report).toMatchObject({ verdict: 'switched', switches: [{ cause: 'unknown' }] });
  });
});

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  it('is rejected if it is a device', async () => {
    expect((await caught(why('/dev/zero'))).problem.code).toBe('log-is-device');
  });

  it('is rejected if it is a pipe that nothing writes to', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect((await caught(why(pipe))).problem).toMatchObject({
      code: 'log-empty',
      why: expect.stringContaining('nothing writes'),
    });
  });

  it('is read if it is a pipe with a slow writer', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = createWriteStream(pipe, { flags: 'r+' });
    await once(writer, 'open');
    const reading = why(pipe);
    writer.write(PING.subarray(0, 500), () => writer.end(PING.subarray(500)));
    expect((await reading).switches).toHaveLength(1);
  });
});

describe('standard input', () => {
  it.each([
    ['text', PING.toString()],
    ['UTF-8 with its mark', `\ufeff${PING}`],
  ])('is read: %s', async (_what, input) => {
    const { stdout, stderr, code } = await switchover(['why-switched', '-', '--json'], { input });
    expect([stderr, code]).toEqual(['', 0]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'switched', switches: [{ file: 'standard input', line: 15 }] });
  });

  it('is rejected if it is empty', async () => {
    const { stdout, code } = await switchover(['why-switched', '-', '--json'], { input: '' });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'log-empty' } });
    expect(code).toBe(3);
  });

  it('is read together with files', async () => {
    const { stdout } = await switchover(
      ['why-switched', '-', join(SAMPLES, 'notifier-connection-lost.switchover.log'), '--all', '--json'],
      { input: PING.toString() },
    );
    expect(JSON.parse(stdout).logs).toHaveLength(2);
  });
});
