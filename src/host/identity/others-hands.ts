/** Files and folders that decide what a server runs and whom it trusts: only their owner may be able to change them. */
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';

/** How anyone other than root and this user could change it; null if nobody could. Not checked on Windows. */
export function othersHands({ mode, uid }: { readonly mode: number; readonly uid: number }): string | null {
  const self = process.getuid?.();
  if (self === undefined) return null;
  if (uid !== 0 && uid !== self) return `it belongs to another user (uid ${uid})`;
  return (mode & 0o022) === 0 ? null : `other users can write to it (mode ${octal(mode)})`;
}

/** Whether others could replace a file in this folder; not in a sticky folder such as /tmp, where only owners can. */
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
    what: `other users could change ca.crt: ${why}`,
    why: 'this file decides whom the servers of this pair trust',
    do: `compare it with the original where the pair was created, then: ${protect(file)}`,
  });
}

/**
 * Files in a data folder that the server does not write; they may be links, as some systems provide secrets that way.
 */
const GIVEN: ReadonlySet<string> = new Set(['ca.crt', 'server.crt', 'server.key', 'pair.yaml']);

/**
 * Refuses a data folder that others could write to, and links in it: a server running as root would follow them and
 * write anywhere.
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
        what: `other users could change the server's data in ${each}: ${why}`,
        why: 'it contains the role, the term and the parameters of the server',
        do: `check its contents, then: ${protect(each)}`,
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
      why: 'the server would write wherever it points',
      do: 'remove it; to keep the data elsewhere, set a folder with "data:" in the pair file',
    });
  }
}

function protect(file: string): string {
  return `chown ${process.getuid?.()} ${file} && chmod go-w ${file}`;
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
