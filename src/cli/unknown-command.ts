import type { Config } from '@oclif/core/interfaces';
import { SwitchoverError } from '../core/problem.ts';
import { slashSwitch } from './command-line.ts';
import type { DescribedCommand } from './describe.ts';
import { suggest } from './suggest.ts';
import { unexpectedArguments } from './usage-error.ts';

/** Words for which other programs have a command, and what it is called here. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  failover: ['switch'],
  takeover: ['switch'],
  promote: ['switch'],
  start: ['node run'],
  restart: ['node stop', 'node run'],
  shutdown: ['node stop'],
  maintenance: ['mode'],
  pause: ['mode'],
  config: ['params'],
  explain: ['why-switched', 'params explain'],
  version: ['--version'],
};

/** `/Immediate` without its command: the commands that accept it. */
function commandsWithSwitch(word: string, { commands }: Config): string[] {
  const { name } = slashSwitch(word);
  const accepting = (commands as readonly DescribedCommand[]).filter(({ slashFlags }) =>
    Object.keys(slashFlags ?? {}).some((each) => each.toLowerCase() === name),
  );
  return accepting.map(({ id }) => id.replaceAll(':', ' '));
}

/** The error for an unknown command (usage): suggests similar ones, and where to find the full list. */
export function unknownCommand(words: readonly string[], config: Config): SwitchoverError {
  const ids = config.commandIDs.map((id) => id.replaceAll(':', ' '));
  // oclif takes words after a command without arguments as part of its name.
  const command = ids.find((id) => words.join(' ').startsWith(`${id} `));
  if (command !== undefined) return unexpectedArguments(words.slice(command.split(' ').length));
  const topics = [...new Set(ids.filter((id) => id.includes(' ')).map((id) => id.slice(0, id.lastIndexOf(' '))))];
  const known = [...ids, ...topics, 'help'];
  const topic = topics.find((candidate) => words[0] === candidate);
  // Words after an unknown command may be its arguments.
  const typed = topic === undefined ? words[0]! : words.slice(0, 2).join(' ');
  const meant = [...(OTHER_WORDS[typed.toLowerCase()] ?? []), ...commandsWithSwitch(words[0]!, config)];
  const near = [...new Set([...meant, ...suggest(words.slice(0, 2).join(' '), known), ...suggest(typed, known)])].slice(
    0,
    3,
  );
  const list = topic === undefined ? 'switchover --help' : `switchover ${topic} --help`;
  return new SwitchoverError('usage', {
    code: 'unknown-command',
    what: `unknown command "${typed}"`,
    why: near.length > 0 ? `similar commands: ${near.join(', ')}` : null,
    where: null,
    do:
      near.length > 0 ? `try "switchover ${near[0]}", or "${list}" for a list` : `run "${list}" for a list of commands`,
  });
}
