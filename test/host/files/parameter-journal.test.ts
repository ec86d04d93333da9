import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Checkpoint, History } from '../../../src/core/parameter-history/history.ts';
import { EMPTY, lastOf, nextEntry } from '../../../src/core/parameter-history/history.ts';
import type { ParameterJournal } from '../../../src/host/files/parameter-journal.ts';
import { openParameterJournal } from '../../../src/host/files/parameter-journal.ts';
import { temporaryPath } from '../../../src/host/files/temporary-files.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TIMEOUT = 'Switchover TS Timeout';

async function change(
  journal: ParameterJournal,
  to: Checkpoint['to'],
  more: Partial<Checkpoint> = {},
): Promise<History> {
  const { number } = lastOf(journal.history());
  const entry = nextEntry(journal.history(), {
    id: `id-${number + 1}`,
    term: 1,
    at: '2026-07-01T10:00:00.000Z',
    by: 'ann',
    reason: 'a test',
    made: { is: 'set' },
    request: null,
    to,
    ...more,
  });
  return journal.append(entry);
}

/** A folder in whose file these were written, one after the other. */
async function written(...changes: readonly Checkpoint['to'][]): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder();
  const journal = await openParameterJournal(folder);
  for (const to of changes) await change(journal, to);
  await journal.close();
  return { folder, file: join(folder, 'parameters.journal') };
}

async function reopened(folder: string): Promise<{ history: History; fault: string | null }> {
  const journal = await openParameterJournal(folder);
  await journal.close();
  return { history: journal.history(), fault: journal.fault };
}

describe('the journal of parameters', () => {
  test('of a new server is empty, and closed to other users', async () => {
    const { folder, file } = await written();
    expect(await reopened(folder)).toEqual({ history: EMPTY, fault: null });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('that is deleted while open is recreated with its full content, and continues', async () => {
    const folder = temporaryFolder();
    const journal = await openParameterJournal(folder);
    await change(journal, { [TIMEOUT]: 20 });
    expect(await journal.refresh()).toBe('same');
    rmSync(journal.path);
    expect(await journal.refresh()).toBe('begun-anew');
    expect((await reopened(folder)).history).toEqual(journal.history());
    await change(journal, { [TIMEOUT]: 21 });
    expect((await reopened(folder)).history).toEqual(journal.history());
    await journal.close();
  });

  test('that lost its end before it was deleted still reports that when it is created again', async () => {
    const { folder, file } = await written({ [TIMEOUT]: 20 }, { [TIMEOUT]: 30 }, { [TIMEOUT]: 40 });
    writeFileSync(file, readFileSync(file, 'utf8').replace(`:30`, `:31`));
    const journal = await openParameterJournal(folder);
    rmSync(file);
    await journal.refresh();
    await journal.close();
    const next = await openParameterJournal(folder);
    expect(next.shortened).toBe(true);
    await change(next, { [TIMEOUT]: 50 });
    rmSync(file);
    await next.refresh();
    await next.close();
    const last = await openParameterJournal(folder);
    expect(last.shortened).toBe(false);
    await last.close();
  });

  test('that was replaced by another file leaves that one alone, and is reported as lost', async () => {
    const journal = await openParameterJournal(temporaryFolder());
    rmSync(journal.path);
    writeFileSync(journal.path, 'another');
    expect(await journal.refresh()).toBe('lost');
    expect(readFileSync(journal.path, 'utf8')).toBe('another');
    await journal.close();
  });

  test('gives back what was written, and a person can read it', async () => {
    const { folder, file } = await written({ [TIMEOUT]: 20 }, { [TIMEOUT]: null, MirrorExceptions: 'é' });
    const { history } = await reopened(folder);
    expect([history.values, lastOf(history).number]).toEqual([{ MirrorExceptions: 'é' }, 2]);
    expect(history.checkpoints[0]).toMatchObject({ by: 'ann', reason: 'a test', to: { [TIMEOUT]: 20 } });
    expect(readFileSync(file, 'utf8')).toContain(`"${TIMEOUT}":20`);
  });

  test('keeps what was set aside', async () => {
    const { folder } = await written({ [TIMEOUT]: 20 }, { [TIMEOUT]: 30 });
    const journal = await openParameterJournal(folder);
    const after = { number: 1, id: 'id-1' };
    const at = '2026-07-01T11:00:00.000Z';
    await journal.append({ at, base: null, after, checkpoints: [] });
    await journal.close();
    const { history } = await reopened(folder);
    expect(history.values).toEqual({ [TIMEOUT]: 20 });
    expect(history.aside).toMatchObject([{ at, checkpoint: { number: 2, to: { [TIMEOUT]: 30 } } }]);
  });

  test('takes no entry that follows something else, and goes on', async () => {
    const { folder } = await written({ [TIMEOUT]: 20 });
    const journal = await openParameterJournal(folder);
    const entry = { at: '2026-07-01T11:00:00.000Z', base: null, after: { number: 7, id: 'x' }, checkpoints: [] };
    await expect(journal.append(entry)).rejects.toThrow('after 7');
    await change(journal, { [TIMEOUT]: 25 });
    await journal.close();
    expect((await reopened(folder)).history.values).toEqual({ [TIMEOUT]: 25 });
  });

  test('cut off anywhere in its last line is as it was before that line, and is written on', async () => {
    const { file } = await written({ [TIMEOUT]: 20 }, { [TIMEOUT]: 30 });
    const whole = readFileSync(file);
    const first = whole.indexOf('\n') + 1;
    for (let length = first; length < whole.length; length += 7) {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'parameters.journal'), whole.subarray(0, length));
      const journal = await openParameterJournal(folder);
      expect([length, journal.fault, journal.history().values]).toEqual([length, null, { [TIMEOUT]: 20 }]);
      await change(journal, { [TIMEOUT]: 40 });
      await journal.close();
      expect((await reopened(folder)).history.values).toEqual({ [TIMEOUT]: 40 });
    }
  });

  test('whose last line came to the disk in part is as it was before', async () => {
    const { folder, file } = await written({ [TIMEOUT]: 20 });
    appendFileSync(file, `${'\0'.repeat(300)}\n`);
    expect(await reopened(folder)).toMatchObject({ history: { values: { [TIMEOUT]: 20 } }, fault: null });
  });

  test('damaged in the middle keeps the original under another name, reports it, and continues with what can be read', async () => {
    const { folder, file } = await written({ [TIMEOUT]: 20 }, { [TIMEOUT]: 30 }, { [TIMEOUT]: 40 });
    const damaged = readFileSync(file, 'utf8').replace(`:30`, `:31`);
    writeFileSync(file, damaged);
    const journal = await openParameterJournal(folder);
    expect([journal.history().values, lastOf(journal.history()).number]).toEqual([{ [TIMEOUT]: 20 }, 1]);
    const [kept] = readdirSync(folder).filter((name) => name.includes('damaged'));
    expect(journal.fault).toContain(kept);
    expect(journal.shortened).toBe(true);
    expect(readFileSync(join(folder, kept!), 'utf8')).toBe(damaged);
    await change(journal, { [TIMEOUT]: 50 });
    await journal.close();
    expect(await reopened(folder)).toMatchObject({ history: { values: { [TIMEOUT]: 50 } }, fault: null });
  });

  test('that lost its end reports it until something is added, even after a rewrite', async () => {
    const { folder, file } = await written({ [TIMEOUT]: 20 }, { [TIMEOUT]: 30 }, { [TIMEOUT]: 40 });
    const isShortened = async (): Promise<boolean> => {
      const journal = await openParameterJournal(folder);
      await journal.close();
      return journal.shortened;
    };
    expect(await isShortened()).toBe(false);
    writeFileSync(file, readFileSync(file, 'utf8').replace(`:30`, `:31`));
    expect([await isShortened(), await isShortened()]).toEqual([true, true]);
    const journal = await openParameterJournal(folder);
    await change(journal, { [TIMEOUT]: 50 });
    await journal.close();
    expect(await isShortened()).toBe(false);
  });

  test('that has grown long is rewritten, and nothing is lost', async () => {
    const folder = temporaryFolder();
    const journal = await openParameterJournal(folder, 20_000);
    const sizes: number[] = [];
    for (let value = 1; value <= 60; value++) {
      await change(journal, { [TIMEOUT]: value, MirrorExceptions: String(value).repeat(500) });
      sizes.push(statSync(join(folder, 'parameters.journal')).size);
    }
    await journal.close();
    expect(sizes.some((size, at) => at > 0 && size < sizes[at - 1]!)).toBe(true);
    const { history, fault } = await reopened(folder);
    expect([fault, history.checkpoints.length, lastOf(history).number]).toEqual([null, 60, 60]);
    expect(history).toEqual(journal.history());
    expect(readdirSync(folder)).toEqual(['parameters.journal']);
  });

  test('that was rewritten because it was long has not lost its end', async () => {
    const folder = temporaryFolder();
    const journal = await openParameterJournal(folder, 1);
    await change(journal, { [TIMEOUT]: 20 });
    await journal.close();
    const next = await openParameterJournal(folder);
    expect([next.shortened, next.history()]).toEqual([false, journal.history()]);
    await next.close();
  });

  test('left half made by a process that died is not taken for the real one', async () => {
    const { folder } = await written({ [TIMEOUT]: 20 });
    writeFileSync(temporaryPath(folder), 'half of i');
    expect((await reopened(folder)).history.values).toEqual({ [TIMEOUT]: 20 });
  });

  test('that cannot be opened is refused with its place', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'parameters.journal'));
    expect(await caught(openParameterJournal(folder))).toMatchObject({
      kind: 'unreachable',
      problem: { code: 'parameters-unusable', where: join(folder, 'parameters.journal') },
    });
  });

  test('that was emptied is empty', async () => {
    const { folder, file } = await written({ [TIMEOUT]: 20 });
    truncateSync(file, 0);
    expect(await reopened(folder)).toEqual({ history: EMPTY, fault: null });
  });
});

test('a confirmed checkpoint survives kill -9 of its writer, also while the file is written anew, 12 times in a row', async () => {
  const folder = temporaryFolder();
  const script = join(import.meta.dirname, '..', '..', 'processes', 'parameter-writer.ts');
  let highest = 0;
  for (let round = 1; round <= 12; round += 1) {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    const exited = once(child, 'close');
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      // In another place of the work each time.
      if (said.split('\n').length > round * 3) child.kill('SIGKILL');
    });
    await exited;
    const confirmed = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
    const { history, fault } = await reopened(folder);
    const { number } = lastOf(history);
    expect(fault).toBeNull();
    expect(confirmed).toBeGreaterThan(highest);
    expect(number).toBeGreaterThanOrEqual(confirmed);
    expect(history.values['Switchover TS Timeout']).toBe(number);
    expect(history.checkpoints.map((each) => each.number)).toEqual(Array.from({ length: number }, (_, at) => at + 1));
    highest = number;
  }
});
