import type { Config } from '@oclif/core/interfaces';
import { SwitchoverError } from '../core/problem.ts';
import { suggest } from './suggest.ts';
import { unexpectedArguments } from './usage-error.ts';

/** The error for an unknown command (usage): suggests similar ones, and where to find the full list. */
export function unknownCommand(words: readonly string[], config: Config): SwitchoverError {
  const ids = config.commandIDs.map((id) => id.replaceAll(':', ' '));
  // oclif takes words after a command without arguments as part of its name.
  const command = ids.find((id) => words.join(' ').startsWith(`${id} `));
  if (command !== undefined) return unexpectedArguments(words.slice(command.split(' ').length));
  const topics = [...new Set(ids.filter((id) => id.includes(' ')).map((id) => id.slice(0, id.lastIndexOf(' '))))];
  const known = [...ids, ...topics];
  const topic = topics.find((candidate) => words[0] === candidate);
  // Words after an unknown command may be its arguments.
  const typed = topic === undefined ? words[0]! : words.slice(0, 2).join(' ');
  const near = [...new Set([...suggest(words.slice(0, 2).join(' '), known), ...suggest(typed, known)])].slice(0, 3);
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
