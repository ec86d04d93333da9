/** The parameters of a running server, put together: book, exchange with the companion, operators' changes, answers. */
import type { LogLine } from '../core/pair/effect.ts';
import type { State } from '../core/pair/state.ts';
import { isServing } from '../core/pair/state.ts';
import { serverParameters } from '../core/pair-file/server-parameters.ts';
import { changedInPairFile } from '../core/parameter-history/first-values.ts';
import type { History } from '../core/parameter-history/history.ts';
import { lastOf, valuesAt } from '../core/parameter-history/history.ts';
import type { HistoryQuery } from '../core/parameter-history/page.ts';
import { historyPage } from '../core/parameter-history/page.ts';
import type { ParametersFrame } from '../core/protocol/frames.ts';
import type { HistoryPage, ServerParameters } from '../core/protocol/parameter-answers.ts';
import type { LoadedPairFile } from '../host/pair-file.ts';
import type { ParameterBook } from './parameter-book.ts';
import { isUnwritten } from './parameter-book.ts';
import type { ParameterChanges } from './parameter-changes.ts';
import { createParameterChanges } from './parameter-changes.ts';
import type { ParameterExchange } from './parameter-exchange.ts';
import { createParameterExchange } from './parameter-exchange.ts';

export interface Parameters {
  readonly change: ParameterChanges['change'];
  readonly settle: ParameterChanges['settle'];
  readonly look: ParameterExchange['look'];
  readonly hear: ParameterExchange['hear'];
  readonly read: () => ServerParameters;
  readonly readHistory: (query: HistoryQuery) => HistoryPage;
  /** Null where that checkpoint is not kept. */
  readonly readCheckpoint: (
    number: number,
  ) => { readonly number: number; readonly values: ServerParameters['values'] } | null;
  /** What `status` has to say of them. */
  readonly facts: () => ParameterFacts;
  /** Ends the exchange, after the change under way. */
  readonly stop: () => Promise<void>;
}

export interface ParameterFacts {
  readonly checkpoint: number;
  /** Names of what waits for a restart of this server. */
  readonly waiting: readonly string[];
  /** The backup lacks something for longer than replication takes. */
  readonly isBehind: boolean;
  readonly damaged: string | null;
  /** Names of what the pair file says otherwise than it did when its values were taken. */
  readonly changedInPairFile: readonly string[];
  readonly setAside: History['aside'];
}

export interface ParametersHost {
  readonly pair: LoadedPairFile;
  readonly book: ParameterBook;
  readonly state: () => State;
  readonly send: (frame: ParametersFrame) => boolean;
  readonly log: (line: LogLine) => void;
}

export function createParameters({ pair, book, state, send, log }: ParametersHost): Parameters {
  const servers = serverParameters(pair.pairFile.servers);
  const changes = createParameterChanges({
    book,
    exchange: () => exchange,
    facts: { servers, pairFile: pair.path },
    firstValues: pair.pairFile.parameters,
    state,
    log,
  });
  const exchange = createParameterExchange({ book, state, send, log, becameActive: changes.begin });
  return {
    change: changes.change,
    settle: changes.settle,
    look: exchange.look,
    hear: exchange.hear,
    read: () => ({
      letter: state().self.letter,
      name: state().self.name,
      serving: isServing(state()),
      checkpoint: lastOf(book.history()).number,
      // A backup that has not heard of the active server yet goes by its own pair file.
      values: { ...(isUnwritten(book.history()) ? pair.pairFile.parameters : book.history().values) },
      inForce: { ...book.inForce() },
      servers: { ...servers },
    }),
    readHistory: (query) => historyPage(book.history(), query),
    readCheckpoint: (number) => {
      const values = valuesAt(book.history(), number);
      return values === null ? null : { number, values: { ...values } };
    },
    facts: () => ({
      checkpoint: lastOf(book.history()).number,
      waiting: book.waiting(),
      isBehind: exchange.isBehind(),
      damaged: book.fault,
      changedInPairFile: changedInPairFile(book.history(), pair.pairFile.parameters),
      setAside: book.history().aside,
    }),
    stop: async () => {
      exchange.stop();
      await book.inTurn(async () => undefined);
    },
  };
}
