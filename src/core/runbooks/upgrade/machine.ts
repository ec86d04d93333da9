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

/** After the operating system was upgraded: what must not have changed. Null if nothing has, or nothing is known. */
export function machineChanged(before: Machine, after: Machine, companion: Machine): string | null {
  if (before === null || after === null) return null;
  if (before.computerName !== after.computerName) {
    return `the computer name was ${before.computerName} and is ${after.computerName} now`;
  }
  if (before.account !== after.account) return `the service ran as ${before.account} and runs as ${after.account} now`;
  if (companion === null) return null;
  const [own, other] = [after, companion].map(({ adapters }) => [...adapters].sort().join(', '));
  return own === other ? null : `its network adapters are ${own}, those of the other server ${other}`;
}
