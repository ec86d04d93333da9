/** Operators' changes to parameters: validated on the active server, made durable there, then sent to the companion. */
import { createHash, randomBytes } from 'node:crypto';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import type { LogLine } from '../../core/engine/effect.ts';
import type { State } from '../../core/engine/state.ts';
import { isServing, PLACES, termOf } from '../../core/engine/state.ts';
import type { ChangeRequest, PairFacts } from '../../core/parameter-history/change.ts';
import { checkChange } from '../../core/parameter-history/change.ts';
import type { Checkpoint, ValueChange } from '../../core/parameter-history/history.ts';
import { nextEntry, traced } from '../../core/parameter-history/history.ts';
import { checkpointLine } from '../../core/parameter-history/log-words.ts';
import type { Problem } from '../../core/problem.ts';
import type { ChangeReply } from '../../core/protocol/parameter-answers.ts';
import { wallClock } from '../../host/process/clock.ts';
import type { ParameterBook } from './book.ts';
import { isUnwritten } from './book.ts';
import type { ParameterExchange } from './exchange.ts';

export interface ParameterChanges {
  readonly change: (request: ChangeRequest, by: string) => Promise<ChangeReply>;
  /** If there is no history yet, it starts with the values of the pair file. */
  readonly begin: () => void;
  /** Resolves after the change in progress, once the companion has it too or cannot be reached within `limitMs`. */
  readonly settle: (limitMs: number) => Promise<void>;
}

export interface ChangesHost {
  readonly book: ParameterBook;
  readonly exchange: () => ParameterExchange;
  readonly facts: PairFacts;
  readonly firstValues: ParameterValues;
  readonly state: () => State;
  readonly log: (line: LogLine) => void;
}

/** How long an operator waits for the companion to confirm a change, in ms. */
const REPLICATION_LIMIT_MS = 700;

type CheckpointFacts = Omit<Checkpoint, 'number' | 'term' | 'at'>;

export function createParameterChanges(host: ChangesHost): ParameterChanges {
  const { book } = host;

  const checkpoint = async (facts: CheckpointFacts, changes: readonly ValueChange[]): Promise<number> => {
    const at = wallClock().toISOString();
    const entry = nextEntry(book.history(), { at, term: termOf(host.state()), ...facts });
    const { number } = entry.checkpoints[0]!;
    await book.add(entry, () => host.log(checkpointLine({ ...facts, number }, null, changes, 'note')));
    return number;
  };

  const failed = (error: Error): void => {
    const text = `SwitchoverMain::Parameters : cannot write a change: ${error.message}`;
    host.log({ topic: 'SwitchoverMain', level: 'error', text });
  };

  const make = async (request: ChangeRequest, by: string): Promise<ChangeReply> => {
    const earlier = traced(book.history()).find((each) => each.request === request.id);
    if (earlier !== undefined) return done(earlier.number, earlier.changes, []);
    const elsewhere = whyNotHere(host.state());
    if (elsewhere !== null) return refused('refused', [elsewhere]);
    const checked = checkChange(book.history(), request, host.facts);
    if (!checked.ok) return refused(checked.kind, checked.problems);
    const { changes, warnings, made } = checked;
    if (request.dryRun || changes.length === 0) return done(null, changes, warnings);
    const to = Object.fromEntries(changes.map((each) => [each.name, each.to]));
    try {
      const id = randomBytes(12).toString('base64url');
      const number = await checkpoint({ id, by, reason: request.reason, made, request: request.id, to }, changes);
      return done(number, changes, warnings);
    } catch (error) {
      failed(error as Error);
      return refused('unreachable', [notWritten(host.state(), error as Error)]);
    }
  };

  return {
    change: async (request, by) => {
      const reply = await book.inTurn(() => make(request, by));
      if (!reply.accepted || reply.checkpoint === null) return reply;
      return { ...reply, replicated: await host.exchange().announceChange(REPLICATION_LIMIT_MS) };
    },
    begin: () => {
      const first = async (): Promise<void> => {
        if (!isUnwritten(book.history()) || !isServing(host.state())) return;
        const changes = Object.entries(host.firstValues).map(([name, to]) => ({ name, from: null, to }));
        // The same on both servers if their pair files agree: then neither has to set its own aside.
        const id = `first-${createHash('sha256').update(JSON.stringify(changes)).digest('hex').slice(0, 16)}`;
        const facts: CheckpointFacts = {
          id,
          by: 'pair file',
          reason: null,
          made: { is: 'first' },
          request: null,
          to: host.firstValues,
        };
        await checkpoint(facts, changes);
        await host.exchange().announce(0);
      };
      void book.inTurn(first).catch(failed);
    },
    settle: async (limitMs) => {
      await book.inTurn(async () => undefined);
      if (host.exchange().isFollowed() !== false) return;
      await host.exchange().announce(Math.min(limitMs, REPLICATION_LIMIT_MS));
    },
  };
}

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
