/**
 * The parameters of a running pair (docs/changing-parameters.md): entries of the configuration tree, which replicates them,
 * and operators' changes to them.
 */

import { serverParameters } from '../../core/config/pair-file/server-parameters.ts';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import { isServing } from '../../core/engine/state.ts';
import { changedInPairFile } from '../../core/parameter-history/first-values.ts';
import { lastNumber } from '../../core/parameter-history/history.ts';
import { readParameterJournal } from '../../host/files/parameter-journal.ts';
import type { Subsystem, SubsystemHost } from '../subsystem.ts';
import type { Tree } from '../tree/tree.ts';
import { createParameterBook, markOf } from './book.ts';
import { createParameterChanges } from './changes.ts';
import { parameterRoutes } from './routes.ts';
import { parameterWarnings } from './warnings.ts';

/** @throws SwitchoverError `parameters-unusable` */
export async function openParameters(
  host: SubsystemHost,
  tree: Tree,
): Promise<Subsystem & { readonly inForce: () => ParameterValues }> {
  const { pair, letter, state, log } = host;
  const firstValues = pair.pairFile.parameters;
  const servers = serverParameters(pair.pairFile.servers);
  const book = createParameterBook({
    letter,
    tree,
    journal: await readParameterJournal(host.dataFolder),
    firstValues,
    isServing: () => isServing(state()),
    changed: (settings) => host.post({ type: 'configured', settings }),
    log,
  });
  const changes = createParameterChanges({
    book,
    tree,
    facts: { servers, pairFile: pair.path },
    firstValues,
    state,
    log,
  });
  const fault = book.fault();
  if (fault !== null) {
    const text = `SwitchoverMain::Parameters : part of the parameter history cannot be read: ${fault}`;
    log({ topic: 'SwitchoverMain', level: 'error', text });
  }
  let wasServing = false;
  return {
    channel: 'parameters',
    inForce: book.inForce,
    historyMark: () => markOf(book.history()),
    onStateChange: (reached) => {
      const serving = isServing(reached);
      if (serving && !wasServing) changes.begin();
      wasServing = serving;
    },
    facts: () => ({ checkpoint: lastNumber(book.history()), waiting: book.waiting() }),
    warnings: () =>
      parameterWarnings({
        waiting: book.waiting(),
        damaged: book.fault(),
        changedInPairFile: changedInPairFile(book.history(), firstValues),
        setAside: book.history().aside,
      }),
    routes: parameterRoutes({ book, firstValues, servers, state, change: changes.change }),
    close: book.close,
  };
}
