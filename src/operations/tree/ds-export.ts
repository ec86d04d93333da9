import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NodePair } from '../../client/node-pair.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { TreeServer } from '../../core/results/tree.ts';
import { syncFolder } from '../../host/files/sync-folder.ts';
import { readExport } from './export-file.ts';
import { treeServer, typedPath } from './tree-server.ts';

export interface ExportWanted {
  /** Null: everything. */
  readonly path: string | null;
  /** Null: the active one. */
  readonly server: string | null;
}

/**
 * Writes an export next to its destination, checks that it is complete, and moves it into place.
 *
 * @throws SwitchoverError (unreachable) `export-unwritable`; as `readExport` and `treeServer` do
 */
export async function exportToFile(
  pair: NodePair,
  wanted: ExportWanted,
  file: string,
): Promise<{ readonly file: string; readonly entries: number; readonly server: TreeServer }> {
  const { server, stream } = await begin(pair, wanted);
  const unfinished = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.unfinished`);
  try {
    await pipeline(stream, createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true })).catch((error) => {
      throw unwritable(file, error);
    });
    const { entries } = await readExport(createReadStream(unfinished), file);
    await rename(unfinished, file);
    await syncFolder(path.dirname(path.resolve(file)));
    return { file, entries: entries.size, server };
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** @throws SwitchoverError as `treeServer` does; (unreachable) `export-interrupted` */
export async function exportToOutput(pair: NodePair, wanted: ExportWanted, output: Writable): Promise<void> {
  const { stream } = await begin(pair, wanted);
  await pipeline(stream, output, { end: false }).catch((error: NodeJS.ErrnoException) => {
    // Whoever reads has seen enough.
    if (error.code !== 'EPIPE') throw interrupted(error);
  });
}

async function begin(
  pair: NodePair,
  { path: text, server: named }: ExportWanted,
): Promise<{ readonly server: TreeServer; readonly stream: Readable }> {
  const where = text === null ? null : typedPath(text);
  const { server } = await treeServer(pair, named);
  return { server, stream: await pair.tree.export(server.letter, where) };
}

function unwritable(file: string, error: NodeJS.ErrnoException): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'export-unwritable',
    what: `the export could not be written to ${file}`,
    why: error.message,
    where: file,
    do: 'check the folder, its space and its permissions, or that the server still answers',
  });
}

function interrupted(error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'export-interrupted',
    what: 'the export ended before it was complete',
    why: error.message,
    where: null,
    do: 'check "switchover status", and repeat it',
  });
}
