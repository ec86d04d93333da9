/** What is damage to a database, and what only keeps it from being used. */
import { SwitchoverError } from '../../core/problem.ts';

/** Something in the database is not what was written. */
export class Damage extends Error {}

interface SystemError {
  /** Of Node: `ERR_SQLITE_ERROR`, or a name of the system such as `EACCES`. */
  readonly code?: string;
  /** Of SQLite. */
  readonly errcode?: number;
}

/** SQLITE_PERM, BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, FULL, CANTOPEN and PROTOCOL: the database may be sound. */
const SURROUNDINGS: ReadonlySet<number> = new Set([3, 5, 6, 7, 9, 10, 13, 14, 15]);

/** Whether an error while a database is opened and checked means that it is damaged. */
export function isDamage(error: unknown): boolean {
  const { code, errcode } = error as SystemError;
  if (code === 'ERR_SQLITE_ERROR') return !SURROUNDINGS.has((errcode ?? 0) & 0xff);
  // A number that was never written, because it does not fit.
  return error instanceof Damage || code === 'ERR_OUT_OF_RANGE';
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const CORRUPT: ReadonlySet<number> = new Set([11, 26]);

/** Whatever reads or writes an open store, so that damage is reported as a SwitchoverError `store-damaged` (unreachable). */
export function reportingDamage<Given extends readonly unknown[], Answer>(
  file: string,
  act: (...given: Given) => Answer,
): (...given: Given) => Answer {
  return (...given) => {
    try {
      return act(...given);
    } catch (error) {
      const { errcode } = error as SystemError;
      throw error instanceof Damage || CORRUPT.has((errcode ?? 0) & 0xff) ? damaged(file, error as Error) : error;
    }
  };
}

function damaged(file: string, { message }: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'store-damaged',
    what: `the database ${file} is damaged`,
    why: message,
    where: file,
    do: 'restart this server: it keeps the database aside and copies everything from the other one; check the disk',
  });
}

/** For what keeps a database from being used, sound or new; null: the error is something else. */
export function unusable(file: string, error: unknown): SwitchoverError | null {
  const { code, errcode } = error as SystemError;
  if (!(error instanceof Damage) && errcode === undefined && !/^E[A-Z0-9]+$/.test(code ?? '')) return null;
  return new SwitchoverError('unreachable', {
    code: 'store-unusable',
    what: `cannot use the database ${file}`,
    why: (error as Error).message,
    where: file,
    do: 'make sure that this user may write the file and its folder, and that the disk works and has room',
  });
}
