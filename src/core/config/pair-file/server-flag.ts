import type { Letter } from '../../letter.ts';
import { canonicalHost, formatEndpoint } from '../../network-name.ts';
import type { Problem } from '../../problem.ts';
import { inQuotes } from '../../unseen.ts';
import { parseAddress } from './address.ts';
import type { ServerEntry } from './pair-file.ts';
import { checkName } from './server-name.ts';

/** A server as given by a flag. */
export type NamedServer = Pick<ServerEntry, 'letter' | 'name' | 'host' | 'port'>;

export const SERVER_FLAGS: Readonly<Record<Letter, string>> = { A: '--server-a', B: '--server-b' };

/** Two servers from `NAME=HOST:PORT`, under the same rules as in a pair file. Null if there is an error. */
export function parseServerFlags(texts: Readonly<Record<Letter, string>>): {
  readonly servers: Readonly<Record<Letter, NamedServer>> | null;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const A = parseServerFlag(texts.A, 'A', problems);
  const B = parseServerFlag(texts.B, 'B', problems);
  if (A !== null && B !== null) problems.push(...equal(A, B));
  const usable = A !== null && B !== null && !problems.some((problem) => problem.severity === 'error');
  return { servers: usable ? { A, B } : null, problems };
}

function parseServerFlag(text: string, letter: Letter, problems: Problem[]): NamedServer | null {
  const where = SERVER_FLAGS[letter];
  const middle = text.indexOf('=');
  if (middle < 0) {
    problems.push({
      code: 'server-flag-invalid',
      severity: 'error',
      what: `${where} is ${inQuotes(text, 80)}`,
      why: 'it takes NAME=HOST:PORT',
      where,
      do: `for example: ${where} ${letter === 'A' ? 'alpha' : 'beta'}=10.0.0.1:3633`,
    });
    return null;
  }
  const name = text.slice(0, middle);
  for (const finding of checkName(name, letter, `the name in ${where}`)) {
    problems.push({ severity: 'error', ...finding, where });
  }
  const address = parseAddress(text.slice(middle + 1), `the address in ${where}`);
  if (!address.ok) {
    problems.push({ severity: 'error', ...address.finding, where });
    return null;
  }
  return { letter, name, host: address.host, port: address.port };
}

function equal(A: NamedServer, B: NamedServer): Problem[] {
  const problems: Problem[] = [];
  const where = SERVER_FLAGS.B;
  if (A.name.toLowerCase() === B.name.toLowerCase()) {
    problems.push({
      code: 'names-equal',
      severity: 'error',
      what: `both servers are named ${JSON.stringify(B.name)}`,
      why: 'servers are identified by their names; letter case does not matter',
      where,
      do: 'give each server its own name',
    });
  }
  if (canonicalHost(A.host) === canonicalHost(B.host) && A.port === B.port) {
    problems.push({
      code: 'addresses-equal',
      severity: 'error',
      what: `both servers have the address ${formatEndpoint(B.host, B.port)}`,
      why: 'a server would connect to itself',
      where,
      do: 'give each server its own address, or its own port on the same host',
    });
  }
  return problems;
}
