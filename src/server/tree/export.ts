/** Everything at and below a path as it is at one moment, as lines of JSON: a header, the entries, and their number. */
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { exportEndShape, exportHeaderShape } from '../../core/protocol/tree-answers.ts';
import { printPath, type TreePath } from '../../core/tree-path.ts';
import { wallClock } from '../../host/process/clock.ts';
import type { TreeThread } from './thread.ts';

type Header = z.infer<typeof exportHeaderShape>;

/** A reader that reads nothing for this long is disconnected, in ms: until then, the database file grows. */
const UNREAD_LIMIT_MS = 60_000;

/** Rejects if there are too many at the same time. */
export async function openExport(
  ask: TreeThread['ask'],
  path: TreePath | null,
  server: Header['server'],
): Promise<Readable> {
  const { id, position } = await ask('exportBegin', path);
  const lines = linesOf(ask, id, {
    format: 'switchover-tree',
    version: 1,
    path: path === null ? '' : printPath(path),
    server,
    position,
    at: wallClock().toISOString(),
  });
  const stream = Readable.from(lines, { objectMode: false });
  let unread: NodeJS.Timeout | undefined;
  const watch = (): void => {
    clearTimeout(unread);
    unread = setTimeout(() => stream.destroy(), UNREAD_LIMIT_MS);
  };
  stream.on('data', watch).pause();
  stream.once('close', () => {
    clearTimeout(unread);
    void ask('exportEnd', id).catch(() => undefined);
  });
  watch();
  return stream;
}

async function* linesOf(ask: TreeThread['ask'], id: number, header: Header): AsyncGenerator<string> {
  yield `${JSON.stringify(header)}\n`;
  let count = 0;
  for (;;) {
    const { text, entries } = await ask('exportNext', id);
    if (entries === 0) break;
    count += entries;
    yield text;
  }
  const end: z.infer<typeof exportEndShape> = { entries: count };
  yield `${JSON.stringify(end)}\n`;
}
