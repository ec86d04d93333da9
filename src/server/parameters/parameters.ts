/**
 * The parameters of a running pair (docs/changing-parameters.md): one server's book, its exchange with the companion,
 * and operators' changes.
 */
import { serverParameters } from '../../core/config/pair-file/server-parameters.ts';
import { changedInPairFile } from '../../core/parameter-history/first-values.ts';
import { lastOf } from '../../core/parameter-history/history.ts';
import { PARAMETERS_CHANNEL } from '../../core/parameter-history/shape.ts';
import { openParameterJournal } from '../../host/files/parameter-journal.ts';
import type { Subsystem, SubsystemHost } from '../subsystem.ts';
import { createParameterBook, markOf } from './book.ts';
import { createParameterChanges } from './changes.ts';
import { createParameterExchange } from './exchange.ts';
import { parameterRoutes } from './routes.ts';
import { parameterWarnings } from './warnings.ts';

/** @throws SwitchoverError `parameters-unusable` */
export async function openParameters(host: SubsystemHost): Promise<Subsystem> {
  const { pair, letter, state, log } = host;
  const firstValues = pair.pairFile.parameters;
  const servers = serverParameters(pair.pairFile.servers);
  const book = createParameterBook({
    letter,
    journal: await openParameterJournal(host.dataFolder),
    firstValues,
    extended: (history) => host.post({ type: 'history-changed', history }),
    changed: (settings) => host.post({ type: 'configured', settings }),
  });
  const changes = createParameterChanges({
    book,
    exchange: () => exchange,
    facts: { servers, pairFile: pair.path },
    firstValues,
    state,
    log,
  });
  const exchange = createParameterExchange({ book, state, send: host.send, log, becameActive: changes.begin });
  if (book.fault !== null) {
    const text = `SwitchoverMain::Parameters : the parameter history file is damaged: ${book.fault}`;
    log({ topic: 'SwitchoverMain', level: 'error', text });
  }
  return {
    channel: PARAMETERS_CHANNEL,
    inForce: book.inForce,
    historyMark: () => markOf(book.history()),
    onStateChange: exchange.onStateChange,
    onFrame: exchange.hear,
    // An unreachable companion does not delay a switch: what it lacks is set aside and listed (reading R12).
    drain: (limitMs) => changes.settle(limitMs).then(() => null),
    behind: exchange.behind,
    wouldLose: exchange.wouldLose,
    facts: () => ({ checkpoint: lastOf(book.history()).number, waiting: book.waiting() }),
    warnings: () =>
      parameterWarnings({
        waiting: book.waiting(),
        isBehind: exchange.isBehind(),
        damaged: book.fault,
        changedInPairFile: changedInPairFile(book.history(), firstValues),
        setAside: book.history().aside,
      }),
    files: [book.file],
    routes: parameterRoutes({ book, firstValues, servers, state, change: changes.change }),
    close: () => {
      exchange.stop();
      return book.close();
    },
  };
}
