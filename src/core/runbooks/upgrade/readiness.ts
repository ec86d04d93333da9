/** What is checked before the first step of an upgrade (reference: Appendix B, before the steps; Appendix C). */

import type { ParameterName, ParameterValues } from '../../config/parameters/catalogue.ts';
import { compareReleases } from '../../engine/release.ts';
import type { Letter } from '../../letter.ts';
import { LETTERS } from '../../letter.ts';
import { lossWords } from '../../results/loss.ts';
import type { Begun } from '../entry.ts';
import type { ReadinessCheck } from '../readiness.ts';

/** What is known about the pair before the first step. Unknown is null. */
export interface Preparation {
  readonly names: Readonly<Record<Letter, string>>;
  readonly isProtected: boolean;
  /** Why it is not protected. */
  readonly why: readonly string[];
  /** The backup; null if there is none. */
  readonly first: Letter | null;
  readonly releases: Readonly<Record<Letter, string | null>>;
  readonly newRelease: string | null;
  /** What the backup lacks, and what a switch would lose now. */
  readonly behind: { readonly items: number | null };
  readonly wouldLose: readonly string[];
  readonly startModes: Readonly<Record<Letter, string | null>>;
  /** What has to be done by hand on each server, because no command is given: "install". */
  readonly byHand: Readonly<Record<Letter, readonly string[]>>;
  readonly freeBytes: Readonly<Record<Letter, number | null>>;
  readonly os: boolean;
  readonly machines: Begun['machines'];
  /** The parameters in force. */
  readonly parameters: ParameterValues | null;
}

export function readinessOf(known: Preparation): readonly ReadinessCheck[] {
  return [
    protection(known),
    replication(known),
    ...releases(known),
    ...LETTERS.flatMap((letter) => [...startMode(known, letter), ...handwork(known, letter), ...disk(known, letter)]),
    ...(known.os ? machines(known) : []),
    ...exclusions(known),
  ];
}

type Said = Partial<Pick<ReadinessCheck, 'server' | 'why' | 'do'>>;

function check(
  code: string,
  state: ReadinessCheck['state'],
  what: string,
  { server, why, ...rest }: Said = {},
): ReadinessCheck {
  return { code, server: server ?? null, state, what, why: why ?? null, do: rest.do ?? null };
}

function protection({ isProtected, why }: Preparation): ReadinessCheck {
  if (isProtected)
    return check('pair-protected', 'ok', 'the pair is protected: one server is active, the other one its backup');
  return check('pair-protected', 'error', 'the pair is not protected', {
    why: why.join('; '),
    do: 'make it so first: switchover status',
  });
}

function replication({ behind, wouldLose }: Preparation): ReadinessCheck {
  if (wouldLose.length > 0) {
    return check('replication-current', 'error', `the ${lossWords(wouldLose)}`, {
      do: 'wait until it has it: switchover status',
    });
  }
  if (behind.items === null) {
    return check('replication-current', 'unknown', 'the active server does not know what its backup lacks');
  }
  if (behind.items > 0) {
    return check(
      'replication-current',
      'error',
      `the backup lacks ${behind.items} change${behind.items === 1 ? '' : 's'}`,
      {
        do: 'wait until it has all: switchover status',
      },
    );
  }
  return check('replication-current', 'ok', 'the backup has all that is replicated');
}

function releases({ names, releases: found, newRelease }: Preparation): ReadinessCheck[] {
  const { A, B } = found;
  if (A === null || B === null) return [check('releases-equal', 'unknown', 'the release of a server is not known')];
  if (compareReleases(A, B) !== 0) {
    return [
      check('releases-equal', 'error', `${names.A} runs release ${A}, ${names.B} ${B}`, {
        why: 'both servers have to be in sync before an upgrade, and they are only on the same release',
        do: 'finish the earlier upgrade first',
      }),
    ];
  }
  const equal = check('releases-equal', 'ok', `both servers run release ${A}`);
  if (newRelease === null) {
    return [
      equal,
      check('release-newer', 'unknown', 'the name of the new release is not given', {
        why: 'an installation then counts as successful if the release is another one afterwards',
        do: 'give it: --release NAME',
      }),
    ];
  }
  const order = compareReleases(newRelease, A);
  if (order > 0) return [equal, check('release-newer', 'ok', `release ${newRelease} is newer than ${A}`)];
  return [
    equal,
    check('release-newer', 'error', `release ${newRelease} is ${order === 0 ? 'the same as' : 'older than'} ${A}`, {
      why: 'the steps expect that the upgraded backup comes up in state upgrade-higher',
      do: 'check the name: numbers are compared as numbers, the rest as text',
    }),
  ];
}

function startMode({ names, startModes, first }: Preparation, letter: Letter): ReadinessCheck[] {
  if (letter !== first) return [];
  const word = startModes[letter];
  if (word !== null)
    return [check('start-mode-known', 'ok', `the service on ${names[letter]} is "${word}"`, { server: letter })];
  return [
    check('start-mode-known', 'unknown', `the start mode of the service on ${names[letter]} cannot be read`, {
      server: letter,
      why: 'you will be asked to change it by hand, and to set it back',
      do: 'give a preset, or "start mode", in the section service of the pair file',
    }),
  ];
}

function handwork({ names, byHand }: Preparation, letter: Letter): ReadinessCheck[] {
  const missing = byHand[letter];
  if (missing.length === 0)
    return [check('commands-known', 'ok', `every step on ${names[letter]} has a command`, { server: letter })];
  return [
    check('commands-known', 'warning', `on ${names[letter]}, this is done by hand: ${missing.join(', ')}`, {
      server: letter,
      do: 'to have it run, add the commands to the section service of the pair file',
    }),
  ];
}

/** Below this an installation is likely to fail. */
const ENOUGH_BYTES = 2 * 1024 ** 3;

function disk({ names, freeBytes }: Preparation, letter: Letter): ReadinessCheck[] {
  const free = freeBytes[letter];
  const name = names[letter];
  if (free === null)
    return [check('disk-free', 'unknown', `the free disk space of ${name} is not known`, { server: letter })];
  const gigabytes = (free / 1024 ** 3).toFixed(1);
  if (free >= ENOUGH_BYTES)
    return [check('disk-free', 'ok', `${gigabytes} GiB are free on ${name}`, { server: letter })];
  return [
    check('disk-free', 'warning', `only ${gigabytes} GiB are free on ${name}`, {
      server: letter,
      why: 'an installation that fills the disk fails half-way',
      do: 'make sure that the new release fits',
    }),
  ];
}

/** Where the operating system is upgraded too (reference: "Upgrading Windows on the switchover pair"). */
function machines({ names, machines: found }: Preparation): ReadinessCheck[] {
  const { A, B } = found;
  if (A === null || B === null) {
    const missing = LETTERS.filter((letter) => found[letter] === null);
    const whose = missing.map((letter) => names[letter]).join(' and ');
    const flags = missing.map((letter) => `--facts ${letter}=FILE`).join(' ');
    return [
      check('adapters-equal', 'unknown', `the network adapters of ${whose} are not known`, {
        do: `run "switchover facts --local --json" there, and give its output: ${flags}`,
      }),
    ];
  }
  const adapters = (letter: Letter): string => [...found[letter]!.adapters].sort().join(', ') || 'none';
  const areEqual = adapters('A') === adapters('B');
  return [
    check(
      'adapters-equal',
      areEqual ? 'ok' : 'error',
      areEqual
        ? `both servers have the same network adapters: ${adapters('A')}`
        : `the network adapters differ: ${names.A} has ${adapters('A')}, ${names.B} has ${adapters('B')}`,
      areEqual ? {} : { why: 'both servers must have identical adapter names', do: 'rename them before the upgrade' },
    ),
    A.account === B.account
      ? check('account-equal', 'ok', `both servers run as ${A.account}`)
      : check('account-equal', 'error', `${names.A} runs as ${A.account}, ${names.B} as ${B.account}`, {
          why: 'the same user must be used on both servers',
          do: 'let both servers run as the same user',
        }),
  ];
}

const EXCLUSIONS: readonly { readonly name: ParameterName; readonly says: string }[] = [
  {
    name: 'Switchover Upgrade Higher DS Exclusions',
    says: 'in state upgrade-higher, these parts of the configuration are not replicated',
  },
  {
    name: 'Switchover Upgrade Higher File Exclusions',
    says: 'in state upgrade-higher, these directories are not mirrored',
  },
  {
    name: 'Custom Upgrade Synchronization Directories',
    says: 'in state upgrade-lower, only these parts of the configuration are replicated',
  },
  { name: 'Custom Upgrade Attribute Exceptions', says: 'in state upgrade-lower, these attributes are not replicated' },
  {
    name: 'Custom Upgrade File Synchronization Directories',
    says: 'in state upgrade-lower, only these directories are mirrored',
  },
];

function exclusions({ parameters }: Preparation): ReadinessCheck[] {
  if (parameters === null) {
    return [check('upgrade-parameters', 'unknown', 'the parameters of the pair could not be read')];
  }
  return EXCLUSIONS.flatMap(({ name, says }) => {
    const value = parameters[name];
    return value === undefined || value === ''
      ? []
      : [check('upgrade-parameters', 'ok', `${says}: ${value} (${name})`)];
  });
}
