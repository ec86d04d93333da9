/** A log changes while it is read: it is appended to, truncated, moved. Each test changes it at one specific moment. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LogReading } from '../../../src/core/diagnosis/reading.ts';
import { findLogs } from '../../../src/host/logs/find-logs.ts';
import { BLOCK_BYTES, fileSource, type LogSource } from '../../../src/host/logs/log-source.ts';
import { readLog } from '../../../src/host/logs/read-log.ts';
import { caught } from '../../support/caught.ts';
import { ROOT } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PING = readFileSync(join(ROOT, 'test/core/diagnosis/samples/ts-ping-failure.switchover.log'));
const LINES = PING.toString().trimEnd().split('\n').length;
const ROW = '10:00:00.000\tModuleMonitor\tModuleByName::Ping() : Received ping from the TsServer module\n';
const ROWS = 50_000;

/** A switch, followed by several blocks. */
function largeLog(): string {
  const file = join(temporaryFolder(), 's.log');
  writeFileSync(file, Buffer.concat([PING, Buffer.from(ROW.repeat(ROWS))]));
  return file;
}

/** What is read if the log changes after it was found. */
async function readAfter(change: (file: string) => void): Promise<LogReading> {
  const file = largeLog();
  const { logs } = await findLogs([file]);
  change(file);
  return readLog(logs[0]?.pieces ?? [], { date: null });
}

/** What is read if the log changes after its first block was read, and perhaps the second. */
async function readWhile(change: (file: string) => void): Promise<LogReading> {
  const file = largeLog();
  const source = fileSource(file, PING.length + ROWS * ROW.length);
  const changing: LogSource = {
    ...source,
    async *bytes(remark) {
      let isChanged = false;
      for await (const block of source.bytes(remark)) {
        if (!isChanged) change(file);
        isChanged = true;
        yield block;
      }
    },
  };
  return readLog([changing], { date: null });
}

describe('a log that changes after it was found', () => {
  it('is read up to where it ended then, if it grows', async () => {
    const reading = await readAfter((file) => appendFileSync(file, ROW.repeat(100)));
    expect(reading).toMatchObject({ lines: LINES + ROWS, remarks: [], incidents: { switches: [{}] } });
  });

  it('is read as far as it still goes if it is truncated, and the report says so', async () => {
    const reading = await readAfter((file) => truncateSync(file, 100_000));
    expect(reading.lines).toBeLessThan(LINES + ROWS);
    expect(reading).toMatchObject({
      remarks: ['it became shorter while it was being read'],
      incidents: { switches: [{}] },
    });
  });

  it('is empty if all of it was truncated', async () => {
    expect((await caught(readAfter((file) => truncateSync(file, 0)))).problem.code).toBe('log-empty');
  });

  it('is missing if it was moved or deleted', async () => {
    for (const change of [(file: string) => renameSync(file, `${file}.1`), rmSync]) {
      expect((await caught(readAfter(change))).problem.code).toBe('log-missing');
    }
  });

  it('is rejected if a folder replaced it', async () => {
    const change = (file: string): void => {
      rmSync(file);
      mkdirSync(file);
    };
    expect((await caught(readAfter(change))).kind).toBe('unreachable');
  });
});

describe('a log that changes while it is being read', () => {
  it('is read as far as it still goes if it is truncated, and the report says so', async () => {
    const reading = await readWhile((file) => truncateSync(file, BLOCK_BYTES));
    expect(reading.lines).toBeLessThan(LINES + ROWS);
    expect(reading).toMatchObject({
      remarks: ['it became shorter while it was being read'],
      incidents: { switches: [{}] },
    });
  });

  it('is read to its end if it is moved, deleted or replaced meanwhile', async () => {
    const changes = [
      (file: string) => renameSync(file, `${file}.1`),
      rmSync,
      (file: string) => {
        renameSync(file, `${file}.1`);
        writeFileSync(file, 'another log\n');
      },
    ];
    for (const change of changes) {
      expect(await readWhile(change)).toMatchObject({ lines: LINES + ROWS, remarks: [] });
    }
  });

  it('ends where it ended when it was found, however fast it grows', async () => {
    const reading = await readWhile((file) => appendFileSync(file, ROW.repeat(ROWS)));
    expect(reading).toMatchObject({ lines: LINES + ROWS, remarks: [] });
  });
});
