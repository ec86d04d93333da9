/** Brings the journals of the two servers together: what one of them lacks, it asks the other one for. */
import type { LogLine } from '../../core/engine/effect.ts';
import type { State } from '../../core/engine/state.ts';
import type { Holding } from '../../core/runbooks/joined.ts';
import { preferred } from '../../core/runbooks/joined.ts';
import type { Journal } from '../../core/runbooks/journal.ts';
import {
  entryIn,
  entryText,
  extendedWith,
  goesThrough,
  lastPosition,
  nextEntries,
} from '../../core/runbooks/journal.ts';
import type { JournalPayload } from '../../core/runbooks/journal-payload.ts';
import { journalPayloadShape } from '../../core/runbooks/journal-payload.ts';
import { UPGRADE } from '../../core/runbooks/upgrade/steps.ts';
import type { JournalKeeper } from './keeper.ts';

export interface JournalExchange {
  /** Called after every run of events: says what is here if a connection is new. */
  readonly onStateChange: (state: State) => void;
  readonly hear: (payload: unknown) => void;
  /** Says what is here. */
  readonly announce: () => void;
}

export interface JournalExchangeHost {
  readonly keeper: JournalKeeper;
  /** The name of the pair. */
  readonly pair: string;
  /** False if it cannot be sent. */
  readonly send: (payload: JournalPayload) => boolean;
  readonly log: (line: LogLine) => void;
}

/** The companion's journal, as far as it has arrived. */
interface Arriving {
  readonly theirs: Holding;
  readonly journal: Journal | null;
}

/** Maximum length of an error in the log, in characters. */
const LONGEST_TEXT = 400;

export function createJournalExchange({ keeper, pair, send, log }: JournalExchangeHost): JournalExchange {
  let situation = '';
  let arriving: Arriving | null = null;
  let lastFault: string | null = null;

  const announce = (): void => {
    const { head, earlier } = keeper.holding();
    send({ type: 'have', head, earlier: [...earlier] });
  };

  const ask = ({ theirs, journal }: Arriving): void => {
    const { number, id } = lastPosition(journal);
    send({ type: 'ask', head: theirs.head!.id, after: number, id });
  };

  const hearWhatIsThere = async (theirs: Holding): Promise<void> => {
    const choice = preferred(keeper.holding(), theirs);
    if (choice === 'mine') announce();
    if (choice !== 'theirs') return;
    const journal = keeper.journal();
    arriving = { theirs, journal: journal?.run.begun.run === theirs.head!.run ? journal : null };
    ask(arriving);
  };

  const answer = async (asked: Extract<JournalPayload, { type: 'ask' }>): Promise<void> => {
    const journal = keeper.journal();
    if (journal === null || lastPosition(journal).id !== asked.head) return announce();
    const isBeginning = goesThrough(journal, { number: asked.after, id: asked.id });
    const after = isBeginning ? asked.after : 0;
    const entries = nextEntries(journal, after);
    if (entries.length > 0) send({ type: 'entries', head: asked.head, after, entries: entries.map(entryText) });
  };

  const collect = async ({ head, after, entries }: Extract<JournalPayload, { type: 'entries' }>): Promise<void> => {
    if (arriving === null || arriving.theirs.head!.id !== head) return;
    const { theirs } = arriving;
    const base = after === 0 ? null : arriving.journal;
    if (after !== lastPosition(base).number) return;
    arriving = null;
    const read = entries.flatMap((text) => entryIn(text) ?? []);
    if (read.length < entries.length) return failed('it contains something that is no entry');
    const next = extendedWith(UPGRADE, base, read);
    if (!next.ok) return failed(`does not accept it: ${next.why}`);
    if (next.journal.run.begun.pair !== pair) return failed(`it is that of the pair "${next.journal.run.begun.pair}"`);
    const reached = lastPosition(next.journal);
    if (reached.id === head) return take(next.journal, theirs);
    if (reached.number >= theirs.head!.number) return failed('it is not what the companion said it has');
    arriving = { theirs, journal: next.journal };
    ask(arriving);
  };

  /** This server's own may have changed meanwhile. */
  const take = async (journal: Journal, theirs: Holding): Promise<void> => {
    if (preferred(keeper.holding(), theirs) !== 'theirs') return announce();
    await keeper.take(journal, theirs.earlier);
    lastFault = null;
  };

  /** Logged once, until something else is wrong: the companion repeats itself. */
  const failed = (why: string): void => {
    if (why === lastFault) return;
    lastFault = why;
    const text = `SwitchoverMain::Procedures : cannot take the journal of the upgrade from the companion: ${why}`;
    log({ topic: 'SwitchoverMain', level: 'error', text: text.replace(/\s+/g, ' ').slice(0, LONGEST_TEXT) });
  };

  const handle = async (payload: JournalPayload): Promise<void> => {
    if (payload.type === 'have') return hearWhatIsThere(payload);
    return payload.type === 'ask' ? answer(payload) : collect(payload);
  };

  return {
    onStateChange: (state) => {
      const now = situationOf(state);
      if (now === situation) return;
      situation = now;
      announce();
    },
    // An unreadable message is no reason to disconnect a companion that otherwise works.
    hear: (payload) => {
      const heard = journalPayloadShape.safeParse(payload);
      if (!heard.success) return failed(heard.error.message);
      return void keeper.inTurn(() => handle(heard.data)).catch((error: Error) => failed(error.message));
    },
    announce,
  };
}

function situationOf({ companion, connections }: State): string {
  return [companion?.bootId, connections.main.status === 'up', connections.aux.status === 'up'].join();
}
