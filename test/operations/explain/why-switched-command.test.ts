import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whySwitched } from '../../../src/operations/explain/why-switched.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { ROOT, switchover } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const cwd = join(ROOT, 'test', 'core', 'diagnosis', 'samples');
const SUCCESS = ['switchover', 'notifier', 'tsserver'].map((kind) => `ts-ping-success.${kind}.log`);

describe('switchover why-switched', () => {
  it('answers in its first line, with exit code 0', async () => {
    const { stdout, stderr, code } = await switchover(['why-switched', 'ts-ping-failure.switchover.log'], { cwd });
    expect(stdout.split('\n')[0]).toBe('SWITCHED at 14:18:25.682: TsServer on the active server did not answer');
    expect([stderr, code]).toEqual(['', 0]);
  });

  it('prints one JSON document and nothing else', async () => {
    const { stdout, stderr, code } = await switchover(['why-switched', '--json', ...SUCCESS], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'not-switched',
      switches: [],
      averted: [],
      logs: [{ kind: 'switchover' }, { kind: 'notifier', offsetMs: 51, offsetWithinMs: 1 }, { kind: 'tsserver' }],
    });
    expect([stderr, code]).toEqual(['', 0]);
  });

  it('exits with 1 if the logs do not show the answer', async () => {
    const { stdout, code } = await switchover(['why-switched', 'ts-ping-success.tsserver.log'], { cwd });
    expect(stdout).toMatch(/^CANNOT TELL: /);
    expect(code).toBe(1);
  });

  it('exits with 3 if a log is missing, in JSON too', async () => {
    const { stdout, code } = await switchover(['why-switched', '--json', 'nothing.log'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'log-missing', where: 'nothing.log' } });
    expect(code).toBe(3);
  });

  it('exits with 2 if no log is given, without waiting for standard input', async () => {
    const { code, stderr } = await switchover(['why-switched'], { cwd });
    expect(stderr).toContain('LOG');
    expect(code).toBe(2);
  });
});

describe('a range of time', () => {
  const LOST = ['why-switched', 'notifier-connection-lost.switchover.log'];

  it.each([
    [['--at', '9:00'], 'SWITCHED at 08:59:50.125', 0],
    [['--since', '08:59', '--until', '09:00'], 'SWITCHED at 08:59:50.125', 0],
    [['--until', '08:59:30'], 'NO SWITCH in this log until 08:59:30', 0],
    [['--at', '15:00'], 'CANNOT TELL: notifier-connection-lost.switchover.log covers 08:59:20.000', 1],
    [['--date', '2026-11-23', '--at', '2026-11-23T09:00'], 'SWITCHED at 2026-11-23 08:59:50.125', 0],
  ])('is answered: %j', async (flags, begin, exit) => {
    const { stdout, stderr, code } = await switchover([...LOST, ...flags], { cwd });
    expect(stdout.split('\n').slice(0, 2).join(' ')).toContain(begin);
    expect([stderr, code]).toEqual(['', exit]);
  });

  it.each([
    [['--at', 'noon'], 'time-not-understood'],
    [['--since', '03/04/2026'], 'time-not-understood'],
    [['--date', '03/04/2026'], 'date-not-understood'],
    [['--at', '9:00', '--since', '8:00'], 'range-twice'],
    [['--at', '2026-11-23T09:00'], 'time-has-date'],
    [['--at', '2026-11-23T09:00Z', '--date', '2026-11-23'], 'time-has-zone'],
  ])('that does not fit is rejected with what to do: %j', async (flags, expected) => {
    const { stdout, code } = await switchover([...LOST, ...flags, '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: expected, do: expect.stringMatching(/./) } });
    expect(code).toBe(2);
  });
});

describe('switchover why-switched --html', () => {
  it('writes the page besides the answer, and says where it is', async () => {
    const file = join(temporaryFolder(), 'why.html');
    const args = ['why-switched', 'ts-ping-failure.switchover.log', '--html', file];
    const { stdout, stderr, code } = await switchover(args, { cwd });
    expect(stdout).toMatch(/^SWITCHED at 14:18:25\.682/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`The page was written to ${file}`);
    expect([stderr, code]).toEqual(['', 0]);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    const again = await switchover([...args, '--json'], { cwd });
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'switched', html: file });
  });

  it('does not overwrite a log that is given by mistake, and rejects it before reading anything', async () => {
    const log = join(temporaryFolder(), 'switchover.log');
    copyFileSync(join(cwd, 'ts-ping-failure.switchover.log'), log);
    const before = readFileSync(log, 'utf8');
    const { stdout, stderr, code } = await switchover(['why-switched', log, '--html', log]);
    expect(code).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain('was not written');
    expect(readFileSync(log, 'utf8')).toBe(before);
  });
});

describe('the text', () => {
  const samples = [
    ['ts-ping-failure.switchover.log'],
    ['notifier-connection-lost.switchover.log'],
    ['ts-ping-failure-older-dialect.switchover.log'],
    ['internal-switch-request.switchover.log'],
    ['nettest-parameters-backup-a.switchover.log'],
    SUCCESS,
  ].map((names) => names.map((name) => join(cwd, name)));

  it.each(samples)('of %s keeps to the width, except for wider words', async (...names) => {
    const report = await whySwitched(names, { all: false });
    for (const columns of [60, 80, 200]) {
      for (const line of renderWhySwitched(report, { palette: PLAIN, columns }).split('\n')) {
        const widest = Math.max(
          ...line
            .trim()
            .split(' ')
            .map((word) => word.length),
        );
        if (widest < columns - 30) expect(line.length, line).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('warns at the top that two servers may be active if the log does not show otherwise', async () => {
    const report = await whySwitched([join(cwd, 'notifier-connection-lost.switchover.log')], { all: false });
    const [head] = renderWhySwitched(report, { palette: PLAIN, columns: 200 }).split('\n\nTimeline');
    expect(head).toContain('two servers may be active');
  });

  it('shows no control characters from a log', async () => {
    const report = await whySwitched([join(cwd, 'internal-switch-request.switchover.log')], { all: false });
    const evil = { ...report, undetermined: ['\u001b[2J\u0007'], verdict: 'undetermined' as const };
    expect(renderWhySwitched(evil, { palette: PLAIN, columns: 80 })).not.toContain('\u001b');
  });
});
