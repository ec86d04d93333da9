/** Two servers' journals on disk, and a connection between them that delivers late, breaks and comes back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS, otherLetter } from '../../src/core/letter.ts';
import type { Journal } from '../../src/core/runbooks/journal.ts';
import { goesThrough, isOver, lastPosition } from '../../src/core/runbooks/journal.ts';
import type { JournalPayload } from '../../src/core/runbooks/journal-payload.ts';
import { earlierJournals } from '../../src/host/files/upgrade-journal.ts';
import type { JournalExchange } from '../../src/server/procedures/exchange.ts';
import { createJournalExchange } from '../../src/server/procedures/exchange.ts';
import type { JournalKeeper } from '../../src/server/procedures/keeper.ts';
import { openJournalKeeper } from '../../src/server/procedures/keeper.ts';
import { begunJournal, ended, second, withEntries } from '../support/journals.ts';
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
