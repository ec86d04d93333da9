/** A backup that gets a checkpoint twice, the second time late: the connections may deliver it again in any order. */
import { expect, onTestFinished, test } from 'vitest';
import type { LogLine } from '../../src/core/engine/effect.ts';
import type { State } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import { haveOf, reminder, type Update, updateWith } from '../../src/core/parameter-history/exchange.ts';
import type { History } from '../../src/core/parameter-history/history.ts';
import type { ParametersPayload } from '../../src/core/parameter-history/shape.ts';
import { openParameterJournal } from '../../src/host/files/parameter-journal.ts';
import { createParameterBook, type ParameterBook } from '../../src/server/parameters/book.ts';
import { createParameterExchange } from '../../src/server/parameters/exchange.ts';
import { selfOf } from '../support/engine-server.ts';
import { historyWith, made } from '../support/histories.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROLE = { role: 'backup', lastPrimaryTerm: 0, highestTerm: 1, switched: [] } as const;

const FIRST = historyWith({ 'Switchover TS Timeout': 11 });
const SECOND = made(FIRST, { 'Switchover TS Timeout': 12 });
const THIRD = made(SECOND, { 'Switchover TS Timeout': 13 });

interface Backup {
  readonly book: ParameterBook;
  readonly said: readonly ParametersPayload[];
  readonly lines: readonly LogLine[];
  /** Takes an update and everything that was received before it. */
  readonly hears: (...updates: readonly Update[]) => Promise<void>;
}

async function backup(): Promise<Backup> {
  const journal = await openParameterJournal(temporaryFolder());
  const nothing = (): void => undefined;
  const book = createParameterBook({ letter: 'B', journal, firstValues: {}, extended: nothing, changed: nothing });
  const state: State = { ...initialState(selfOf('B'), ROLE, 'automatic', 0), place: 'backup.watching' };
  const said: ParametersPayload[] = [];
  const lines: LogLine[] = [];
  const exchange = createParameterExchange({
    book,
    state: () => state,
    send: (payload) => said.push(payload) > 0,
    log: (line) => lines.push(line),
    becameActive: nothing,
  });
  onTestFinished(async () => {
    exchange.stop();
    await book.close();
  });
  const hears = async (...updates: readonly Update[]): Promise<void> => {
    for (const update of updates) exchange.hear({ type: 'update', update });
    await book.inTurn(async () => undefined);
  };
  return { book, said, lines, hears };
}

const have = (history: History): ParametersPayload => ({ type: 'have', have: haveOf(history) });

test('each new checkpoint is kept and reported', async () => {
  const { book, said, hears } = await backup();
  await hears(updateWith(FIRST, 1), updateWith(SECOND, 1), updateWith(THIRD, 1));
  expect(book.history()).toEqual(THIRD);
  expect(said).toEqual([have(FIRST), have(SECOND), have(THIRD)]);
});

test('a checkpoint that arrives again after a later one takes nothing away, and is not answered', async () => {
  const { book, said, lines, hears } = await backup();
  await hears(updateWith(FIRST, 1), updateWith(SECOND, 1), updateWith(THIRD, 1));
  const [before, logged] = [said.length, lines.length];
  await hears(updateWith(SECOND, 1), updateWith(FIRST, 1), updateWith(THIRD, 1));
  expect(book.history()).toEqual(THIRD);
  expect(book.history().aside).toEqual([]);
  expect([said.length, lines.length]).toEqual([before, logged]);
});

test('a late reminder of a shorter history takes nothing away, and what is here is reported', async () => {
  const { book, said, hears } = await backup();
  await hears(updateWith(FIRST, 1), updateWith(SECOND, 1), updateWith(THIRD, 1));
  await hears(reminder(FIRST, 1));
  expect(book.history()).toEqual(THIRD);
  expect(said.at(-1)).toEqual(have(THIRD));
  expect(said).toHaveLength(4);
});

test('a checkpoint of an earlier term that arrives late takes nothing away either', async () => {
  const { book, hears } = await backup();
  await hears(updateWith(FIRST, 1), updateWith(SECOND, 1));
  const later = made(SECOND, { 'Switchover TS Timeout': 14 }, { term: 2 });
  await hears(updateWith(later, 2), reminder(SECOND, 1), updateWith(THIRD, 1));
  expect(book.history()).toEqual(later);
  expect(book.history().aside).toEqual([]);
});

test('a later term that has less is followed: what only this server has is set aside, and logged', async () => {
  const { book, lines, hears } = await backup();
  await hears(updateWith(FIRST, 1), updateWith(SECOND, 1), updateWith(THIRD, 1));
  await hears(reminder(SECOND, 2));
  expect(book.history().checkpoints).toEqual(SECOND.checkpoints);
  expect(book.history().aside.map(({ checkpoint }) => checkpoint.number)).toEqual([3]);
  expect(lines.at(-1)).toMatchObject({ level: 'warning', text: expect.stringContaining('was set aside') });
});

test('a checkpoint that follows one that is missing is not kept, and what is here is reported', async () => {
  const { book, said, hears } = await backup();
  await hears(updateWith(FIRST, 1), updateWith(THIRD, 1));
  expect(book.history()).toEqual(FIRST);
  expect(said).toEqual([have(FIRST), have(FIRST)]);
});
