/**
 * The configuration tree of a running pair (docs/configuration-tree.md): replicated over a connection of its own, from the
 * active server to the backup ("Synchronizing the registry on both servers", Appendix C).
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import type { HistoryMark } from '../../core/engine/state.ts';
import { isServing, stateOf, termOf } from '../../core/engine/state.ts';
import { otherLetter } from '../../core/letter.ts';
import type { NewChange } from '../../core/replication/local-change.ts';
import type { Position } from '../../core/replication/position.ts';
import type { TreeEntry } from '../../core/tree/entry.ts';
import { type Role, roleIn } from '../../core/tree/role.ts';
import { isSameFile } from '../../host/files/watched-file.ts';
import { monotonicMs, newBootId, wallClock } from '../../host/process/clock.ts';
import type { Subsystem, SubsystemHost } from '../subsystem.ts';
import { openBackups } from './backups.ts';
import { openExport } from './export.ts';
import type { Committed, ParameterAside, TreeFacts } from './facts.ts';
import { TREE_FILE } from './messages.ts';
import { treeRoutes } from './routes.ts';
import { startThread } from './thread.ts';
import { treeWarnings } from './warnings.ts';
import { createWatchers } from './watchers.ts';

/** What the other subsystems of this server use of the tree. */
export interface Tree {
  /** The entries of the parameters and their history, by key, as of the last commit on this server. */
  readonly parameters: () => ReadonlyMap<string, TreeEntry>;
  /** Called after every commit that changed one of them. One listener. */
  readonly onParameters: (listener: () => void) => void;
  /** What this server had alone of them and gave up, oldest first. */
  readonly parametersAside: () => readonly ParameterAside[];
  /** Makes a change under the present term. Resolves when it is durable. Rejects if it cannot be written. */
  readonly make: (change: NewChange<TreeEntry>) => Promise<Position>;
  /** The position of the last change on this server. */
  readonly last: () => Promise<Position>;
  /** Whether the companion has everything up to a position, within `limitMs`. */
  readonly replicated: (position: Position, limitMs: number) => Promise<boolean>;
}

export interface OpenedTree {
  readonly tree: Tree;
  readonly subsystem: Subsystem;
}

export const TREE_CHANNEL = 'tree';

/** How often the engine learns how far the tree goes, at most, in ms: it decides nothing by it while the pair runs. */
const MARK_EVERY_MS = 30_000;

/** `inForce`: the parameters in force, once they are known. */
export async function openTree(host: SubsystemHost, inForce: () => ParameterValues): Promise<OpenedTree> {
  const { letter, state, log } = host;
  const companion = host.pair.pairFile.servers[otherLetter(letter)];
  let facts: TreeFacts;
  let factsAt = monotonicMs();
  let role: Role = { is: 'none' };
  let failure: Error | null = null;
  let leadingSince: number | null = null;
  const parameters = new Map<string, TreeEntry>();
  const aside: ParameterAside[] = [];
  let onParameters = (): void => undefined;
  const waiting = new Set<() => void>();
  const watchers = createWatchers();

  const committed = ({ parameters: writes, aside: items }: Committed): void => {
    for (const [key, entry] of writes) {
      if (entry === null) parameters.delete(key);
      else parameters.set(key, entry);
    }
    aside.push(...items);
    if (writes.length + items.length > 0) onParameters();
    watchers.committed();
  };

  const link = host.openLink(TREE_CHANNEL, {
    onUp: () => thread.connected(true),
    onMessage: (bytes) => thread.heard(bytes),
    onDown: (why) => {
      thread.connected(false);
      if (role.is !== 'none') log({ topic: 'SwitchoverMain', level: 'note', text: `SwitchoverMain::Tree : ${why}` });
    },
  });

  const thread = await startThread(
    { dataFolder: host.dataFolder, bootId: newBootId() },
    {
      send: link.send,
      drop: link.drop,
      facts: (next) => {
        facts = next;
        factsAt = monotonicMs();
        for (const check of waiting) check();
        markLater();
      },
      committed,
      log,
      failed: (error) => {
        failure = error;
        link.set('off');
        log({
          topic: 'SwitchoverMain',
          level: 'error',
          text: `SwitchoverMain::Tree : it has failed: ${error.message}`,
        });
      },
    },
  );
  const { opened } = thread;
  const file = path.join(host.dataFolder, TREE_FILE);
  const held = statSync(file);
  facts = opened.facts;
  for (const [key, entry] of opened.parameters) if (entry !== null) parameters.set(key, entry);
  aside.push(...opened.aside);
  if (facts.damage !== null) {
    const { why, keptAs } = facts.damage;
    const text = `SwitchoverMain::Tree : its database was damaged (${why}); it is kept as [${keptAs}], and not used`;
    log({ topic: 'SwitchoverMain', level: 'error', text });
  }

  /** An age in the last report, as of now. */
  const ageOf = (ageMs: number | null): number | null => (ageMs === null ? null : ageMs + monotonicMs() - factsAt);

  const isLost = (): boolean => failure !== null || (facts.isIncomplete && facts.last.number === 0);

  let marked = markOf(facts);
  let markedAt = monotonicMs();
  const mark = (): void => {
    const next = markOf(facts);
    if (JSON.stringify(next) === JSON.stringify(marked)) return;
    marked = next;
    markedAt = monotonicMs();
    host.post({ type: 'history-changed', history: next });
  };
  const markLater = (): void => {
    if (marked === 'none' || monotonicMs() - markedAt > MARK_EVERY_MS) mark();
  };

  const reached = (number: number): boolean =>
    facts.follower !== null && !facts.follower.isComparing && facts.follower.acknowledged >= number;

  const replicated = ({ number }: Position, limitMs: number): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const check = (): void => {
      if (reached(number)) resolve(true);
    };
    const limit = setTimeout(() => resolve(reached(number)), limitMs);
    waiting.add(check);
    check();
    return promise.finally(() => {
      clearTimeout(limit);
      waiting.delete(check);
    });
  };

  const make = (change: NewChange<TreeEntry>): Promise<Position> => {
    if (isLost()) return Promise.reject(new Error('the configuration tree of this server was lost'));
    return thread.ask('make', { change, term: termOf(state()) });
  };

  const server = () => ({ letter, name: state().self.name, serving: isServing(state()) });
  const backups = openBackups({
    dataFolder: host.dataFolder,
    ...host.pair.pairFile.backups,
    openExport: () => openExport(thread.ask, null, server()),
    isDue: () => role.is === 'leader' && !isLost() && facts.entries > 0,
    log,
  });

  const backupAgeMs = (): number | null => {
    const at = backups.lastAt();
    return at === null ? null : Math.max(0, wallClock().getTime() - at);
  };

  return {
    tree: {
      parameters: () => parameters,
      onParameters: (listener) => {
        onParameters = listener;
      },
      parametersAside: () => aside,
      make,
      last: () => thread.ask('last', null),
      replicated,
    },
    subsystem: {
      channel: TREE_CHANNEL,
      onStateChange: (reachedState) => {
        const wanted = roleIn(reachedState, inForce(), companion.name);
        // What is lost is not given to a backup; as the backup, this server gets it again.
        const isUnable = failure !== null || (wanted.is === 'leader' && isLost());
        const next = isUnable ? { is: 'none' as const } : wanted;
        if (JSON.stringify(next) !== JSON.stringify(role)) {
          if (next.is !== role.is) {
            mark();
            leadingSince = next.is === 'leader' ? monotonicMs() : null;
          }
          role = next;
          thread.setRole(role);
        }
        const isAbleToFollow = role.is === 'follower' && !host.isUnknownThere();
        link.set(role.is === 'leader' ? 'accept' : isAbleToFollow ? 'dial' : 'off');
      },
      historyMark: () => marked,
      drain: async (limitMs) => {
        if (host.isUnknownThere()) return null;
        // A server that stops waits for a backup that is there, not for one that may come.
        if (facts.follower === null && stateOf(state().place) === 'stopping') return null;
        const last = await thread.ask('last', null);
        if (last.number === 0 || (await replicated(last, limitMs))) return null;
        const { lag } = facts;
        const lacks = lag === null ? 'the backup does not follow' : `the backup still lacks ${lag.changes} changes`;
        return `${lacks} after ${limitMs / 1000} s`;
      },
      behind: () => {
        if (facts.lag === null || role.is === 'none') return { items: null, ageMs: null };
        return { items: facts.lag.changes, ageMs: ageOf(facts.lag.ageMs) };
      },
      wouldLose: async () => {
        if (role.is !== 'leader' || isLost() || facts.last.number === 0 || host.isUnknownThere()) return [];
        const { paths, count } = await thread.ask('loss', null).catch(() => ({ paths: [], count: null }));
        if (count === null) return [...paths, 'changes of the configuration tree: how many is not known'];
        return count > paths.length ? [...paths, `${count - paths.length} more entries`] : paths;
      },
      facts: () => ({
        position: facts.last,
        entries: facts.entries,
        provedAgeMs: ageOf(facts.provedAgeMs),
        omitted: facts.follower?.omitted ?? 0,
        backupAgeMs: backupAgeMs(),
      }),
      warnings: () =>
        treeWarnings({
          facts,
          failure,
          isLost: isLost(),
          isFileGone: !isSameFile(held, statSync(file, { throwIfNoEntry: false })),
          isLeader: role.is === 'leader',
          isUnknownThere: host.isUnknownThere(),
          lagAgeMs: ageOf(facts.lag?.ageMs ?? null),
          backupAgeMs: backupAgeMs(),
          leadingMs: leadingSince === null ? null : monotonicMs() - leadingSince,
          backupEveryMs: host.pair.pairFile.backups.everyMs,
          companion: companion.name,
        }),
      metrics: () => [
        { name: 'switchover_tree_entries', help: 'Entries in the configuration tree', value: facts.entries },
        { name: 'switchover_tree_changes', help: 'Number of the last change of the tree', value: facts.last.number },
        {
          name: 'switchover_tree_differences',
          help: 'Differences between the servers that a proof found and repaired',
          value: facts.differences,
        },
      ],
      routes: treeRoutes({
        state,
        server,
        ask: thread.ask,
        companion: {
          name: companion.name,
          letter: otherLetter(letter),
          address: `${companion.host}:${companion.port}`,
        },
        isLost,
        replicated,
        watchers,
        backups,
      }),
      close: async () => {
        link.set('off');
        watchers.close();
        backups.close();
        await thread.close();
      },
    },
  };
}

/** How far the tree goes, as the engine and the companion are told. */
function markOf({ last }: TreeFacts): HistoryMark {
  return last.number === 0 ? 'none' : last;
}
