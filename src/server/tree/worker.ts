/**
 * The thread that has the configuration tree: its store, and this server's side of replication. The main thread only passes
 * on what comes and goes, so that no disk and no comparison delays a ping.
 */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { SwitchoverError } from '../../core/problem.ts';
import { endPosition } from '../../core/replication/position.ts';
import type { AsideItem, Commit, Write } from '../../core/replication/replica.ts';
import { NOTHING } from '../../core/replication/replica.ts';
import { entryOfText, entryText, type TreeEntry } from '../../core/tree/entry.ts';
import { isOfParameters, PARAMETER_KEYS } from '../../core/tree/parameters.ts';
import { keysBelow } from '../../core/tree-path.ts';
import { monotonicMs, wallClock } from '../../host/process/clock.ts';
import { openSetAsideFiles } from '../../host/store/set-aside-files.ts';
import { type OpenedStore, openStore } from '../../host/store/store.ts';
import type { ParameterAside, TreeFacts } from './facts.ts';
import { type FromWorker, type ToWorker, TREE_FILE, type WorkerOptions } from './messages.ts';
import { createReplication } from './replication.ts';
import { createWork } from './work.ts';

/** How often the protocol is told that time passes, and the shortest time between two reports, in ms. */
const TICK_MS = 500;
const REPORT_MS = 20;
/** More than the parameters and their history ever are. */
const MOST_PARAMETER_ROWS = 20_000;

const port = parentPort!;
const { dataFolder, bootId } = workerData as WorkerOptions;
const tell = (message: FromWorker): void => port.postMessage(message);

const aside = openSetAsideFiles(dataFolder);
/** Of the present commit. */
let asideNow: ParameterAside[] = [];

const setAside = (items: readonly AsideItem<TreeEntry>[]): void => {
  aside.add(items);
  const at = wallClock().toISOString();
  const own = items.filter(({ key }) => isOfParameters(key));
  asideNow.push(...own.map(({ key, content }) => ({ at, key, entry: content })));
};

const { store, damage } = opened();
// What was there is lost: nothing here counts until the companion or an operator has filled it again.
if (damage !== null) store.commit({ ...NOTHING, incomplete: true });

const commit = (made: Commit<TreeEntry>): void => {
  asideNow = [];
  store.commit(made);
  const writes: Write<TreeEntry>[] = [
    ...made.remove.map((key) => ({ key, content: null })),
    ...made.put.map(({ key, content }) => ({ key, content })),
  ];
  const parameters = writes.filter(({ key }) => isOfParameters(key)).map(({ key, content }) => [key, content] as const);
  tell({ is: 'committed', committed: { parameters, aside: asideNow } });
};

function opened(): OpenedStore<TreeEntry> {
  const file = path.join(dataFolder, TREE_FILE);
  try {
    return openStore({ file, write: entryText, read: entryOfText, setAside });
  } catch (error) {
    const { kind, problem } = error instanceof SwitchoverError ? error : unusable(file, error as Error);
    tell({ is: 'not-opened', kind, problem });
    process.exit();
  }
}

function unusable(file: string, error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'tree-unusable',
    what: `cannot open the configuration tree in ${file}`,
    why: error.message,
    where: file,
    do: 'make the data folder writable for this user, or set another one with "data:" in the pair file',
  });
}

const replication = createReplication({
  store,
  bootId,
  commit,
  send: (bytes) => tell({ is: 'send', bytes }),
  drop: (why) => tell({ is: 'drop', why }),
  log: (line) => tell({ is: 'log', line }),
});

const work = createWork({
  store,
  aside,
  role: replication.role,
  commit: (made) => {
    commit(made);
    replication.committed();
  },
  loss: replication.loss,
});

const facts = (): TreeFacts => ({
  ...replication.facts(),
  last: endPosition(store.log()),
  entries: store.count(),
  damage,
  isIncomplete: store.isIncomplete(),
  setAside: aside.newest(),
});

let reportedAt = Number.NEGATIVE_INFINITY;
let reporting = false;
/** Reports after everything that may have changed something, but not for each change under load. */
const reportSoon = (): void => {
  if (reporting) return;
  reporting = true;
  setTimeout(
    () => {
      reporting = false;
      reportedAt = monotonicMs();
      tell({ is: 'facts', facts: facts() });
    },
    Math.max(0, reportedAt + REPORT_MS - monotonicMs()),
  );
};

const perform = (message: ToWorker): void => {
  switch (message.is) {
    case 'role':
      if (message.role.is === 'follower') aside.begin(message.role.of);
      return replication.setRole(message.role);
    case 'connected':
      return replication.connected();
    case 'disconnected':
      return replication.disconnected();
    case 'heard':
      return replication.heard(message.bytes);
    case 'request':
      return answer(message);
    case 'close':
      store.close();
      process.exit(0);
  }
};

function answer({ id, name, asked }: Extract<ToWorker, { readonly is: 'request' }>): void {
  try {
    // The main thread asks with the type that the method takes.
    tell({ is: 'answer', id, answer: work[name](asked as never) });
  } catch (error) {
    tell({ is: 'failed', id, why: (error as Error).message });
  }
}

port.on('message', (message: ToWorker) => {
  perform(message);
  reportSoon();
});
setInterval(() => {
  replication.tick();
  reportSoon();
}, TICK_MS);

const parameters = PARAMETER_KEYS.flatMap((key) => {
  const { before } = keysBelow(key);
  return store.rowsBetween(key, before, MOST_PARAMETER_ROWS).map((row) => [row.key, row.content] as const);
});
tell({ is: 'opened', opened: { facts: facts(), parameters, aside: aside.parameters() } });
