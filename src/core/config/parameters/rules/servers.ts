import type { Letter } from '../../../letter.ts';
import { LETTERS, otherLetter } from '../../../letter.ts';
import { canonicalHost } from '../../../network-name.ts';
import type { ParameterValues } from '../catalogue.ts';
import type { Rule } from './rule.ts';
import { rule, when } from './rule.ts';

const NAME = { A: 'SwitchoverServer A', B: 'SwitchoverServer B' } as const;
const ADDRESS = { A: 'Server A Address', B: 'Server B Address' } as const;
const FULL_NAME = { A: 'SwitchoverServerFQDN A', B: 'SwitchoverServerFQDN B' } as const;
const NET_TEST = { A: 'Switchover NetTest A', B: 'Switchover NetTest B' } as const;

/** The two servers, and the hosts near them. */
export const SERVER_RULES: readonly Rule[] = [
  ...[NAME, ADDRESS, FULL_NAME].map(({ A, B }) =>
    rule({
      code: 'servers-equal',
      severity: 'error',
      names: [B, A],
      says: `${A} and ${B} differ, in more than letter case.`,
      broken: (values) => (same(values[A], values[B]) ? values[A]! : null),
      what: (value) => `${A} and ${B} are both ${value}`,
      why: 'the two servers are different computers; letter case does not matter',
      do: 'set a different value for each server',
    }),
  ),
  rule({
    code: 'servers-equal',
    severity: 'error',
    names: [NAME.B, NAME.A],
    says: `${NAME.A} and ${NAME.B} are not the same computer, once with and once without its domain.`,
    broken: (values) => oneComputer(values[NAME.A], values[NAME.B]),
    what: (name) => `${NAME.A} and ${NAME.B} are both ${name}, once with and once without its domain`,
    why: 'the two servers are different computers, and a computer name has no domain',
    do: 'set a different value for each server',
  }),
  ...LETTERS.map((letter) =>
    rule({
      code: 'computer-name-with-domain',
      severity: 'warning',
      names: [NAME[letter]],
      says: `${NAME[letter]} is a computer name without its domain.`,
      broken: (values) => (values[NAME[letter]]?.includes('.') === true ? values[NAME[letter]]! : null),
      what: (name) => `${NAME[letter]} is ${name}, a name with a domain`,
      why: 'a server compares this with its own computer name, which has no domain',
      do: (name) => `write ${name.split('.', 1)[0]}; the fully qualified name belongs in ${FULL_NAME[letter]}`,
    }),
  ),
  rule({
    code: 'server-name-alone',
    severity: 'warning',
    names: [NAME.A, NAME.B],
    says: 'SwitchoverServer A and SwitchoverServer B are set together.',
    broken: (values) => onlyOne(values, NAME),
    what: (letter) => `${NAME[letter]} is set, but ${NAME[otherLetter(letter)]} is not`,
    why: 'a server needs both names to find out which of the two it is; without them it does not start',
    do: (letter) => `set ${NAME[otherLetter(letter)]} as well`,
  }),
  rule({
    code: 'server-address-alone',
    severity: 'warning',
    names: [ADDRESS.A, ADDRESS.B],
    says: 'Server A Address and Server B Address are set together.',
    broken: (values) => onlyOne(values, ADDRESS),
    what: (letter) => `${ADDRESS[letter]} has no effect, because ${ADDRESS[otherLetter(letter)]} is not set`,
    why: 'the servers use these addresses only if both are set',
    do: (letter) => `set ${ADDRESS[otherLetter(letter)]} as well, or remove ${ADDRESS[letter]}`,
  }),
  rule({
    code: 'full-names-missing',
    severity: 'error',
    names: ['ForceSwitchoverFQDNs', FULL_NAME.A, FULL_NAME.B],
    says: 'ForceSwitchoverFQDNs is Yes only if SwitchoverServerFQDN A and B are both set.',
    broken: (values) => {
      const missing = LETTERS.filter((letter) => values[FULL_NAME[letter]] === undefined);
      return values.ForceSwitchoverFQDNs === true && missing.length > 0 ? missing : null;
    },
    what: (missing) =>
      `ForceSwitchoverFQDNs is Yes without ${missing.map((letter) => FULL_NAME[letter]).join(' and ')}`,
    why: 'clients would get no names, and would not find the servers after a switch',
    do: (missing) => `set ${missing.map((letter) => FULL_NAME[letter]).join(' and ')}`,
  }),
  rule({
    code: 'net-test-one-sided',
    severity: 'warning',
    names: [NET_TEST.A, NET_TEST.B],
    says: 'Switchover NetTest A and Switchover NetTest B are set together.',
    broken: (values) => onlyOne(values, NET_TEST),
    what: (letter) => `${NET_TEST[letter]} is set, but ${NET_TEST[otherLetter(letter)]} is not`,
    why: (letter) => `the network is tested while server ${letter} is the backup, but no longer after the next switch`,
    do: (letter) => `set ${NET_TEST[otherLetter(letter)]} to a host near server ${letter}`,
  }),
  rule({
    code: 'net-test-timeout-unused',
    severity: 'warning',
    names: ['Switchover NetTest Timeout', NET_TEST.A, NET_TEST.B],
    says: 'Switchover NetTest Timeout is set together with Switchover NetTest A or B.',
    broken: (values) =>
      when(
        values['Switchover NetTest Timeout'] !== undefined &&
          LETTERS.every((each) => values[NET_TEST[each]] === undefined),
      ),
    what: 'Switchover NetTest Timeout is set, but there is no NetTest address to ping',
    why: "it now applies only to the pings of the gateway and of the primary's machine",
    do: 'set Switchover NetTest A and B, or remove it, unless those pings need this timeout',
  }),
  ...LETTERS.map((letter) =>
    rule({
      code: 'net-test-is-companion',
      severity: 'error',
      names: [NET_TEST[letter], ...hostsOf(otherLetter(letter))],
      says: `${NET_TEST[letter]} is a host near server ${otherLetter(letter)}, not that server itself.`,
      broken: (values) => namedBy(values, NET_TEST[letter], hostsOf(otherLetter(letter))),
      what: (value) => `${NET_TEST[letter]} is ${value}, which is server ${otherLetter(letter)} itself`,
      why: `if that machine fails, server ${letter} assumes that the network is down and never takes over`,
      do: `choose another host near server ${otherLetter(letter)}, such as its router`,
    }),
  ),
  ...LETTERS.map((letter) =>
    rule({
      code: 'net-test-is-own',
      severity: 'warning',
      names: [NET_TEST[letter], ...hostsOf(letter)],
      says: `${NET_TEST[letter]} is not server ${letter} itself, which pings it.`,
      broken: (values) => namedBy(values, NET_TEST[letter], hostsOf(letter)),
      what: (value) => `${NET_TEST[letter]} is ${value}, which is server ${letter} itself`,
      why: `server ${letter} pings this address while it is the backup, and would always get an answer`,
      do: `choose a host near server ${otherLetter(letter)}, such as its router`,
    }),
  ),
];

/** The letter for which a value is set, if it is set for only one. */
function onlyOne(values: ParameterValues, names: Readonly<Record<Letter, keyof ParameterValues>>): Letter | null {
  const set = LETTERS.filter((letter) => values[names[letter]] !== undefined);
  return set.length === 1 ? set[0]! : null;
}

type HostName = (typeof NAME | typeof ADDRESS | typeof FULL_NAME)[Letter];

function hostsOf(letter: Letter): readonly HostName[] {
  return [NAME[letter], ADDRESS[letter], FULL_NAME[letter]];
}

/** The value of `name`, if one of the others is the same computer. */
function namedBy(
  values: ParameterValues,
  name: (typeof NET_TEST)[keyof typeof NET_TEST],
  others: readonly HostName[],
): string | null {
  return others.some((other) => same(values[name], values[other])) ? values[name]! : null;
}

/** The plain name of both, if one of them is it and the other adds a domain. */
function oneComputer(left: string | undefined, right: string | undefined): string | null {
  if (left === undefined || right === undefined || left.includes('.') === right.includes('.')) return null;
  const [plain, full] = left.includes('.') ? [right, left] : [left, right];
  return full.toLowerCase().startsWith(`${plain.toLowerCase()}.`) ? plain : null;
}

function same(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && canonicalHost(left) === canonicalHost(right);
}
