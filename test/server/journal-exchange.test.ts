/** Two servers' journals on disk, and a connection between them that delivers late, breaks and comes back. */
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { LogLine } from '../../src/core/engine/effect.ts';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS, otherLetter } from '../../src/core/letter.ts';
import { holdingOf } from '../../src/core/runbooks/joined.ts';
import type { Journal } from '../../src/core/runbooks/journal.ts';
import { entryText, goesThrough, isOver, lastPosition } from '../../src/core/runbooks/journal.ts';
import type { JournalPayload } from '../../src/core/runbooks/journal-payload.ts';
import { earlierJournals } from '../../src/host/files/upgrade-journal.ts';
import type { JournalExchange } from '../../src/server/procedures/exchange.ts';
import { createJournalExchange } from '../../src/server/procedures/exchange.ts';
import type { JournalKeeper } from '../../src/server/procedures/keeper.ts';
import { openJournalKeeper } from '../../src/server/procedures/keeper.ts';
import { begunJournal, ended, STOPPED, second, withEntries } from '../support/journals.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface End {
  readonly keeper: JournalKeeper;
  readonly exchange: JournalExchange;
  /** Sent and not delivered. */
  readonly sent: JournalPayload[];
}

type Move = {
  readonly is: 'write' | 'write-much' | 'end' | 'begin' | 'deliver' | 'break' | 'restart';
  readonly at: Letter;
  readonly clock: number;
};

/** As many bytes in one entry as make the journal take several messages. */
const MUCH = Array.from({ length: 70 }, (_, index) => `${index} ${'x'.repeat(250)}`);

const MOVES = fc.array(
  fc.record({
    is: fc.constantFrom<Move['is']>(
      'write',
      'write',
      'write-much',
      'end',
      'begin',
      'deliver',
      'deliver',
      'break',
      'restart',
    ),
    at: fc.constantFrom(...LETTERS),
    clock: fc.nat(50),
  }),
  { minLength: 8, maxLength: 30 },
);

test('whatever is lost on the way, both servers have the same journal in the end, and each entry is there or was kept', async () => {
  await fc.assert(
    fc.asyncProperty(MOVES, async (moves) => {
      const folders = { A: temporaryFolder(), B: temporaryFolder() };
      const ends = { A: await open(folders.A), B: await open(folders.B) };
      const confirmed: Journal[] = [];
      for (const [number, move] of moves.entries()) {
        if (move.is === 'deliver') await deliver(ends, move.at);
        else if (move.is === 'break') connect(ends);
        else if (move.is === 'restart') {
          await ends[move.at].keeper.close();
          ends[move.at] = await open(folders[move.at]);
          connect(ends);
        } else await write(ends[move.at], move, `run-${number}`, confirmed);
      }
      connect(ends);
      for (let count = 0; ends.A.sent.length + ends.B.sent.length > 0; count++) {
        if (count > 200) throw new Error('they never stop talking');
        for (const letter of LETTERS) await deliver(ends, letter);
      }
      expect(lastPosition(ends.A.keeper.journal())).toEqual(lastPosition(ends.B.keeper.journal()));
      const everything: Journal[] = [];
      for (const letter of LETTERS) {
        const { keeper } = ends[letter];
        const kept = await earlierJournals(keeper.file.path);
        everything.push(...kept.map(({ journal }) => journal), ...[keeper.journal()].flatMap((one) => one ?? []));
        await keeper.close();
      }
      for (const each of confirmed) {
        expect(everything.some((one) => goesThrough(one, lastPosition(each)))).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

async function open(folder: string): Promise<End> {
  const sent: JournalPayload[] = [];
  const keeper = await openJournalKeeper({ dataFolder: folder, pair: 'test', log: () => undefined });
  const send = (payload: JournalPayload): boolean => sent.push(payload) > 0;
  return { keeper, sent, exchange: createJournalExchange({ keeper, pair: 'test', send, log: () => undefined }) };
}

/** A new connection: what was under way on the old one is lost. */
function connect(ends: Readonly<Record<Letter, End>>): void {
  for (const letter of LETTERS) {
    ends[letter].sent.length = 0;
    ends[letter].exchange.announce();
  }
}

/** The next message of this server. */
async function deliver(ends: Readonly<Record<Letter, End>>, from: Letter): Promise<void> {
  const payload = ends[from].sent.shift();
  if (payload === undefined) return;
  const to = ends[otherLetter(from)];
  to.exchange.hear(payload);
  await to.keeper.inTurn(async () => undefined);
}

async function write({ keeper, exchange }: End, move: Move, run: string, confirmed: Journal[]): Promise<void> {
  const before = keeper.journal();
  const next = nextOf(before, move, run);
  if (next === null) return;
  const isNew = next.run.begun.run !== before?.run.begun.run;
  await keeper.inTurn(() => keeper.append(next.run.entries.slice(isNew ? 0 : before.ids.length)));
  confirmed.push(next);
  exchange.announce();
}

/** Null: not allowed now. */
function nextOf(journal: Journal | null, { is, at, clock }: Move, run: string): Journal | null {
  const isFree = journal === null || isOver(journal);
  if (is === 'begin') return isFree ? begunJournal(run, { at: second(clock), by: at }) : null;
  if (isFree) return null;
  if (is === 'end') return ended(journal);
  if (is === 'write') return withEntries(journal, { type: 'stopped', by: at });
  return withEntries(journal, { type: 'accepted-loss', action: 'forward.first.stop', items: MUCH, by: at });
}

/** A server that keeps `mine`; what it sends and logs when it hears the payloads one after the other. */
async function hearing(mine: Journal | null, ...payloads: readonly unknown[]) {
  const lines: string[] = [];
  const sent: JournalPayload[] = [];
  const log = ({ level, text }: LogLine): void => void lines.push(`${level} ${text}`);
  const keeper = await openJournalKeeper({ dataFolder: temporaryFolder(), pair: 'test', log: () => undefined });
  onTestFinished(() => keeper.close());
  if (mine !== null) await keeper.inTurn(() => keeper.append(mine.run.entries));
  const send = (payload: JournalPayload): boolean => sent.push(payload) > 0;
  const exchange = createJournalExchange({ keeper, pair: 'test', send, log });
  for (const payload of payloads) {
    exchange.hear(payload);
    await keeper.inTurn(async () => undefined);
  }
  return { sent, lines, keeper };
}

const THEIRS = withEntries(begunJournal('r1'), STOPPED);
const OF_ANOTHER = begunJournal('r2', { pair: 'another' });
const have = (journal: Journal, head = {}) => {
  const holding = holdingOf({ journal, earlier: [] });
  return { type: 'have', head: { ...holding.head, ...head }, earlier: holding.earlier };
};
const entries = (journal: Journal, more: object = {}) => ({
  ...{ type: 'entries', head: lastPosition(journal).id, after: 0 },
  entries: journal.run.entries.map(entryText),
  ...more,
});
const NOT_TAKEN = 'error SwitchoverMain::Procedures : cannot take the journal of the upgrade from the companion:';

test('a journal that arrives in one piece is taken, and nothing is said', async () => {
  const { keeper, lines, sent } = await hearing(null, have(THEIRS), entries(THEIRS));
  expect([keeper.journal()?.ids, lines]).toEqual([THEIRS.ids, []]);
  expect(sent).toEqual([{ type: 'ask', head: lastPosition(THEIRS).id, ...numberAndId(null) }]);
});

test.each<[what: string, heard: readonly unknown[], why: string]>([
  ['is no entry', [have(THEIRS), entries(THEIRS, { entries: ['x'] })], 'it contains something that is no entry'],
  [
    'follows from nothing',
    [have(THEIRS), entries(THEIRS, { entries: THEIRS.run.entries.slice(1).map(entryText) })],
    'does not accept it: ',
  ],
  ['is that of another pair', [have(OF_ANOTHER), entries(OF_ANOTHER)], 'it is that of the pair "another"'],
  [
    'does not end as announced',
    [have(THEIRS, { id: 'x' }), entries(THEIRS, { head: 'x' })],
    'it is not what the companion said it has',
  ],
])('what %s is not taken, and logged once', async (_, heard, why) => {
  const { keeper, lines } = await hearing(null, ...heard, ...heard);
  expect(lines).toEqual([expect.stringContaining(`${NOT_TAKEN} ${why}`)]);
  expect(keeper.journal()).toBeNull();
});

test('a message that cannot be read is logged in one line of limited length, and again only if another follows', async () => {
  const wrong = { type: 'entries', ...Object.fromEntries(MUCH.slice(0, 9).map((text) => [text, 1])) };
  const { lines, sent } = await hearing(
    null,
    wrong,
    wrong,
    { type: 'ask', head: 1, after: 'x'.repeat(900), id: 2 },
    wrong,
  );
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(line).toMatch(new RegExp(`^${NOT_TAKEN} [^\n]+$`));
    expect(line.length).toBeLessThanOrEqual('error '.length + 400);
  }
  expect(sent).toEqual([]);
});

test.each<[what: string, after: number, id: string, sentAfter: number]>([
  ['what follows what it has', 1, THEIRS.ids[0]!, 1],
  ['everything if it has something else', 1, 'another', 0],
])('who asks for a journal gets %s', async (_, after, id, sentAfter) => {
  const head = lastPosition(THEIRS).id;
  const { sent } = await hearing(THEIRS, { type: 'ask', head, after, id });
  const sentEntries = THEIRS.run.entries.slice(sentAfter).map(entryText);
  expect(sent).toEqual([{ type: 'entries', head, after: sentAfter, entries: sentEntries }]);
});

test('who asks for a journal that has changed, or for more than there is, is told what there is, or nothing', async () => {
  const head = lastPosition(THEIRS);
  expect((await hearing(THEIRS, { type: 'ask', head: 'old', after: 0, id: '' })).sent).toEqual([have(THEIRS)]);
  expect((await hearing(null, { type: 'ask', head: 'old', after: 0, id: '' })).sent).toEqual([
    { type: 'have', head: null, earlier: [] },
  ]);
  expect((await hearing(THEIRS, { type: 'ask', head: head.id, after: head.number, id: head.id })).sent).toEqual([]);
});

function numberAndId(journal: Journal | null): { readonly after: number; readonly id: string } {
  const { number, id } = lastPosition(journal);
  return { after: number, id };
}
