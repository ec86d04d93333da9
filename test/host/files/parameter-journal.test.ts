/** `parameters.journal` as earlier versions wrote it: read once, and renamed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY } from '../../../src/core/parameter-history/history.ts';
import { linesOf } from '../../../src/host/files/line-journal.ts';
import { readParameterJournal } from '../../../src/host/files/parameter-journal.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { WRITTEN, writtenCheckpoint, writtenEntry } from '../../support/written-journals.ts';

const TIMEOUT = 'Switchover TS Timeout';

const TWO = [
  writtenEntry(0, writtenCheckpoint(1, { [TIMEOUT]: 20 })),
  writtenEntry(1, writtenCheckpoint(2, { [TIMEOUT]: null, MirrorExceptions: 'é' }, { by: 'bob', reason: 'slow' })),
];

function folderWith(...lines: Parameters<typeof linesOf>[0]): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'parameters.journal'), linesOf(lines));
  return folder;
}

async function read(...lines: Parameters<typeof linesOf>[0]) {
  return (await readParameterJournal(folderWith(...lines))).history;
}

describe('a journal of parameters', () => {
  it('that is not there is empty, and nothing is made', async () => {
    const folder = temporaryFolder();
    expect(await readParameterJournal(folder)).toMatchObject({ history: EMPTY, fault: null, isNew: false });
    expect(existsSync(join(folder, 'parameters.journal'))).toBe(false);
  });

  it('gives back the checkpoints that were written', async () => {
    const folder = folderWith(...TWO);
    expect(await readParameterJournal(folder)).toMatchObject({
      isNew: true,
      fault: null,
      history: {
        base: { number: 0, values: {} },
        values: { MirrorExceptions: 'é' },
        checkpoints: [
          { number: 1, term: 1, by: 'ann', to: { [TIMEOUT]: 20 } },
          { number: 2, by: 'bob', reason: 'slow', request: 'request-2', made: { is: 'set' } },
        ],
        aside: [],
      },
    });
  });

  it('renamed after its import is still read, and not new', async () => {
    const folder = folderWith(...TWO);
    const journal = await readParameterJournal(folder);
    await journal.retire();
    expect(existsSync(join(folder, 'parameters.journal'))).toBe(false);
    expect(await readParameterJournal(folder)).toMatchObject({ history: journal.history, fault: null, isNew: false });
  });

  it('that was written as a whole has its base, and what was set aside', async () => {
    const set = writtenCheckpoint(6, { [TIMEOUT]: 30 });
    const snapshot = {
      base: { number: 5, id: 'id-5', values: { [TIMEOUT]: 20 } },
      checkpoints: [set],
      aside: [{ at: WRITTEN.at, checkpoint: writtenCheckpoint(5, { [TIMEOUT]: 25 }) }],
    };
    const { id: _id, ...checkpoint } = set;
    expect(await read({ snapshot })).toEqual({
      base: { number: 5, values: { [TIMEOUT]: 20 } },
      checkpoints: [checkpoint],
      values: { [TIMEOUT]: 30 },
      aside: [{ at: WRITTEN.at, checkpoint: expect.objectContaining({ number: 5, to: { [TIMEOUT]: 25 } }) }],
    });
  });

  it('has what was replaced after a position set aside, and what replaced it', async () => {
    const other = writtenCheckpoint(2, { [TIMEOUT]: 40 }, { id: 'other', term: 2 });
    expect(await read(...TWO, writtenEntry(1, other))).toMatchObject({
      values: { [TIMEOUT]: 40 },
      checkpoints: [{ number: 1 }, { number: 2, term: 2 }],
      aside: [{ at: WRITTEN.at, checkpoint: { number: 2, by: 'bob' } }],
    });
  });

  it('replaced from its beginning has only the new base', async () => {
    const base = { number: 9, id: 'id-9', values: { MirrorExceptions: 'txt' } };
    const history = await read(...TWO, {
      entry: { ...WRITTEN, base, after: { number: 9, id: 'id-9' }, checkpoints: [] },
    });
    expect(history).toMatchObject({ base: { number: 9 }, values: { MirrorExceptions: 'txt' }, checkpoints: [] });
    expect(history.aside.map(({ checkpoint }) => checkpoint.number)).toEqual([1, 2]);
  });

  it.each<[what: string, line: object]>([
    ['follows something else', writtenEntry(7, writtenCheckpoint(8, {}))],
    ['leaves a gap', writtenEntry(2, writtenCheckpoint(4, {}))],
    ['has a checkpoint that cannot be read', writtenEntry(2, { ...writtenCheckpoint(3, {}), at: 'yesterday' })],
    ['is something else', { other: 1 }],
  ])('ends before a line that %s, and says so', async (_what, line) => {
    const folder = folderWith(...TWO, line as never, writtenEntry(2, writtenCheckpoint(3, { [TIMEOUT]: 50 })));
    const { history, fault } = await readParameterJournal(folder);
    expect(history.checkpoints.map(({ number }) => number)).toEqual([1, 2]);
    expect(fault).toBe(`only the first 2 lines of ${join(folder, 'parameters.journal')} can be read`);
  });

  it('cut off in its last line is as it was before that line', async () => {
    const folder = folderWith(...TWO);
    const file = join(folder, 'parameters.journal');
    writeFileSync(file, readFileSync(file).subarray(0, -9));
    const { history, fault } = await readParameterJournal(folder);
    expect([history.checkpoints.length, fault]).toEqual([1, null]);
  });

  it('takes a kind of change that a later version has for an ordinary one', async () => {
    const [checkpoint] = (await read(writtenEntry(0, writtenCheckpoint(1, {}, { made: { is: 'merge' } })))).checkpoints;
    expect(checkpoint?.made).toEqual({ is: 'set' });
  });

  it('leaves out names and characters that cannot stand in the tree', async () => {
    const to = { 'a\\b': 1, ' c': 2, MirrorExceptions: 'a\0b\ud800c' };
    expect((await read(writtenEntry(0, writtenCheckpoint(1, to)))).values).toEqual({
      MirrorExceptions: 'a\ufffdb\ufffdc',
    });
  });

  it('that cannot be read is refused with its place', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'parameters.journal'));
    expect(await caught(readParameterJournal(folder))).toMatchObject({
      kind: 'unreachable',
      problem: { code: 'parameters-unusable', where: join(folder, 'parameters.journal') },
    });
  });
});
