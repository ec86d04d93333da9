/** The machine of a server where its operating system is upgraded too (reference: "Upgrading Windows on the switchover pair"). */
import type { Letter } from '../../letter.ts';
import type { MachineFacts } from '../../protocol/machine-facts.ts';
import type { Begun } from '../entry.ts';

type Machine = Begun['machines'][Letter];

/** What must not change. Null if nothing is known. */
export function machineOf(facts: MachineFacts | null): Machine {
  if (facts === null) return null;
  const adapters = facts.adapters.filter(({ internal }) => !internal).map(({ name }) => name);
  return { computerName: facts.computer, account: facts.user.name ?? String(facts.user.id), adapters };
}

/**
 * After the operating system was upgraded: what has changed that must not. Null if nothing has, or nothing is known. The
 * adapters have to be those of the companion; if they are not known, those from before.
 */
export function machineChanged(before: Machine, after: Machine, companion: Machine): string | null {
  if (before === null || after === null) return null;
  if (before.computerName !== after.computerName) {
    return `the computer name was ${before.computerName} and is ${after.computerName} now`;
  }
  if (before.account !== after.account) return `the service ran as ${before.account} and runs as ${after.account} now`;
  const [own, earlier] = [adaptersOf(after), adaptersOf(before)];
  const other = companion === null ? null : adaptersOf(companion);
  if (own === (other ?? earlier)) return null;
  const has = own === '' ? 'it has no network adapters' : `it has the network adapters ${own}`;
  return other === null
    ? `${has}; before, they were ${earlier || 'none'}`
    : `${has}; the other server has ${other || 'none'}`;
}

function adaptersOf({ adapters }: NonNullable<Machine>): string {
  return [...adapters].sort().join(', ');
}
