/**
 * A damaged database is kept, together with the changes that are in its WAL file only. First it gets a name that says that
 * it is about to be put aside; whatever happens then, the next start goes on from there, and never opens one part of it.
 */
import { existsSync, renameSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { wallClock } from '../process/clock.ts';
import { createDatabase, syncNames } from './schema.ts';

/** Puts a database aside, and an empty one in its place. Returns the name under which it is kept. */
export function putAside(file: string): string {
  const now = wallClock();
  // The name under which it is kept is made from this, by whoever comes to it.
  utimesSync(file, now, now);
  renameSync(file, unfinished(file));
  syncNames(dirname(file));
  return finishPuttingAside(file)!;
}

/** Goes on with what a process that ended too early has begun. Null: there is nothing. */
export function finishPuttingAside(file: string): string | null {
  const damaged = unfinished(file);
  const facts = statSync(damaged, { throwIfNoEntry: false });
  if (facts === undefined) return null;
  const keptAs = `${damaged}-${new Date(Math.floor(facts.mtimeMs)).toISOString().replaceAll(/[:.]/g, '-')}`;
  // Once there is a new database, a WAL file belongs to that one.
  if (!existsSync(file)) {
    if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${keptAs}-wal`);
    createDatabase(file);
  }
  renameSync(damaged, keptAs);
  syncNames(dirname(file));
  return keptAs;
}

function unfinished(file: string): string {
  return `${file}.damaged`;
}
