import type { Letter } from '../../letter.ts';
import { LETTERS, otherLetter } from '../../letter.ts';
import { canonicalHost } from '../../network-name.ts';
import type { ParameterValues } from '../catalogue.ts';
import type { Rule } from './rule.ts';
import { rule, when } from './rule.ts';

const NAME = { A: 'SwitchoverServer A', B: 'SwitchoverServer B' } as const;
const ADDRESS = { A: 'Server A Address', B: 'Server B Address' } as const;
const FULL_NAME = { A: 'SwitchoverServerFQDN A', B: 'SwitchoverServerFQDN B' } as const;
const NET_TEST = { A: 'Switchover NetTest A', B: 'Switchover NetTest B' } as const;

/** The two servers, and the computers that stand near them. */
export const SERVER_RULES: readonly Rule[] = [
  ...[NAME, ADDRESS, FULL_NAME].map(({ A, B }) =>
    rule({
      code: 'servers-equal',
      severity: 'error',
      names: [B, A],
      says: `${A} and ${B} are different, whatever their letter case.`,
      broken: (values) => (same(values[A], values[B]) ? values[A]! : null),
      what: (value) => `${A} and ${B} are both ${value}`,
      why: 'they are two computers; letter case makes no difference',
      do: 'give each server its own',
    }),
  ),
  rule({
    code: 'servers-equal',
    severity: 'error',
    names: [NAME.B, NAME.A],
    says: `${NAME.A} and ${NAME.B} are not one computer, named with its domain and without.`,
    broken: (values) => oneComputer(values[NAME.A], values[NAME.B]),
    what: (name) => `${NAME.A} and ${NAME.B} are both ${name}, with its domain and without`,
    why: 'they are two computers, and a computer name stands without its domain',
    do: 'give each server its own',
  }),
  ...LETTERS.map((letter) =>
    rule({
      code: 'computer-name-with-domain',
      severity: 'warning',
      names: [NAME[letter]],
      says: `${NAME[letter]} is a computer name without its domain.`,
      broken: (values) => (values[NAME[letter]]?.includes('.') === true ? values[NAME[letter]]! : null),
      what: (name) => `${NAME[letter]} is ${name}, a name with a domain`,
      why: 'a plain computer name is expected, and a server that knows itself by that does not recognise this one',
      do: (name) => `write ${name.split('.', 1)[0]}; the full name belongs into ${FULL_NAME[letter]}`,
    }),
  ),
  rule({
    code: 'server-name-alone',
    severity: 'warning',
    names: [NAME.A, NAME.B],
    says: 'SwitchoverServer A and SwitchoverServer B are set together.',
    broken: (values) => onlyOne(values, NAME),
    what: (letter) => `${NAME[letter]} is set and ${NAME[otherLetter(letter)]} is not`,
    why: 'a server finds out which of the two it is from both names; with one missing it does not start',
    do: (letter) => `set ${NAME[otherLetter(letter)]} as well`,
  }),
  rule({
    code: 'server-address-alone',
    severity: 'warning',
    names: [ADDRESS.A, ADDRESS.B],
    says: 'Server A Address and Server B Address are set together.',
    broken: (values) => onlyOne(values, ADDRESS),
    what: (letter) => `${ADDRESS[letter]} has no effect, because ${ADDRESS[otherLetter(letter)]} is not set`,
    why: 'the servers use these addresses only where they know both',
    do: (letter) => `set ${ADDRESS[otherLetter(letter)]} as well, or take ${ADDRESS[letter]} out`,
  }),
  rule({
    code: 'full-names-missing',
    severity: 'error',
    names: ['ForceSwitchoverFQDNs', FULL_NAME.A, FULL_NAME.B],
    says: 'ForceSwitchoverFQDNs is Yes only where SwitchoverServerFQDN A and B are both set.',
    broken: (values) => {
      const missing = LETTERS.filter((letter) => values[FULL_NAME[letter]] === undefined);
      return values.ForceSwitchoverFQDNs === true && missing.length > 0 ? missing : null;
    },
    what: (missing) =>
      `ForceSwitchoverFQDNs is Yes without ${missing.map((letter) => FULL_NAME[letter]).join(' and ')}`,
    why: 'clients would be told names that are not there, and not find the servers after a switch',
    do: (missing) => `set ${missing.map((letter) => FULL_NAME[letter]).join(' and ')}`,
  }),
  rule({
    code: 'net-test-one-sided',
    severity: 'warning',
    names: [NET_TEST.A, NET_TEST.B],
    says: 'Switchover NetTest A and Switchover NetTest B are set together.',
    broken: (values) => onlyOne(values, NET_TEST),
    what: (letter) => `${NET_TEST[letter]} is set and ${NET_TEST[otherLetter(letter)]} is not`,
    why: (letter) => `the line is tested while server ${letter} is the backup, and no longer after the next switch`,
    do: (letter) => `set ${NET_TEST[otherLetter(letter)]} to a computer near server ${letter}`,
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
    what: 'Switchover NetTest Timeout is set, and there is no NetTest address to ping',
    why: "only the pings of the gateway and of the primary's machine are given that time now",
    do: 'set Switchover NetTest A and B, or take it out unless those pings need the time',
  }),
  ...LETTERS.map((letter) =>
    rule({
      code: 'net-test-is-companion',
      severity: 'error',
      names: [NET_TEST[letter], ...hostsOf(otherLetter(letter))],
      says: `${NET_TEST[letter]} is near server ${otherLetter(letter)} and is not that server.`,
      broken: (values) => namedBy(values, NET_TEST[letter], hostsOf(otherLetter(letter))),
      what: (value) => `${NET_TEST[letter]} is ${value}, which is server ${otherLetter(letter)} itself`,
      why: `when that machine dies its silence is taken for a lost line, and server ${letter} never takes over`,
      do: `name another computer near server ${otherLetter(letter)}, such as its router`,
    }),
  ),
  ...LETTERS.map((letter) =>
    rule({
      code: 'net-test-is-own',
      severity: 'warning',
      names: [NET_TEST[letter], ...hostsOf(letter)],
      says: `${NET_TEST[letter]} is not server ${letter}, which pings it.`,
      broken: (values) => namedBy(values, NET_TEST[letter], hostsOf(letter)),
      what: (value) => `${NET_TEST[letter]} is ${value}, which is server ${letter} itself`,
      why: `server ${letter} pings it while it is the backup, and always gets an answer from itself`,
      do: `name a computer near server ${otherLetter(letter)}, such as its router`,
    }),
  ),
];

/** The letter for which a value is set, where it is set for one alone. */
function onlyOne(values: ParameterValues, names: Readonly<Record<Letter, keyof ParameterValues>>): Letter | null {
  const set = LETTERS.filter((letter) => values[names[letter]] !== undefined);
  return set.length === 1 ? set[0]! : null;
}

type HostName = (typeof NAME | typeof ADDRESS | typeof FULL_NAME)[Letter];

function hostsOf(letter: Letter): readonly HostName[] {
  return [NAME[letter], ADDRESS[letter], FULL_NAME[letter]];
}

/** The value of `name` where one of the others says the same computer. */
function namedBy(
  values: ParameterValues,
  name: (typeof NET_TEST)[keyof typeof NET_TEST],
  others: readonly HostName[],
): string | null {
  return others.some((other) => same(values[name], values[other])) ? values[name]! : null;
}

/** The plain name of both, where one of them is it and the other adds a domain. */
function oneComputer(left: string | undefined, right: string | undefined): string | null {
  if (left === undefined || right === undefined || left.includes('.') === right.includes('.')) return null;
  const [plain, full] = left.includes('.') ? [right, left] : [left, right];
  return full.toLowerCase().startsWith(`${plain.toLowerCase()}.`) ? plain : null;
}

function same(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && canonicalHost(left) === canonicalHost(right);
}
