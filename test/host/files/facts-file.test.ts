import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SwitchoverError } from '../../../src/core/problem.ts';
import type { MachineFacts } from '../../../src/core/protocol/machine-facts.ts';
import { readFactsFile } from '../../../src/host/files/facts-file.ts';
import { machineFacts } from '../../../src/host/process/machine-facts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const facts = (): Promise<MachineFacts> =>
  machineFacts({
    running: false,
    pair: 'demo',
    server: { letter: 'A', name: 'alpha' },
    release: null,
    switchover: '0.1.0',
    service: null,
    dataFolder: null,
  });

function fileOf(content: string | Buffer): string {
  const file = join(temporaryFolder(), 'facts.json');
  writeFileSync(file, content);
  return file;
}

async function problemOf(file: string): Promise<SwitchoverError> {
  const error = await readFactsFile(file).catch((reason: unknown) => reason);
  if (error instanceof SwitchoverError) return error;
  throw new Error('nothing was wrong with it');
}

test('a file that facts --local wrote is read as it is, also as PowerShell redirects it', async () => {
  const written = await facts();
  const text = JSON.stringify(written, null, 2);
  expect(await readFactsFile(fileOf(text))).toEqual(written);
  expect(await readFactsFile(fileOf(`\ufeff${text}`))).toEqual(written);
  expect(await readFactsFile(fileOf(Buffer.from(`\ufeff${text}\r\n`, 'utf16le')))).toEqual(written);
  expect(await readFactsFile(fileOf(JSON.stringify({ ...written, later: 1 })))).toEqual(written);
});

test.each([
  ['nothing', '', 'facts-not-json', 'it is empty'],
  ['text', 'System  Debian', 'facts-not-json', 'JSON'],
  ['bytes', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'facts-not-json', 'encoded'],
  ['a list', '[]', 'facts-invalid', 'expected object'],
  ['null', 'null', 'facts-invalid', 'expected object'],
  ['no facts', '{"pair":"demo"}', 'facts-invalid', ''],
  ['facts of a later version', '{"version":2}', 'facts-version', 'version 2, and this command reads version 1'],
])('%s is refused, with the file, the reason and the command that writes one', async (_what, content, code, why) => {
  const file = fileOf(content);
  const { kind, problem } = await problemOf(file);
  expect(kind).toBe('usage');
  expect(problem).toMatchObject({ code, where: file });
  expect(problem.why).toContain(why);
  expect(problem.do).toContain('switchover facts --local --json');
});

test('every wrong field is named', async () => {
  const wrong = { ...(await facts()), computer: 5, uptimeMs: 'long', clock: { timeZone: null, offsetMinutes: 9_999 } };
  const { problem, also } = await problemOf(fileOf(JSON.stringify(wrong)));
  const fields = [problem, ...also].map(({ what }) => what.split(' ')[0]);
  expect(fields).toEqual(['computer', 'uptimeMs', 'clock.offsetMinutes']);
});

test('a file that is missing, a folder or much too large is refused', async () => {
  const folder = temporaryFolder();
  expect((await problemOf(join(folder, 'none.json'))).problem.code).toBe('file-missing');
  expect((await problemOf(folder)).problem.code).toBe('file-is-folder');
  expect((await problemOf(fileOf(' '.repeat(2 * 1024 * 1024)))).problem).toMatchObject({
    code: 'facts-not-json',
    why: expect.stringContaining('longer'),
  });
});
