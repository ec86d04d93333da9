/** Reads the lines of an export: from a server or from a file. Nothing is done with what is not complete. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { SwitchoverError } from '../../core/problem.ts';
import {
  exportEndShape,
  exportEntryShape,
  exportHeaderShape,
  type TreeEntryAnswer,
} from '../../core/protocol/tree-answers.ts';
import { keyOf, parsePath } from '../../core/tree-path.ts';

export interface Exported {
  /** What was exported; null: everything. */
  readonly path: string | null;
  readonly at: string;
  /** By key, in the order of the keys. */
  readonly entries: ReadonlyMap<string, TreeEntryAnswer>;
}

/**
 * `where`: its name in problems.
 *
 * @throws SwitchoverError (usage) `export-damaged`, `export-incomplete`, `export-newer`; (unreachable) `file-missing`,
 * `file-unreadable`
 */
export async function readExport(source: Readable, where: string): Promise<Exported> {
  const entries = new Map<string, TreeEntryAnswer>();
  let header: Pick<Exported, 'path' | 'at'> | null = null;
  let end: number | null = null;
  let number = 0;
  const lines = createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
  const failure = new Promise<never>((_, reject) => source.once('error', (error) => reject(unreadable(where, error))));
  failure.catch(() => undefined);
  const read = async (): Promise<void> => {
    for await (const line of lines) {
      number += 1;
      const value = jsonOf(line);
      if (header === null) header = headerOf(value, where);
      else if (end !== null) throw damaged(where, number, 'something follows after its end');
      else {
        const entry = exportEntryShape.safeParse(value);
        if (entry.success) entries.set(keyOfEntry(entry.data, where, number), entry.data);
        else end = exportEndShape.safeParse(value).data?.entries ?? fail(damaged(where, number, 'it is not an entry'));
      }
    }
  };
  await Promise.race([read(), failure]);
  if (header === null || end !== entries.size) throw incomplete(where, entries.size);
  return { ...(header as Pick<Exported, 'path' | 'at'>), entries };
}

export function readExportFile(file: string): Promise<Exported> {
  return readExport(createReadStream(file), file);
}

function fail(error: SwitchoverError): never {
  throw error;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function headerOf(value: unknown, where: string): Pick<Exported, 'path' | 'at'> {
  const header = exportHeaderShape.safeParse(value);
  if (header.success) return { path: header.data.path === '' ? null : header.data.path, at: header.data.at };
  const { format, version } = Object(value) as { readonly format?: unknown; readonly version?: unknown };
  if (format === 'switchover-tree' && typeof version === 'number' && version > 1) throw newer(where, version);
  throw damaged(where, 1, 'it does not begin like an export of the configuration tree');
}

function keyOfEntry({ path }: TreeEntryAnswer, where: string, number: number): string {
  const parsed = parsePath(path);
  if (!parsed.ok) throw damaged(where, number, parsed.problem.what);
  return keyOf(parsed.path);
}

function damaged(where: string, line: number, why: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'export-damaged',
    what: `${where} is not an export of the configuration tree; nothing was changed`,
    why: `line ${line}: ${why}`,
    where: `${where}:${line}`,
    do: 'use a file written by "switchover ds export" or a backup',
  });
}

function incomplete(where: string, entries: number): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'export-incomplete',
    what: `${where} is not complete; nothing was changed`,
    why: `its end is missing, or does not agree with the ${entries} entries before it`,
    where,
    do: 'use another backup, or make the export again',
  });
}

function newer(where: string, version: number): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'export-newer',
    what: `${where} was written by a later version of switchover; nothing was changed`,
    why: `it has format ${version}; this version knows format 1`,
    where,
    do: 'use the later version',
  });
}

function unreadable(where: string, error: NodeJS.ErrnoException): SwitchoverError {
  const isMissing = error.code === 'ENOENT';
  return new SwitchoverError('unreachable', {
    code: isMissing ? 'file-missing' : 'file-unreadable',
    what: isMissing ? `${where} does not exist` : `cannot read ${where}`,
    why: isMissing ? null : error.message,
    where,
    do: isMissing
      ? 'check the name; "switchover ds backup --list" shows the backups of the servers'
      : 'check it, and retry',
  });
}
