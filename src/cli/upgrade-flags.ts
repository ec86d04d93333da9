/** What the commands about upgrades share: the flags of a pair that this tool does not run, and who answers. */
import { userInfo } from 'node:os';
import { SwitchoverError } from '../core/problem.ts';
import { Flags } from './flags.ts';

/** The journal of an upgrade by hand. */
const DEFAULT_JOURNAL = 'upgrade.journal';

const BY_HAND = 'A PAIR THAT SWITCHOVER DOES NOT RUN';

export const BY_HAND_FLAGS = {
  'by-hand': Flags.boolean({
    description: 'for a pair that switchover does not run, such as PureConnect: instructions, and questions',
    helpGroup: BY_HAND,
  }),
  journal: Flags.string({
    description: `file that keeps how far the upgrade has got; default: ./${DEFAULT_JOURNAL}`,
    helpValue: 'FILE',
    helpGroup: BY_HAND,
    dependsOn: ['by-hand'],
  }),
};

export const SERVER_BY_HAND_FLAGS = {
  'server-a': Flags.string({
    description: 'the server that is active now',
    helpValue: 'NAME',
    helpGroup: BY_HAND,
    dependsOn: ['by-hand'],
  }),
  'server-b': Flags.string({
    description: 'the backup',
    helpValue: 'NAME',
    helpGroup: BY_HAND,
    dependsOn: ['by-hand'],
  }),
  'old-release': Flags.string({
    description: 'name of the release that is installed now',
    helpValue: 'NAME',
    helpGroup: BY_HAND,
    dependsOn: ['by-hand'],
  }),
  service: Flags.string({
    description: 'name of the service in the operating system; default: Interaction Center',
    helpValue: 'NAME',
    helpGroup: BY_HAND,
    dependsOn: ['by-hand'],
  }),
  checks: Flags.string({
    description: 'commands that verify steps, instead of questions',
    helpValue: 'FILE',
    helpGroup: BY_HAND,
    dependsOn: ['by-hand'],
  }),
};

type Given = Readonly<Partial<Record<keyof typeof SERVER_BY_HAND_FLAGS | 'journal', string | undefined>>>;

/** What these flags say. */
export function byHandOf(flags: Given) {
  return {
    serverA: flags['server-a'] ?? null,
    serverB: flags['server-b'] ?? null,
    oldRelease: flags['old-release'] ?? null,
    service: flags.service ?? 'Interaction Center',
    journal: flags.journal ?? DEFAULT_JOURNAL,
    checks: flags.checks ?? null,
    operator: keyboardUser(),
  };
}

export const REPORT_FLAG = Flags.string({
  description: 'write the report to FILE (.md, .json or .html); can be repeated',
  helpValue: 'FILE',
  multiple: true,
});

export const ANSWERS_FLAG = Flags.string({
  description: 'take all answers from FILE and ask nothing; stops where it has none',
  helpValue: 'FILE',
});

/** Who is at the keyboard, where no credential tells. */
function keyboardUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

/**
 * Without a terminal, nobody can be asked.
 *
 * @throws SwitchoverError (usage) `answers-needed`
 */
export function refuseWithoutTerminal(json: boolean, advice: string): void {
  if (!json && process.stdin.isTTY && process.stderr.isTTY) return;
  throw new SwitchoverError('usage', {
    code: 'answers-needed',
    what: 'a walkthrough asks questions, and there is no terminal to ask on',
    why: json ? 'with --json nothing is asked' : null,
    where: null,
    do: `give the answers in a file: --answers FILE; or ${advice}`,
  });
}
