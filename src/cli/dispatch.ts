import { SwitchoverError } from '../core/problem.ts';
import { suggest } from './suggest.ts';

/** What a command line asks for. `topic` is the first words that several commands share; empty for all of them. */
export type Request =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly topic: string }
  | { readonly kind: 'help-command'; readonly id: string }
  | { readonly kind: 'run'; readonly id: string; readonly argv: readonly string[] };

const GLOBAL_FLAGS = new Set(['--json', '--color', '--no-color']);
const HELP_FLAGS = new Set(['--help', '-h', '/?']);

/**
 * Finds the command that a command line means: the longest run of leading words that names one.
 * Global flags may stand before it.
 *
 * @throws SwitchoverError `unknown-command` (usage), with the commands that were probably meant
 */
export function resolveRequest(argv: readonly string[], ids: readonly string[]): Request {
  const first = argv.findIndex((word) => !GLOBAL_FLAGS.has(word));
  const globals = first < 0 ? argv : argv.slice(0, first);
  const rest = first < 0 ? [] : argv.slice(first);
  const [head] = rest;
  if (head === undefined || HELP_FLAGS.has(head)) return { kind: 'help', topic: '' };
  if (head === '--version' || head === '-v') return { kind: 'version' };
  if (head === 'help') return helpFor(leadingWords(rest.slice(1)), ids);

  const words = leadingWords(rest);
  const id = longestMatch(words, ids);
  if (id === undefined) return helpFor(words.length > 0 ? words : [head], ids);
  const own = rest.slice(id.split(' ').length);
  return asksForHelp(own) ? { kind: 'help-command', id } : { kind: 'run', id, argv: [...own, ...globals] };
}

/** Help for exactly these words: a command, or a topic. Anything else is an unknown command. */
function helpFor(words: readonly string[], ids: readonly string[]): Request {
  const wanted = words.join(' ');
  if (ids.includes(wanted)) return { kind: 'help-command', id: wanted };
  if (wanted === '' || ids.some((id) => id.startsWith(`${wanted} `))) return { kind: 'help', topic: wanted };
  throw unknownCommand(words, ids);
}

function unknownCommand(words: readonly string[], ids: readonly string[]): SwitchoverError {
  const topics = [...new Set(ids.filter((id) => id.includes(' ')).map((id) => id.slice(0, id.lastIndexOf(' '))))];
  const known = [...ids, ...topics];
  const topic = topics.find((candidate) => words[0] === candidate);
  // Words after an unknown one may be its arguments.
  const typed = topic === undefined ? words[0]! : words.slice(0, 2).join(' ');
  const near = [...new Set([...suggest(words.slice(0, 2).join(' '), known), ...suggest(typed, known)])].slice(0, 3);
  const list = topic === undefined ? 'switchover --help' : `switchover ${topic} --help`;
  return new SwitchoverError('usage', {
    code: 'unknown-command',
    what: `switchover has no command "${typed}"`,
    why: near.length > 0 ? `the nearest: ${near.join(', ')}` : 'no command has a name like it',
    where: null,
    do: near.length > 0 ? `try "switchover ${near[0]}", or "${list}" for all of them` : `"${list}" lists them`,
  });
}

function leadingWords(argv: readonly string[]): string[] {
  const end = argv.findIndex((word) => word.startsWith('-') || word.startsWith('/'));
  return end < 0 ? [...argv] : argv.slice(0, end);
}

function longestMatch(words: readonly string[], ids: readonly string[]): string | undefined {
  for (let length = Math.min(words.length, 3); length > 0; length--) {
    const id = words.slice(0, length).join(' ');
    if (ids.includes(id)) return id;
  }
  return undefined;
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => HELP_FLAGS.has(word));
}
