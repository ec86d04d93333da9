/** Operators' changes to parameters: validated on the active server, made durable in its tree, and sent to the companion. */
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import type { LogLine } from '../../core/engine/effect.ts';
import type { State } from '../../core/engine/state.ts';
import { isServing, PLACES, termOf } from '../../core/engine/state.ts';
import type { ChangeRequest, PairFacts } from '../../core/parameter-history/change.ts';
import { checkChange } from '../../core/parameter-history/change.ts';
import type { Checkpoint, StoredValues, ValueChange } from '../../core/parameter-history/history.ts';
import { extended, LARGEST_VALUES, lastNumber, sizeOf, traced } from '../../core/parameter-history/history.ts';
import type { Problem } from '../../core/problem.ts';
import type { ChangeReply } from '../../core/protocol/parameter-answers.ts';
import type { Position } from '../../core/replication/position.ts';
import { wallClock } from '../../host/process/clock.ts';
import type { Tree } from '../tree/tree.ts';
import type { ParameterBook } from './book.ts';
import { isUnwritten } from './book.ts';

export interface ParameterChanges {
  readonly change: (request: ChangeRequest, by: string) => Promise<ChangeReply>;
  /**
   * If the tree has no history yet, it gets that of an earlier version's journal, or one that begins with the values of the
   * pair file.
   */
  readonly begin: () => void;
}

export interface ChangesHost {
  readonly book: ParameterBook;
  readonly tree: Pick<Tree, 'last' | 'replicated'>;
  readonly facts: PairFacts;
  readonly firstValues: ParameterValues;
  readonly state: () => State;
  readonly log: (line: LogLine) => void;
}

/** How long an operator waits for the companion to confirm a change, in ms. */
const REPLICATION_LIMIT_MS = 700;

type CheckpointFacts = Omit<Checkpoint, 'number' | 'term' | 'at'>;

/** A reply, and up to where the companion has to follow; null: nothing was changed. */
type Made = readonly [reply: ChangeReply, position: Position | null];

export function createParameterChanges(host: ChangesHost): ParameterChanges {
  const { book, tree, log } = host;

  const checkpoint = async (
    facts: CheckpointFacts,
  ): Promise<{ readonly number: number; readonly position: Position }> => {
    const at = wallClock().toISOString();
    const history = extended(book.history(), { at, term: termOf(host.state()), ...facts });
    const { by, reason, request } = facts;
    return { number: lastNumber(history), position: await book.write(history, { at, by, reason, request }) };
  };

  const failed = (error: Error): void => {
    const text = `SwitchoverMain::Parameters : cannot write a change: ${error.message}`;
    log({ topic: 'SwitchoverMain', level: 'error', text });
  };

  const begin = async (): Promise<void> => {
    if (book.isInTree() || !isServing(host.state())) return;
    const earlier = book.history();
    if (isUnwritten(earlier)) return first();
    const at = wallClock().toISOString();
    await book.write(earlier, { at, by: JOURNAL, reason: null, request: null });
    const text = `SwitchoverMain::Parameters : the history up to checkpoint [${lastNumber(earlier)}] was imported from ${JOURNAL}`;
    log({ topic: 'SwitchoverMain', level: 'note', text });
  };

  const first = async (): Promise<void> => {
    const bytes = sizeOf(host.firstValues as StoredValues);
    if (bytes > LARGEST_VALUES) {
      throw new Error(`the parameters in the pair file have ${bytes} bytes; the limit is ${LARGEST_VALUES}`);
    }
    await checkpoint({ by: 'pair file', reason: null, made: { is: 'first' }, request: null, to: host.firstValues });
  };

  const make = async (request: ChangeRequest, by: string): Promise<Made> => {
    const earlier = traced(book.history()).find((each) => each.request === request.id);
    if (earlier !== undefined) return [done(earlier.number, earlier.changes, []), await tree.last()];
    const elsewhere = whyNotHere(host.state());
    if (elsewhere !== null) return [refused('refused', [elsewhere]), null];
    try {
      await begin();
      const checked = checkChange(book.history(), request, host.facts);
      if (!checked.ok) return [refused(checked.kind, checked.problems), null];
      const { changes, warnings, made } = checked;
      if (request.dryRun || changes.length === 0) return [done(null, changes, warnings), null];
      const to = Object.fromEntries(changes.map((each) => [each.name, each.to]));
      const { number, position } = await checkpoint({ by, reason: request.reason, made, request: request.id, to });
      return [done(number, changes, warnings), position];
    } catch (error) {
      failed(error as Error);
      return [refused('unreachable', [notWritten(host.state(), error as Error)]), null];
    }
  };

  return {
    change: async (request, by) => {
      const [reply, position] = await book.inTurn(() => make(request, by));
      if (!reply.accepted || position === null) return reply;
      return { ...reply, replicated: await tree.replicated(position, REPLICATION_LIMIT_MS) };
    },
    begin: () => void book.inTurn(begin).catch(failed),
  };
}

const JOURNAL = 'parameters.journal';

function done(
  checkpoint: number | null,
  changes: readonly ValueChange[],
  warnings: readonly Problem[],
): Extract<ChangeReply, { readonly accepted: true }> {
  return { accepted: true, checkpoint, changes: [...changes], warnings: [...warnings], replicated: null };
}

function refused(kind: 'usage' | 'refused' | 'unreachable', problems: readonly Problem[]): ChangeReply {
  return { accepted: false, kind, problems: [...problems] };
}

/** Why this server does not accept changes now; null if it does. */
function whyNotHere(state: State): Problem | null {
  const { self, companion, place } = state;
  const here = `${self.name} (${self.letter})`;
  if (place === 'primary.serving' && !state.inDoubt) return null;
  if (isServing(state)) {
    return {
      code: 'not-now',
      severity: 'error',
      what: `${here} does not accept changes at the moment`,
      why:
        place === 'primary.serving'
          ? 'it was stalled and is checking whether it is still the active server'
          : PLACES[place].means,
      where: null,
      do: 'check "switchover status", and retry when one server is active',
    };
  }
  const active = companion?.serving === true ? `${companion.name} (${companion.letter})` : null;
  const known = active === null ? 'it knows of no active server' : `the active server is ${active}`;
  return {
    code: 'not-active',
    severity: 'error',
    what: `${here} is not the active server; ${known}`,
    why: 'changes must be made on the active server: its companion copies them, and would undo changes made elsewhere',
    where: null,
    do:
      active === null
        ? 'check "switchover status", and retry when a server is active'
        : `make the change on ${active}; check why it did not answer`,
  };
}

function notWritten({ self }: State, error: Error): Problem {
  return {
    code: 'parameters-not-written',
    severity: 'error',
    what: `${self.name} (${self.letter}) could not write the change to its disk; nothing was changed`,
    why: error.message,
    where: null,
    do: 'free up space on its disk, or make its data folder writable, and retry',
  };
}
