/** What ssh meant when it failed (exit code 255), from what it printed. */

export interface SshFault {
  readonly code: string;
  readonly what: string;
  readonly why: string | null;
  readonly do: string;
  /** Whether the command may have begun on the other machine. */
  readonly began: boolean;
}

/** How ssh fails before the command has begun. */
interface Kind extends Pick<SshFault, 'code' | 'do'> {
  readonly said: RegExp;
  readonly what: (where: string) => string;
}

/** In this order: what ssh says of a host key comes before its other complaints. */
const KINDS: readonly Kind[] = [
  {
    said: /host key verification failed|remote host identification has changed/i,
    code: 'ssh-host-key',
    what: (where) => `ssh does not trust the host key of ${where}`,
    do: 'compare the key with the one on that machine; log in there once by hand if it is new, with ssh-keygen -R if it was changed on purpose',
  },
  {
    said: /permission denied \(|too many authentication failures|no supported authentication methods/i,
    code: 'ssh-denied',
    what: (where) => `ssh may not log in as ${where}`,
    do: 'check the user and the private key; it must work without a question: ssh -o BatchMode=yes',
  },
  {
    said: /could not resolve hostname/i,
    code: 'ssh-host-unknown',
    what: (where) => `ssh does not know the host of ${where}`,
    do: 'correct the host in the pair file, or its name in the DNS',
  },
  {
    said: /^ssh: connect to host|connection timed out during banner exchange|kex_exchange_identification/im,
    code: 'ssh-no-connection',
    what: (where) => `ssh cannot connect to ${where}`,
    do: 'check that the machine is on, that sshd runs there, and that nothing in between blocks its port',
  },
];

/**
 * The last line of ssh is its reason. `orItself`: the command may itself have ended with that code, and ssh passed it on;
 * then the words may be its own, too.
 */
export function sshFault(output: string, program: string, where: string, orItself: boolean): SshFault {
  const lines = output.trim().split(/\r?\n/);
  const why = lines.at(-1) === '' ? null : lines.at(-1)!.trim();
  const kind = KINDS.find(({ said }) => said.test(output));
  if (kind !== undefined) {
    const { code, what, do: next } = kind;
    return { code, what: what(where), why, do: next, began: orItself };
  }
  return {
    code: 'ssh-lost',
    what: `ssh lost the connection to ${where}${orItself ? `, or ${program} ended with exit code 255` : ''}`,
    why,
    do: 'look at what the command has done there before you run it again',
    began: true,
  };
}
