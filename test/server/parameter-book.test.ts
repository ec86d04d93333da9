/** The parameters of one server when something goes wrong: a disk that refuses, rows that come one by one. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LogLine } from '../../src/core/engine/effect.ts';
import type { Place, State } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import type { ChangeRequest } from '../../src/core/parameter-history/change.ts';
import { writesOf } from '../../src/core/parameter-history/entries.ts';
import type { History } from '../../src/core/parameter-history/history.ts';
import { LARGEST_VALUES } from '../../src/core/parameter-history/history.ts';
import type { TreeEntry } from '../../src/core/tree/entry.ts';
import { linesOf } from '../../src/host/files/line-journal.ts';
import { readParameterJournal } from '../../src/host/files/parameter-journal.ts';
import type { ParameterBook } from '../../src/server/parameters/book.ts';
import { createParameterBook, markOf } from '../../src/server/parameters/book.ts';
import type { ParameterChanges } from '../../src/server/parameters/changes.ts';
import { createParameterChanges } from '../../src/server/parameters/changes.ts';
import { selfOf } from '../support/engine-server.ts';
import { historyWith, made } from '../support/histories.ts';
import type { MemoryTree } from '../support/memory-tree.ts';
import { memoryTree } from '../support/memory-tree.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writtenCheckpoint, writtenEntry } from '../support/written-journals.ts';

const TIMEOUT = 'Switchover TS Timeout';
const CHANGE = { at: '2026-07-01T12:00:00.000Z', by: 'ann' };

interface Parameters {
  readonly tree: MemoryTree;
  readonly book: ParameterBook;
  readonly changes: ParameterChanges;
  readonly log: () => string;
}

async function parameters(
  place: Place,
  { folder = temporaryFolder(), firstValues = {} as object, tree = memoryTree() } = {},
): Promise<Parameters> {
  const ROLE = { role: 'primary', lastPrimaryTerm: 1, highestTerm: 1, switched: [] } as const;
  const state: State = { ...initialState(selfOf('A'), ROLE, 'automatic', 0), place };
  const lines: LogLine[] = [];
  const log = (line: LogLine): void => void lines.push(line);
  const book = createParameterBook({
    ...{ letter: 'A', tree, firstValues, log },
    journal: await readParameterJournal(folder),
    isServing: () => place === 'primary.serving',
    changed: () => undefined,
  });
  onTestFinished(book.close);
  const facts = { servers: {}, pairFile: 'pair.yaml' };
  const changes = createParameterChanges({ book, tree, facts, firstValues, state: () => state, log });
  return { tree, book, changes, log: () => lines.map(({ level, text }) => `${level} ${text}`).join('\n') };
}

function setting(value: number | string, id = `set-${value}`): ChangeRequest {
  const wish = { is: 'set', values: { [TIMEOUT]: value } } as const;
  return { id, reason: null, dryRun: false, wish, expected: {}, after: null };
}

/** The rows of a history, as an active server under term 2 sends them. */
function rowsOf(history: History) {
  return writesOf(new Map(), history, CHANGE).map(({ key, content }, index) => ({
    key,
    position: { term: 2, number: index + 1 },
    content: content as TreeEntry,
  }));
}

test('a change that cannot be written changes nothing, and is made when it is repeated', async () => {
  const { tree, book, changes, log } = await parameters('primary.serving');
  await changes.change(setting(11), 'ann');
  tree.fault = 'the disk is full';
  const reply = await changes.change(setting(12), 'ann');
  expect(reply).toMatchObject({
    accepted: false,
    kind: 'unreachable',
    problems: [{ code: 'parameters-not-written', why: 'the disk is full' }],
  });
  expect(book.history().values).toEqual({ [TIMEOUT]: 11 });
  expect(log()).toContain('error SwitchoverMain::Parameters : cannot write a change: the disk is full');
  tree.fault = null;
  expect(await changes.change(setting(12), 'ann')).toMatchObject({ checkpoint: 3, replicated: false });
  tree.acknowledged = 9;
  expect(await changes.change(setting(12), 'ann')).toMatchObject({ checkpoint: 3, replicated: true });
});

test('a first checkpoint that could not be written comes before the first change that can', async () => {
  const { tree, book, changes } = await parameters('primary.serving', { firstValues: { MirrorExceptions: 'txt' } });
  tree.fault = 'the disk is full';
  changes.begin();
  await book.inTurn(async () => undefined);
  expect([book.isInTree(), book.inForce()]).toEqual([false, { MirrorExceptions: 'txt' }]);
  tree.fault = null;
  await changes.change(setting(12), 'ann');
  expect(book.history().checkpoints).toMatchObject([
    { number: 1, made: { is: 'first' }, to: { MirrorExceptions: 'txt' } },
    { number: 2, to: { [TIMEOUT]: 12 } },
  ]);
});

test('more values in the pair file than the tree can have are not taken over, and nothing is made without them', async () => {
  const { book, changes, log } = await parameters('primary.serving', {
    firstValues: { MirrorExceptions: 'x'.repeat(LARGEST_VALUES) },
  });
  expect(await changes.change(setting(12), 'ann')).toMatchObject({
    accepted: false,
    problems: [
      { why: expect.stringMatching(/^the parameters in the pair file have 32\d+ bytes; the limit is 32768$/) },
    ],
  });
  expect(book.isInTree()).toBe(false);
  expect(log()).toContain('the parameters in the pair file have');
});

test('a backup makes no history, and says nothing of one that it has not got as a whole', async () => {
  const { tree, book, changes, log } = await parameters('backup.watching');
  changes.begin();
  await book.inTurn(async () => undefined);
  expect(book.isInTree()).toBe(false);
  const rows = rowsOf(made(historyWith({ [TIMEOUT]: 11 }, { [TIMEOUT]: 12 }), { [TIMEOUT]: 13 }, { term: 2 }));
  for (const row of rows.slice(0, -1)) tree.commit({ put: [row] });
  expect([log(), book.fault()]).toEqual(['', expect.stringContaining('after checkpoint 2')]);
  tree.commit({ put: [rows.at(-1)!] });
  expect(book.fault()).toBeNull();
  expect(log().match(/checkpoint \[\d\] of \[ann\], from the active server/g)).toHaveLength(3);
  expect(markOf(book.history())).toEqual({ term: 2, number: 3 });
});

test('a backup that gives up a checkpoint says so once, and lists it as long as the tree does', async () => {
  const { tree, book, log } = await parameters('backup.watching');
  const common = historyWith({ [TIMEOUT]: 11 });
  const own = rowsOf(made(common, { [TIMEOUT]: 44 }, { by: 'bob' }));
  tree.commit({ put: own });
  const wanted = rowsOf(made(common, { [TIMEOUT]: 55 }));
  const aside = own.filter((row) => row.content.by === 'bob' || row.content.class === 'Parameter');
  tree.commit({ put: wanted, aside });
  tree.commit({ put: wanted });
  expect(book.history().aside).toMatchObject([{ at: CHANGE.at, checkpoint: { number: 2, by: 'bob' } }]);
  expect(log().match(/warning .*checkpoint \[2\] of \[bob\], made at .* was set aside/g)).toHaveLength(1);
});

test('the same first checkpoint of two servers, made at different times, is not listed as lost', async () => {
  const { tree, book } = await parameters('backup.watching');
  const first = (at: string): History => made(historyWith(), { [TIMEOUT]: 11 }, { made: { is: 'first' }, at });
  const own = rowsOf(first('2026-07-01T09:00:00.000Z'));
  tree.commit({ put: own });
  tree.commit({ put: rowsOf(first('2026-07-01T09:30:00.000Z')), aside: own });
  expect(book.history().aside).toEqual([]);
});

test('a journal that cannot be renamed after its import is reported, and not imported again', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'parameters.journal');
  writeFileSync(file, linesOf([writtenEntry(0, writtenCheckpoint(1, { [TIMEOUT]: 20 }))]));
  mkdirSync(`${file}.imported`);
  const tree = memoryTree();
  const { book, changes, log } = await parameters('primary.serving', { folder, tree });
  changes.begin();
  await changes.change(setting(21), 'ann');
  await book.close();
  expect(log()).toContain('error SwitchoverMain::Parameters : cannot rename parameters.journal');
  const again = await parameters('primary.serving', { folder, tree });
  again.changes.begin();
  await again.book.close();
  expect(again.book.history().checkpoints.map(({ number }) => number)).toEqual([1, 2]);
  expect(readFileSync(file, 'utf8')).toContain('20');
});
