/**
 * What a server had alone and gave up, as files that people can read: one for each time, in `set-aside/` in the data
 * folder. The first line says when and for whose data; each of the others is one entry.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SetAside, SetAsideDetails } from '../../core/protocol/tree-answers.ts';
import type { AsideItem } from '../../core/replication/replica.ts';
import type { TreeEntry } from '../../core/tree/entry.ts';
import { isOfParameters } from '../../core/tree/parameters.ts';
import { keyOf, parsePath, pathOfKey } from '../../core/tree-path.ts';
import { wallClock } from '../process/clock.ts';

export interface SetAsideFiles {
  /** From here on, what is set aside belongs to a new occasion. `replacedBy`: the server whose data counts. */
  readonly begin: (replacedBy: string | null) => void;
  /** Durable when this returns. Throws if it cannot be written. */
  readonly add: (items: readonly AsideItem<TreeEntry>[]) => void;
  /** The last time that something was set aside; null: never, or no longer kept. Known without reading. */
  readonly newest: () => SetAside | null;
  /** Newest first. */
  readonly list: () => readonly SetAside[];
  /** Null: there is none of that name. At most so many items after the first so many. */
  readonly read: (id: string, after: number, most: number) => SetAsideDetails | null;
  /** What was set aside of the parameters and their history, oldest first. */
  readonly parameters: () => readonly { readonly at: string; readonly key: string; readonly entry: TreeEntry | null }[];
}

/** How long they are kept, in ms. */
const KEPT_MS = 90 * 86_400_000;

const headerShape = z.object({
  format: z.literal('switchover-set-aside'),
  version: z.literal(1),
  at: z.string(),
  replacedBy: z.string().nullable(),
});

const itemShape = z.object({
  path: z.string(),
  term: z.int(),
  number: z.int(),
  entry: z
    .object({
      class: z.string(),
      attributes: z.record(z.string(), z.array(z.string())),
      at: z.string(),
      by: z.string(),
    })
    .nullable(),
});

/** Ids come from operators: nothing else is a name of one of these files. */
const ID = /^\d{8}T\d{6}-[0-9a-f]{6}$/;

export function openSetAsideFiles(dataFolder: string): SetAsideFiles {
  const folder = path.join(dataFolder, 'set-aside');
  let replacedBy: string | null = null;
  /** What is set aside at present. */
  let current: SetAside | null = null;
  const fileOf = (id: string): string => path.join(folder, `${id}.jsonl`);

  const ids = (): string[] => {
    try {
      const names = readdirSync(folder).map((name) => path.parse(name));
      return names.filter(({ name, ext }) => ext === '.jsonl' && ID.test(name)).map(({ name }) => name);
    } catch {
      return [];
    }
  };

  const removeOld = (): void => {
    const oldest = idAt(new Date(wallClock().getTime() - KEPT_MS));
    for (const id of ids()) if (id < oldest) rmSync(fileOf(id), { force: true });
  };

  const headed = (): SetAside => {
    const now = wallClock();
    const id = `${idAt(now)}-${randomBytes(3).toString('hex')}`;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const at = now.toISOString();
    const header = { format: 'switchover-set-aside', version: 1, at, replacedBy };
    append(fileOf(id), `${JSON.stringify(header)}\n`, 'wx');
    syncFolder(folder);
    return { id, at, replacedBy, entries: 0 };
  };

  const list = (): readonly SetAside[] => {
    const found = ids().toSorted().toReversed();
    return found.flatMap((id) => {
      const lines = linesOf(fileOf(id));
      const header = headerShape.safeParse(jsonOf(lines[0]));
      if (!header.success) return [];
      const { at, replacedBy: by } = header.data;
      return [{ id, at, replacedBy: by, entries: lines.length - 1 }];
    });
  };

  removeOld();
  let newest = list()[0] ?? null;
  return {
    begin: (server) => {
      replacedBy = server;
      current = null;
    },
    add: (items) => {
      current ??= headed();
      const lines = items.map((item) => `${JSON.stringify(stored(item))}\n`);
      try {
        append(fileOf(current.id), lines.join(''), 'a');
      } catch (error) {
        // Its last line may be incomplete.
        current = null;
        throw error;
      }
      current = { ...current, entries: current.entries + items.length };
      newest = current;
    },
    newest: () => newest,
    list,
    parameters: () =>
      ids()
        .toSorted()
        .flatMap((id) => {
          const lines = linesOf(fileOf(id));
          const at = headerShape.safeParse(jsonOf(lines[0])).data?.at ?? '';
          return lines.slice(1).flatMap((line) => {
            const item = itemShape.safeParse(jsonOf(line)).data;
            const parsed = parsePath(item?.path ?? '');
            if (item === undefined || !parsed.ok || !isOfParameters(keyOf(parsed.path))) return [];
            const entry = item.entry === null ? null : { path: item.path, ...item.entry };
            return [{ at, key: keyOf(parsed.path), entry }];
          });
        }),
    read: (id, after, most) => {
      if (!ID.test(id)) return null;
      const lines = linesOf(fileOf(id));
      const header = headerShape.safeParse(jsonOf(lines[0]));
      if (!header.success) return null;
      const { at, replacedBy: by } = header.data;
      const items = lines.slice(1 + after, 1 + after + most).flatMap((line) => {
        const item = itemShape.safeParse(jsonOf(line));
        return item.success ? [shown(item.data)] : [];
      });
      const entries = lines.length - 1;
      return { id, at, replacedBy: by, entries, items, next: after + most < entries ? after + most : null };
    },
  };
}

function idAt(date: Date): string {
  return date.toISOString().replaceAll(/[-:]|\.\d+Z$/g, '');
}

function stored({ key, position, content }: AsideItem<TreeEntry>): z.infer<typeof itemShape> {
  const { term, number } = position;
  if (content === null) return { path: pathOfKey(key), term, number, entry: null };
  const { path: written, class: ofClass, attributes, at, by } = content;
  const copied = Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]]));
  return { path: written, term, number, entry: { class: ofClass, attributes: copied, at, by } };
}

function shown({ path: written, term, number, entry }: z.infer<typeof itemShape>): SetAsideDetails['items'][number] {
  return {
    path: written,
    position: { term, number },
    entry: entry === null ? null : { class: entry.class, attributes: entry.attributes },
    changedAt: entry?.at ?? null,
    changedBy: entry?.by ?? null,
  };
}

/** Complete lines: the last one may have been cut short by a crash. */
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

function jsonOf(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return null;
  }
}

function append(file: string, text: string, flag: 'a' | 'wx'): void {
  const opened = openSync(file, flag, 0o600);
  try {
    writeFileSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function syncFolder(folder: string): void {
  // Windows cannot sync folders.
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
