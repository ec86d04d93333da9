/** Files and folders that decide what a server runs and whom it trusts: nobody but their owner may change them. */
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SwitchoverError } from '../core/problem.ts';

/** How somebody beside root and this user could change it; null where nobody could. Windows' own rights are left to it. */
export function othersHands({ mode, uid }: { readonly mode: number; readonly uid: number }): string | null {
  const self = process.getuid?.();
  if (self === undefined) return null;
  if (uid !== 0 && uid !== self) return `it belongs to another user (uid ${uid})`;
  return (mode & 0o022) === 0 ? null : `others may write it (its mode is ${octal(mode)})`;
}

/** Whether others could put another file in the place of one in this folder: not where only owners may, as in /tmp. */
export function othersHandsOnFolder(facts: { readonly mode: number; readonly uid: number }): string | null {
  const isSticky = (facts.mode & 0o1000) !== 0;
  return othersHands(isSticky ? { ...facts, mode: facts.mode & ~0o022 } : facts);
}

/** @throws SwitchoverError `authority-writable` (refused) */
export async function refuseWritableAuthority(file: string): Promise<void> {
  const why = othersHands(await stat(file));
  if (why === null) return;
  throw new SwitchoverError('refused', {
    code: 'authority-writable',
    where: file,
    what: `somebody else could change ca.crt: ${why}`,
    why: 'whoever changes it decides whom the servers of this pair trust',
    do: `compare it with the one where the pair was made, then: ${mend(file)}`,
  });
}

/** What is in a data folder and not written by the server itself; it may be a link, as some systems hand out secrets. */
const GIVEN: ReadonlySet<string> = new Set(['ca.crt', 'server.crt', 'server.key', 'pair.yaml']);

/**
 * Refuses a data folder that others could write to, and links in it: a server that runs as root would write wherever
 * they lead.
 *
 * @throws SwitchoverError `data-folder-writable`, `data-folder-link` (refused)
 */
export async function refuseOpenDataFolder(folder: string): Promise<void> {
  const logs = path.join(folder, 'logs');
  for (const each of [folder, logs]) {
    const facts = await lstat(each).catch(() => null);
    const why = facts === null || facts.isSymbolicLink() ? null : othersHands(facts);
    if (why !== null) {
      throw new SwitchoverError('refused', {
        code: 'data-folder-writable',
        where: each,
        what: `somebody else could change what the server keeps in ${each}: ${why}`,
        why: "it holds the server's role, term and parameters",
        do: `look at what is in it, then: ${mend(each)}`,
      });
    }
    const entries = facts?.isDirectory() === true ? await readdir(each, { withFileTypes: true }) : [];
    const link = entries.find((entry) => entry.isSymbolicLink() && !GIVEN.has(entry.name));
    if (link === undefined) continue;
    const where = path.join(each, link.name);
    throw new SwitchoverError('refused', {
      code: 'data-folder-link',
      where,
      what: `${where} is a symbolic link`,
      why: 'the server would write wherever it leads',
      do: 'take it away; to keep the data elsewhere, name a folder with "data:" in the pair file',
    });
  }
}

function mend(file: string): string {
  return `chown ${process.getuid?.()} ${file} && chmod go-w ${file}`;
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
