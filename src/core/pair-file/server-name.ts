import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import { isHostName, isIpAddress } from '../network-name.ts';
import type { Finding } from '../yaml-text/finding.ts';

/**
 * A server is known by its computer name (section "Configure switchover servers"): no address, no domain.
 * `init` applies the same rule to its flags. `label` names the place in what is said.
 */
export function checkName(name: string, letter: Letter, label: string): Finding[] {
  const what = `${label} is ${JSON.stringify(name.slice(0, 60))}`;
  if (isIpAddress(name)) {
    return [
      {
        code: 'name-is-address',
        what,
        why: 'a server is known by its computer name, never by its address',
        do: 'write the name; the address has its own key',
      },
    ];
  }
  if (name.length > 63 * 3 || !isHostName(name)) {
    return [
      {
        code: 'name-invalid',
        what,
        why: 'a computer name has letters, digits, "-" and "_", at most 63',
        do: 'write the computer name',
      },
    ];
  }
  if (name.toUpperCase() === otherLetter(letter)) {
    return [
      {
        code: 'name-is-letter',
        what,
        why: `${name.toUpperCase()} means the other server wherever a server is selected`,
        do: 'give it another name',
      },
    ];
  }
  if (!name.includes('.')) return [];
  return [
    {
      code: 'name-is-fqdn',
      severity: 'warning',
      what,
      why: 'a computer name without its domain is expected',
      do: `write ${JSON.stringify(name.split('.')[0])}`,
    },
  ];
}
