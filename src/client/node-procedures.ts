/** Requests to a pair about the procedures that are carried out on it. */
import type { Letter } from '../core/letter.ts';
import { SwitchoverError } from '../core/problem.ts';
import type { Entry } from '../core/runbooks/entry.ts';
import type { Held } from '../core/runbooks/joined.ts';
import type { Journal } from '../core/runbooks/journal.ts';
import { extendedWith, nextEntries, positionAt } from '../core/runbooks/journal.ts';
import type { OfferReply } from '../core/runbooks/offered.ts';
import { journalAnswerShape, MOST_OFFERED, offerReplyShape } from '../core/runbooks/offered.ts';
import { UPGRADE } from '../core/runbooks/upgrade/steps.ts';
import type { Answer, Ask } from './call-server.ts';
import { strange } from './call-server.ts';
import { expectShape } from './expect-answer.ts';

/**
 * Every call goes to one server and throws a SwitchoverError if it fails; `procedures-unknown` (refused) if that server
 * runs a version without procedures.
 */
export interface PairProcedures {
  /** The journal of the upgrade that this server has, of a run that goes on or of the last one. */
  readonly read: (letter: Letter) => Promise<Held>;
  /**
   * Writes the end of this journal, usually its last entry, to this server, and before that what the server lacks of it.
   * Entries that are there already are no error, so it can be repeated when an answer was lost. A server that is
   * connected to the other one passes them on. If the server has more entries than this journal, `number` says so:
   * somebody else has continued it.
   */
  readonly append: (letter: Letter, journal: Journal) => Promise<OfferReply>;
}

const PATH = '/v1/procedures/upgrade';

export function pairProcedures(ask: Ask): PairProcedures {
  const offer = async (letter: Letter, journal: Journal, after: number, entries: readonly Entry[]) => {
    const { id } = positionAt(journal, after);
    const body = { run: journal.run.begun.run, after, id, entries };
    return expectShape(offerReplyShape, known(ask(letter, 'POST', PATH, body))).catch(repeatable);
  };
  return {
    read: async (letter) => {
      const answer = await known(ask(letter, 'GET', PATH));
      const { entries, earlier } = await expectShape(journalAnswerShape, Promise.resolve(answer));
      if (entries.length === 0) return { journal: null, earlier };
      const read = extendedWith(UPGRADE, null, entries as Entry[]);
      if (read.ok) return { journal: read.journal, earlier };
      throw strange(answer.call, `its journal: ${read.why}`);
    },
    append: async (letter, journal) => {
      const total = journal.ids.length;
      let after = total - 1;
      let hasGoneBack = false;
      for (;;) {
        const entries = nextEntries(journal, after).slice(0, MOST_OFFERED);
        const reply = await offer(letter, journal, after, entries);
        if (reply.accepted) {
          after += entries.length;
          if (after >= total) return reply;
          continue;
        }
        if (reply.code !== 'upgrade-entries-missing' || hasGoneBack) return reply;
        hasGoneBack = true;
        after = reply.run === journal.run.begun.run ? Math.min(reply.number, after) : 0;
      }
    },
  };
}

/** If the answer is lost, nothing is unfinished: the next append brings what is missing. */
function repeatable(error: unknown): never {
  if (!(error instanceof SwitchoverError) || error.problem.code !== 'answer-lost') throw error;
  const next = 'repeat it: entries that are there already are no error';
  throw new SwitchoverError('unreachable', { ...error.problem, do: next });
}

/** An older version does not know the path. */
async function known(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.status !== 404) return answer;
  const { letter, name } = answer.call.server;
  throw new SwitchoverError('refused', {
    code: 'procedures-unknown',
    what: `server ${letter} (${name}) cannot keep the journal of an upgrade`,
    why: 'its version of switchover does not know procedures',
    where: null,
    do: 'upgrade switchover on both servers first, one server at a time',
  });
}
