/** Those who watch the configuration tree: each gets the changes in their order as server-sent events, and no more at a time than it reads. */
import { Readable } from 'node:stream';
import type { Position } from '../../core/replication/position.ts';
import type { TreePath } from '../../core/tree-path.ts';
import type { TreeThread } from './thread.ts';
import type { Watched } from './work.ts';

export interface Watchers {
  /** Something was committed on this server. */
  readonly committed: () => void;
  /** The events after a position; null: there are too many watchers. */
  readonly open: (
    ask: TreeThread['ask'],
    asked: { readonly from: Position; readonly paths: readonly TreePath[] | null },
  ) => Readable | null;
  readonly close: () => void;
}

const MOST_WATCHERS = 128;
/** Something is sent this often, so that a lost connection is noticed, in ms. */
const ALIVE_EVERY_MS = 5_000;
/** A watcher that reads nothing for this long is disconnected, in ms. */
const UNREAD_LIMIT_MS = 60_000;

export function createWatchers(): Watchers {
  const all = new Map<Readable, () => void>();
  return {
    committed: () => {
      for (const wake of all.values()) wake();
    },
    open: (ask, asked) => {
      if (all.size >= MOST_WATCHERS) return null;
      const { stream, wake } = watch(ask, asked);
      all.set(stream, wake);
      stream.once('close', () => all.delete(stream));
      return stream;
    },
    close: () => {
      for (const stream of all.keys()) stream.destroy();
    },
  };
}

function watch(
  ask: TreeThread['ask'],
  { from, paths }: { readonly from: Position; readonly paths: readonly TreePath[] | null },
): { readonly stream: Readable; readonly wake: () => void } {
  let at = from;
  let isWanted = false;
  let isAsking = false;
  let hasNews = true;
  let isNew = true;
  let unread: NodeJS.Timeout | undefined;

  const stream = new Readable({
    read: () => {
      isWanted = true;
      clearTimeout(unread);
      if (isNew) say(idle(at));
      isNew = false;
      void pump();
    },
    destroy: (error, done) => {
      clearTimeout(unread);
      clearInterval(alive);
      done(error);
    },
  });

  const say = (text: string): void => {
    if (stream.destroyed || stream.push(text)) return;
    isWanted = false;
    clearTimeout(unread);
    unread = setTimeout(() => stream.destroy(), UNREAD_LIMIT_MS);
  };

  const pump = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      while (hasNews && isWanted && !stream.destroyed) {
        hasNews = false;
        const watched = await ask('changesAfter', { from: at, paths });
        at = watched.at;
        hasNews ||= watched.more;
        const text = eventsOf(watched);
        if (text !== '') say(text);
      }
    } catch {
      // The server is stopping.
      stream.destroy();
    } finally {
      isAsking = false;
    }
  };

  const alive = setInterval(() => {
    if (isWanted && !isAsking) say(idle(at));
  }, ALIVE_EVERY_MS);

  return {
    stream,
    wake: () => {
      hasNews = true;
      void pump();
    },
  };
}

function eventsOf({ changes, gap }: Watched): string {
  const missed = gap === null ? [] : [event('gap', gap.to, gap)];
  return [...missed, ...changes.map((change) => event('change', change.position, change))].join('');
}

/** No event, but a position to go on from: changes elsewhere count too. */
function idle({ term, number }: Position): string {
  return `id: ${term}.${number}\n: nothing new\n\n`;
}

function event(name: string, { term, number }: Position, data: unknown): string {
  return `id: ${term}.${number}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
