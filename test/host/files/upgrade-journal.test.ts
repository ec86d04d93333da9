import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MOST_EARLIER } from '../../../src/core/runbooks/joined.ts';
import type { Journal } from '../../../src/core/runbooks/journal.ts';
import type { UpgradeJournal } from '../../../src/host/files/upgrade-journal.ts';
import {
  earlierJournals,
  openUpgradeJournal,
  operatorJournalPath,
  readUpgradeJournal,
  renameUnusable,
  serverJournalPath,
} from '../../../src/host/files/upgrade-journal.ts';
import { caught } from '../../support/caught.ts';
import { begunEntry, begunJournal, ended, STOPPED, second, withEntries } from '../../support/journals.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const FIRST = begunJournal('run-1');
const LONGER = withEntries(FIRST, STOPPED, { type: 'resumed', machine: 'desk', pairFile: 'hash' });

async function opened(file: string, pair: string | null = 'test'): Promise<UpgradeJournal> {
  const journal = await openUpgradeJournal(file, pair);
  onTestFinished(() => journal.close());
  return journal;
}

function freshFile(): string {
  return serverJournalPath(temporaryFolder());
}

/** A file with this journal. */
async function written(journal: Journal): Promise<string> {
  const file = freshFile();
  const own = await opened(file);
  await own.append(...journal.run.entries);
  await own.close();
  return file;
}

describe('the journal of an upgrade on disk', () => {
  test('gives back what was written, entry by entry, and is closed to other users', async () => {
    const file = freshFile();
    expect(await readUpgradeJournal(file, 'test')).toBeNull();
    const own = await opened(file);
    expect(own.journal()).toBeNull();
    for (const entry of LONGER.run.entries) await own.append(entry);
    expect(own.journal()).toEqual(LONGER);
    expect((await opened(file)).journal()).toEqual(LONGER);
    expect(await readUpgradeJournal(file, null)).toEqual(LONGER);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toContain('"type":"begun"');
  });

  test('beside a pair file has another name than that of a server in the same folder', () => {
    expect(operatorJournalPath('/srv/pair/A/pair.yaml')).toBe('/srv/pair/A/pair.upgrade.journal');
    expect(serverJournalPath('/srv/pair/A')).toBe('/srv/pair/A/upgrade.journal');
  });

  test('refuses what does not follow, all of it, and goes on', async () => {
    const file = await written(FIRST);
    const own = await opened(file);
    const [, second, third] = LONGER.run.entries;
    const wrong = caught(own.append(second!, { ...third!, number: 7 }));
    expect(await wrong).toMatchObject({
      kind: 'refused',
      problem: { code: 'journal-entry-refused', why: 'entry 7: entry 7 does not follow entry 2', where: file },
    });
    expect(await caught(own.append(begunEntry('run-2')))).toMatchObject({ problem: { code: 'journal-entry-refused' } });
    expect(await readUpgradeJournal(file, 'test')).toEqual(FIRST);
    await own.append(second!, third!);
    expect(await readUpgradeJournal(file, 'test')).toEqual(LONGER);
  });

  test('cut off anywhere in its last line is as it was before that line, and is continued', async () => {
    const whole = readFileSync(await written(withEntries(FIRST, STOPPED)));
    const start = whole.indexOf('\n') + 1;
    for (let length = start; length < whole.length; length += 5) {
      const file = freshFile();
      writeFileSync(file, whole.subarray(0, length));
      const own = await opened(file);
      expect([length, own.fault, own.journal()?.ids]).toEqual([length, null, FIRST.ids]);
      await own.append(LONGER.run.entries[1]!);
      expect((await readUpgradeJournal(file, 'test'))?.ids).toEqual(LONGER.ids.slice(0, 2));
    }
  });

  test('damaged in the middle is kept under another name, and ends before the damage', async () => {
    const file = await written(LONGER);
    const damaged = readFileSync(file, 'utf8').replace('"stopped"', '"stopqed"');
    writeFileSync(file, damaged);
    expect((await readUpgradeJournal(file, 'test'))?.ids).toEqual(FIRST.ids);
    expect(readFileSync(file, 'utf8')).toBe(damaged);
    const own = await opened(file);
    expect(own.journal()).toEqual(FIRST);
    const [kept] = readdirSync(join(file, '..')).filter((name) => name.includes('damaged'));
    expect(own.fault).toContain(kept);
    expect(readFileSync(join(file, '..', kept!), 'utf8')).toBe(damaged);
    await own.append(...LONGER.run.entries.slice(1));
    expect(await opened(file)).toMatchObject({ fault: null });
  });

  test('whose first line is damaged is empty', async () => {
    const file = await written(LONGER);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"begun"', '"began"'));
    const own = await opened(file);
    expect([own.journal(), own.fault]).toEqual([null, expect.stringContaining('only its first 0 lines')]);
    await own.append(...FIRST.run.entries);
    expect(await readUpgradeJournal(file, 'test')).toEqual(FIRST);
  });

  test('of an ended run is kept when the next one begins, and the last of them stay', async () => {
    const file = freshFile();
    const own = await opened(file);
    for (let count = 1; count <= MOST_EARLIER + 3; count++) {
      await own.append(...ended(begunJournal(`run:${count}`, { at: second(count) })).run.entries);
    }
    expect(own.journal()?.run.begun.run).toBe(`run:${MOST_EARLIER + 3}`);
    const earlier = await earlierJournals(file);
    expect(earlier.map(({ journal }) => journal.run.begun.run)).toEqual(
      Array.from({ length: MOST_EARLIER }, (_, index) => `run:${index + 3}`),
    );
    expect(earlier[0]).toMatchObject({ journal: { run: { ended: 'aborted' } } });
    expect(earlier[0]!.path).toBe(join(file, '..', 'upgrade-20260601T000003Z-run_3.journal'));
    expect(readdirSync(join(file, '..'))).toHaveLength(MOST_EARLIER + 1);
  });

  test('of a run that began before all that are kept is kept too when it is set aside', async () => {
    const file = freshFile();
    const own = await opened(file);
    for (let count = 1; count <= MOST_EARLIER + 1; count++) {
      await own.append(...ended(begunJournal(`run-${count}`, { at: second(count) })).run.entries);
    }
    await own.append(...begunJournal('run-99', { at: second(0) }).run.entries);
    const kept = await own.replace(begunJournal('run-100', { at: second(100) }));
    expect((await readUpgradeJournal(kept!, 'test'))?.run.begun.run).toBe('run-99');
    expect(await earlierJournals(file)).toHaveLength(MOST_EARLIER);
  });

  test('that another one replaces is kept, and where the other one continues it nothing has to be', async () => {
    const file = await written(FIRST);
    const own = await opened(file);
    expect(await own.replace(LONGER)).toBeNull();
    expect(await own.replace(LONGER)).toBeNull();
    const apart = withEntries(FIRST, { type: 'stopped', by: 'ben' }, STOPPED, STOPPED);
    const kept = await own.replace(apart);
    expect(await readUpgradeJournal(file, 'test')).toEqual(apart);
    expect(await readUpgradeJournal(kept!, 'test')).toEqual(LONGER);
    const again = withEntries(LONGER, STOPPED, STOPPED);
    expect(await own.replace(again)).not.toBe(kept);
    expect((await earlierJournals(file)).map(({ journal }) => journal)).toEqual(
      expect.arrayContaining([LONGER, apart]),
    );
    await own.append(...withEntries(again, STOPPED).run.entries.slice(-1));
    expect((await readUpgradeJournal(file, 'test'))?.ids).toHaveLength(6);
    expect(await own.replace(begunJournal('run-2'))).toContain('run-1-3.journal');
  });

  test('that is deleted while open is recreated with its full content, and continues', async () => {
    const file = await written(FIRST);
    const own = await opened(file);
    rmSync(file);
    expect(await own.refresh()).toBe('begun-anew');
    await own.append(...LONGER.run.entries.slice(1));
    expect(await readUpgradeJournal(file, 'test')).toEqual(LONGER);
  });

  test('to which another process has written is not overwritten', async () => {
    const file = await written(FIRST);
    const [own, other] = [await opened(file), await opened(file)];
    await other.append(LONGER.run.entries[1]!);
    expect(await caught(own.append(LONGER.run.entries[1]!))).toMatchObject({
      kind: 'unreachable',
      problem: { code: 'journal-not-written', why: 'another process has written to it' },
    });
    expect(own.journal()).toEqual(FIRST);
    await other.append(LONGER.run.entries[2]!);
    expect(await readUpgradeJournal(file, 'test')).toEqual(LONGER);
  });

  test.each<[string, string, string | null, string]>([
    ['another version', 'journal-other-version', 'test', '"version":2'],
    ['another procedure', 'journal-other-version', 'test', '"runbook":"move"'],
    ['another pair', 'journal-other-pair', 'prod', '"version":1'],
  ])('of %s is not used, and nothing is changed', async (_, code, pair, more) => {
    const file = await written(FIRST);
    const changed = { ...FIRST.run.entries[0], ...JSON.parse(`{${more}}`) };
    const { linesOf } = await import('../../../src/host/files/line-journal.ts');
    writeFileSync(file, linesOf([{ entry: changed }]));
    const before = readFileSync(file);
    for (const read of [openUpgradeJournal, readUpgradeJournal]) {
      expect(await caught(read(file, pair))).toMatchObject({ kind: 'refused', problem: { code, where: file } });
    }
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(join(file, '..'))).toEqual(['upgrade.journal']);
    const aside = await renameUnusable(file);
    expect(readFileSync(aside)).toEqual(before);
    expect((await opened(file)).journal()).toBeNull();
  });

  test('whose entries cannot follow each other is not used', async () => {
    const file = await written(FIRST);
    const { linesOf } = await import('../../../src/host/files/line-journal.ts');
    const odd = { number: 2, at: second(1), by: 'ann', type: 'ended', outcome: 'finished' };
    appendFileSync(file, linesOf([{ entry: odd }]));
    expect(await caught(openUpgradeJournal(file, 'test'))).toMatchObject({
      kind: 'unreachable',
      problem: { code: 'journal-unreadable', why: expect.stringContaining('entry 2') },
    });
  });

  test('that cannot be opened is refused with its place', async () => {
    const file = freshFile();
    mkdirSync(file);
    for (const read of [openUpgradeJournal, readUpgradeJournal]) {
      expect(await caught(read(file, 'test'))).toMatchObject({
        kind: 'unreachable',
        problem: { code: 'journal-unusable', where: file },
      });
    }
  });

  test('is not lost if the earlier one cannot be kept', async () => {
    const file = await written(ended(FIRST));
    const own = await opened(file);
    mkdirSync(join(file, '..', 'upgrade-20260601T000000Z-run-1.journal'));
    expect(await caught(own.append(begunEntry('run-2')))).toMatchObject({ problem: { code: 'journal-not-written' } });
    expect(await readUpgradeJournal(file, 'test')).toEqual(ended(FIRST));
    expect(await earlierJournals(file)).toEqual([]);
  });
});

test('a confirmed entry of an upgrade survives kill -9 of its writer, also between two runs, 12 times in a row', async () => {
  const folder = temporaryFolder();
  const file = serverJournalPath(folder);
  const script = join(import.meta.dirname, '..', '..', 'processes', 'upgrade-journal-writer.ts');
  let before = [0, 0];
  for (let round = 1; round <= 12; round += 1) {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    const exited = once(child, 'close');
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      // In another place of the work each time.
      if (said.split('\n').length > round * 2) child.kill('SIGKILL');
    });
    await exited;
    const [run = 0, number = 0] = said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1)!.split(' ').map(Number);
    const own = await openUpgradeJournal(file, 'test');
    await own.close();
    expect(own.fault).toBeNull();
    const found = [Number(own.journal()!.run.begun.run.slice('run-'.length)), own.journal()!.ids.length];
    const order = ([one = 0, two = 0]: readonly number[]): number => one * 100 + two;
    expect(order([run, number])).toBeGreaterThan(order(before));
    expect(order(found)).toBeGreaterThanOrEqual(order([run, number]));
    const earlier = (await earlierJournals(file)).map(({ journal }) => journal);
    const previous = earlier.filter((each) => each.run.begun.run !== own.journal()!.run.begun.run);
    expect(previous.every((each) => each.run.ended === 'aborted')).toBe(true);
    expect(previous.at(-1)?.run.begun.run).toBe(found[0]! > 1 ? `run-${found[0]! - 1}` : undefined);
    before = [run, number];
  }
});
