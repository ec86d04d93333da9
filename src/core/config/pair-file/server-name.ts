import type { Letter } from '../../letter.ts';
import { otherLetter } from '../../letter.ts';
import { isHostName, isIpAddress } from '../../network-name.ts';
import { inQuotes } from '../../unseen.ts';
import type { Finding } from '../yaml-text/finding.ts';

/**
 * A server is identified by its computer name (section "Configure switchover servers"): no address, no domain.
 * `init` applies the same rule to its flags. `label` is what messages call the value.
 */
export function checkName(name: string, letter: Letter, label: string): Finding[] {
  const what = `${label} is ${inQuotes(name, 60)}`;
  if (isIpAddress(name)) {
    return [
      {
        code: 'name-is-address',
        what,
        why: 'a server is identified by its computer name, not by its address',
        do: 'write the computer name; the address is given separately',
      },
    ];
  }
  if (name.length > 63 * 3 || !isHostName(name)) {
    return [
      {
        code: 'name-invalid',
        what,
        why: 'a computer name consists of letters, digits, "-" and "_", at most 63',
        do: 'write the computer name',
      },
    ];
  }
  if (name.toUpperCase() === otherLetter(letter)) {
    return [
      {
        code: 'name-is-letter',
        what,
        why: `${name.toUpperCase()} selects the other server on the command line`,
        do: 'choose another name',
      },
    ];
  }
  if (!name.includes('.')) return [];
  return [
    {
      code: 'name-is-fqdn',
      severity: 'warning',
      what,
      why: 'it should be a computer name without a domain',
      do: `write ${JSON.stringify(name.split('.')[0])}`,
    },
  ];
}
