/**
 * Translates command lines as users write them into the form oclif reads: global flags may come first, `help TOPIC`
 * shows help, and the switches of the reference begin with a slash.
 */
import type { Config } from '@oclif/core/interfaces';
import type { DescribedCommand } from './describe.ts';

type SlashFlags = NonNullable<DescribedCommand['slashFlags']>;

const FLAGS_OF_EVERY_COMMAND = new Set(['--json', '--color', '--no-color']);

/**
 * The words for oclif's `run`. Everything after the command's own words keeps its order.
 *
 * @param words without the program name
 */
export function commandLine(words: readonly string[], config: Config): string[] {
  const first = words.findIndex((word) => !FLAGS_OF_EVERY_COMMAND.has(word));
  const everywhere = first < 0 ? words : words.slice(0, first);
  const [head, ...others] = first < 0 ? [] : words.slice(first);
  if (head === undefined) return ['--help', ...everywhere];
  if (head === 'help') return [...others, '--help', ...everywhere];
  const line = [head, ...others];
  const command = commandIn(line, config);
  if (command === null) return [...line, ...everywhere];
  const rest = translateSlashFlags(line.slice(command.length), command.slashFlags);
  return [...line.slice(0, command.length), ...everywhere, ...rest];
}

interface FoundCommand {
  /** The number of words in its name. */
  readonly length: number;
  readonly slashFlags: SlashFlags;
}

/** The longest command name, in words. */
const MOST_WORDS = 3;

/** The longest sequence of leading words that names a command. */
function commandIn(words: readonly string[], config: Config): FoundCommand | null {
  for (let length = Math.min(words.length, MOST_WORDS); length > 0; length--) {
    const found: DescribedCommand | undefined = config.findCommand(words.slice(0, length).join(':'));
    if (found !== undefined) return { length, slashFlags: found.slashFlags ?? {} };
  }
  return null;
}

/**
 * The switches of the reference, in any letter case: `/Immediate`, `/Notifier`, `/Notifier=HOST`, `/Notifier:HOST`.
 *
 * A command declares the ones it accepts (`SwitchoverCommand.slashFlags`). Anything else that begins with a slash is left
 * alone, because it may be a path; so is everything after `--`.
 */
export function translateSlashFlags(words: readonly string[], known: SlashFlags): string[] {
  const end = words.indexOf('--');
  return words.flatMap((word, index) => (end >= 0 && index >= end ? [word] : translate(word, known)));
}

function translate(word: string, known: SlashFlags): string[] {
  const { name, value } = slashSwitch(word);
  const found = Object.entries(known).find(([each]) => each.toLowerCase() === name);
  if (found === undefined) return [word];
  const [flags, optional] = found[1].split('[=');
  if (optional !== undefined) return [`${flags}=${value ?? ''}`];
  return value === null ? flags!.split(' ') : [`${flags}=${value}`];
}

/** The name of a switch in lower case, and its value; the name is null if the word is none. */
export function slashSwitch(word: string): { readonly name: string | null; readonly value: string | null } {
  const match = /^\/([A-Za-z][A-Za-z-]*)(?:[=:](.*))?$/s.exec(word);
  return { name: match?.[1]?.toLowerCase() ?? null, value: match?.[2] ?? null };
}
