import type { CommandEntry, FlagEntry, Manifest } from './manifest.ts';
import { topicsOf } from './manifest.ts';

/** A node in the tree of command words: what may follow it, and the command itself if there is one. */
export interface CompletionNode {
  /** The words so far; empty at the root. */
  readonly id: string;
  readonly next: readonly { readonly word: string; readonly summary: string }[];
  readonly command: CommandEntry | null;
}

/** The names of a parameter on the command line. */
export interface ParameterNames {
  readonly name: string;
  readonly shortName: string;
}

/** The tree of command words, as a shell walks it, without hidden commands. */
export function completionNodes(manifest: Manifest): CompletionNode[] {
  const shown = manifest.commands.filter(({ hidden }) => !hidden);
  const ids = ['', ...topicsOf({ commands: shown }), ...shown.map(({ id }) => id)];
  return ids.map((id) => ({
    id,
    next: nextWords(id, shown),
    command: shown.find((command) => command.id === id) ?? null,
  }));
}

function nextWords(id: string, commands: readonly CommandEntry[]): CompletionNode['next'] {
  const prefix = id === '' ? '' : `${id} `;
  const words = new Map<string, string>();
  for (const command of commands) {
    if (!command.id.startsWith(prefix) || command.id === id) continue;
    const [word = '', ...more] = command.id.slice(prefix.length).split(' ');
    if (more.length === 0) words.set(word, command.summary);
    else if (!words.has(word)) words.set(word, `${word}: more commands`);
  }
  return [...words].map(([word, summary]) => ({ word, summary }));
}

/** All spellings of a flag: `--server`, `-s`, `--no-color`. */
export function spellingsOf(flag: FlagEntry): string[] {
  return [
    `--${flag.name}`,
    ...(flag.negatable ? [`--no-${flag.name}`] : []),
    ...(flag.char === null ? [] : [`-${flag.char}`]),
  ];
}
